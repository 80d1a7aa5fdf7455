//! The environment variables that stand in for keys.

use std::ffi::OsStr;

use super::keys::Settings;
use crate::libpq::environment::Environment;

const VARIABLES: [(&str, &str); 12] = [
    ("PGSERVICE", "service"),
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
    ("PGSSLSNI", "sslsni"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
];

/// What the environment says. An empty variable is set, as it is for libpq.
pub(super) fn settings(environment: &Environment) -> Settings {
    let value = |name: &str| environment.variables.get(OsStr::new(name)).map(|value| value.to_string_lossy());
    let mut settings = Settings::default();
    // Older than PGSSLMODE, which is stored over it.
    if value("PGREQUIRESSL").is_some_and(|value| value.starts_with('1')) {
        settings.store("sslmode", "require");
    }
    for (name, key) in VARIABLES {
        if let Some(value) = value(name) {
            settings.store(key, &value);
        }
    }
    settings
}
