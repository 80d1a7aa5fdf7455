//! What a target depends on besides its text.

use std::path::PathBuf;

use super::settings::ConninfoSettings;
use crate::libpq::environment::Environment;
use crate::libpq::service_text::ServiceText;
use crate::libpq::sslmode::Negotiation;

/// The options of the command line that apply to every target. They override everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Overrides {
    /// `--hostaddr`
    pub hostaddr: Option<String>,
    /// `--port`
    pub port: Option<u16>,
    /// `--negotiation`
    pub negotiation: Option<Negotiation>,
    /// `--sslrootcert`
    pub sslrootcert: Option<String>,
    /// `--sslcrl`
    pub sslcrl: Option<String>,
    /// `--sslcrldir`
    pub sslcrldir: Option<String>,
    /// `--sslcert`
    pub sslcert: Option<String>,
    /// `--sslkey`
    pub sslkey: Option<String>,
}

impl Overrides {
    pub(super) fn settings(&self) -> ConninfoSettings {
        let negotiation = self.negotiation.map(|negotiation| match negotiation {
            Negotiation::Postgres => "postgres".to_owned(),
            Negotiation::Direct => "direct".to_owned(),
        });
        let given = [
            ("hostaddr", self.hostaddr.clone()),
            ("port", self.port.map(|port| port.to_string())),
            ("sslnegotiation", negotiation),
            ("sslrootcert", self.sslrootcert.clone()),
            ("sslcrl", self.sslcrl.clone()),
            ("sslcrldir", self.sslcrldir.clone()),
            ("sslcert", self.sslcert.clone()),
            ("sslkey", self.sslkey.clone()),
        ];
        let mut settings = ConninfoSettings::default();
        for (key, value) in given {
            if let Some(value) = value {
                settings.store(key, &value);
            }
        }
        settings
    }
}

/// What a target depends on besides its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConninfoContext<'a> {
    /// The environment, which always decides where the service files are.
    pub environment: &'a Environment,
    /// Whether its variables stand in for what is not set, as they do for libpq. `--no-env` leaves them aside.
    pub use_env: bool,
    /// Those of [`crate::libpq::location::service_files`] that are there, in that order.
    pub service_files: &'a [(PathBuf, ServiceText)],
    /// The command line.
    pub overrides: &'a Overrides,
}
