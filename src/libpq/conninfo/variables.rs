//! The environment variables that give values to keywords (`PQconninfoOptions` in `fe-connect.c`).

use std::borrow::Cow;
use std::ffi::OsStr;

use super::settings::ConninfoSettings;
use crate::libpq::environment::Environment;

/// It counts for Unix sockets alone.
pub(super) const REQUIRED_PEER: &str = "PGREQUIREPEER";

const VARIABLES: [(&str, &str); 20] = [
    ("PGSERVICE", "service"),
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    (REQUIRED_PEER, "requirepeer"),
    ("PGUSER", "user"),
    ("PGDATABASE", "dbname"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLCERTMODE", "sslcertmode"),
    ("PGSSLSNI", "sslsni"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
];

/// A password may be in them, so none is ever shown.
const OF_PASSWORD: [(&str, &str); 2] = [("PGPASSWORD", "password"), ("PGPASSFILE", "passfile")];

/// A variable whose value counts for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentValue {
    /// The variable's name.
    pub(crate) variable: &'static str,
    /// Its value.
    pub(crate) value: String,
}

/// The values in the environment. An empty variable counts as set, as it does for libpq.
pub(super) fn settings(environment: &Environment) -> ConninfoSettings {
    let mut settings = ConninfoSettings::default();
    // An older variable, which PGSSLMODE overrides.
    if requires_ssl(environment) {
        settings.store("sslmode", "require");
    }
    for (name, key) in VARIABLES.into_iter().chain(OF_PASSWORD) {
        if let Some(value) = value(environment, name) {
            settings.store(key, &value);
        }
    }
    settings
}

/// The variables that no source of more priority overrides.
pub(super) fn counted(environment: &Environment, given: &ConninfoSettings) -> Vec<EnvironmentValue> {
    let open = VARIABLES.into_iter().filter(|(_, key)| given.get(key).is_none());
    let counted = open.filter_map(|(variable, key)| {
        let found = value(environment, variable).map(|value| (variable, value));
        let older = || {
            (key == "sslmode" && requires_ssl(environment)).then_some(("PGREQUIRESSL", Cow::Borrowed("1")))
        };
        let (variable, value) = found.or_else(older)?;
        Some(EnvironmentValue { variable, value: value.into_owned() })
    });
    counted.collect()
}

fn requires_ssl(environment: &Environment) -> bool {
    value(environment, "PGREQUIRESSL").is_some_and(|value| value.starts_with('1'))
}

fn value<'a>(environment: &'a Environment, name: &str) -> Option<Cow<'a, str>> {
    environment.variables.get(OsStr::new(name)).map(|value| value.to_string_lossy())
}
