//! The keywords of a connection string (`PQconninfoOptions` in `fe-connect.c`), which service files use too.

/// The keywords that decide which server is checked, how, and as whom.
const USED: [&str; 23] = [
    "service",
    "host",
    "hostaddr",
    "port",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "sslcrl",
    "sslcrldir",
    "sslsni",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslcertmode",
    "user",
    "dbname",
    "password",
    "passfile",
    "channel_binding",
    "require_auth",
    "requirepeer",
];

/// The other keywords of libpq 18. They have no effect here.
const UNUSED: [&str; 27] = [
    "application_name",
    "client_encoding",
    "connect_timeout",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "oauth_client_id",
    "oauth_client_secret",
    "oauth_issuer",
    "oauth_scope",
    "options",
    "replication",
    "scram_client_key",
    "scram_server_key",
    "sslcompression",
    "sslkeylogfile",
    "target_session_attrs",
    "tcp_user_timeout",
];

/// Whether libpq knows the keyword.
pub(super) fn is_known(keyword: &str) -> bool {
    USED.contains(&keyword) || UNUSED.contains(&keyword)
}

/// The keyword with this name, if it is used.
pub(super) fn used(keyword: &str) -> Option<&'static str> {
    USED.into_iter().find(|used| *used == keyword)
}
