//! The environment variables that give values to keywords (`PQconninfoOptions` in `fe-connect.c`).

use std::ffi::OsStr;

use super::settings::ConninfoSettings;
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

/// The values in the environment. An empty variable counts as set, as it does for libpq.
pub(super) fn settings(environment: &Environment) -> ConninfoSettings {
    let value = |name: &str| environment.variables.get(OsStr::new(name)).map(|value| value.to_string_lossy());
    let mut settings = ConninfoSettings::default();
    // An older variable, which PGSSLMODE overrides.
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
