//! The keys of a connection string, and the values given to those that matter here.

use std::collections::BTreeMap;

/// The keys that decide which server is looked at, and how.
const USED: [&str; 12] = [
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
];

/// The other keys of libpq 18: what they say has no bearing on TLS before the login.
const UNUSED: [&str; 38] = [
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
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
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslkey",
    "sslkeylogfile",
    "sslpassword",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// Whether libpq knows the key.
pub(super) fn is_known(key: &str) -> bool {
    USED.contains(&key) || UNUSED.contains(&key)
}

/// Whether the value is nobody else's business; the names that other drivers use are guessed at.
pub(super) fn is_secret(key: &str) -> bool {
    const SECRETS: [&str; 4] = ["passw", "pwd", "secret", "scram_"];
    let key = key.to_ascii_lowercase();
    SECRETS.iter().any(|part| key.contains(part))
}

/// What one source gives: the string, the service, the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings(BTreeMap<&'static str, String>);

impl Settings {
    /// Keeps the value if it is of use. The last one of a key counts, as in a connection string. Says whether a
    /// connection string may have the key.
    pub(super) fn store(&mut self, key: &str, value: &str) -> bool {
        if key == "requiressl" {
            return self.store("sslmode", if value.starts_with('1') { "require" } else { "prefer" });
        }
        if let Some(used) = USED.into_iter().find(|used| *used == key) {
            self.0.insert(used, value.to_owned());
        }
        is_known(key)
    }

    /// The value, which may be empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The value, where an empty one means the default.
    pub(super) fn filled(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !value.is_empty())
    }

    /// Takes what is not set here from a source that counts less.
    #[must_use]
    pub(super) fn or(mut self, other: Self) -> Self {
        for (key, value) in other.0 {
            self.0.entry(key).or_insert(value);
        }
        self
    }
}

#[cfg(test)]
impl Settings {
    /// All of it, in the order of the keys, as the tests compare it.
    pub(super) fn shown(&self) -> String {
        self.0.iter().flat_map(|(key, value)| [key, "=", value, ";"]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names() {
        for key in ["password", "sslpassword", "oauth_client_secret", "scram_client_key", "PassWd", "pwd"] {
            assert!(is_secret(key), "{key}");
        }
        assert!(!is_secret("passfile") && !is_secret("sslkey") && !is_secret("host"));
    }

    #[test]
    fn requiressl_stands_for_a_mode() {
        for (value, mode) in [("1", "require"), ("1x", "require"), ("0", "prefer"), ("", "prefer")] {
            let mut settings = Settings::default();
            assert!(settings.store("sslmode", "verify-full") && settings.store("requiressl", value));
            assert_eq!(settings.get("sslmode"), Some(mode), "{value:?}");
        }
    }
}
