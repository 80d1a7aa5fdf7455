//! The keywords of a connection string (`PQconninfoOptions` in `fe-connect.c`), which service files use too.

/// The keywords that decide which server is checked, how, and as whom.
const USED: [&str; 18] = [
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
];

/// The other keywords of libpq 18. They have no effect before the login.
const UNUSED: [&str; 32] = [
    "application_name",
    "channel_binding",
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
    "passfile",
    "password",
    "replication",
    "require_auth",
    "requirepeer",
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

/// The keyword with this name, if `check` uses it.
pub(super) fn used(keyword: &str) -> Option<&'static str> {
    USED.into_iter().find(|used| *used == keyword)
}
