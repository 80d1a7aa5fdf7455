//! The settings of the client's own certificate: `sslcert`, `sslkey`, `sslpassword` and `sslcertmode`.

use super::file_value::read_file;
use super::settings::ConninfoSettings;
use crate::diagnostic::Diagnostic;
use crate::libpq::environment::Environment;
use crate::libpq::secret::Secret;
use crate::libpq::sslcertmode::SslCertMode;

/// What the settings say about the client's own certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientSettings {
    /// The certificate file, unless it is the default one.
    pub(crate) certificate: Option<String>,
    /// The key file, or an engine and its key, unless it is the default one.
    pub(crate) key: Option<String>,
    /// The passphrase of the key.
    pub(crate) passphrase: Option<Secret>,
    /// Whether the certificate is sent.
    pub(crate) mode: SslCertMode,
}

impl ClientSettings {
    /// The settings of a connection that names none of its own. A mode that libpq refuses counts as the default. None if a
    /// variable has something else than a file in it.
    pub(crate) fn from_environment(environment: &Environment) -> Option<Self> {
        let value = |name| environment.variable(name).map(|value| value.to_string_lossy().into_owned());
        let file = |name| {
            value(name).map(|file| read_file(name, &file).ok()).map_or(Some(None), |file| file.map(Some))
        };
        Some(Self {
            certificate: file("PGSSLCERT")?,
            key: file("PGSSLKEY")?,
            passphrase: None,
            mode: value("PGSSLCERTMODE").and_then(|mode| SslCertMode::from_name(&mode)).unwrap_or_default(),
        })
    }

    /// Reads the settings.
    ///
    /// # Errors
    /// libpq's, for a mode that does not exist. An empty mode is one of these.
    pub(super) fn from_settings(settings: &ConninfoSettings) -> Result<Self, Diagnostic> {
        let file = |key| settings.filled(key).map(|file| read_file(key, file)).transpose();
        Ok(Self {
            certificate: file("sslcert")?,
            key: file("sslkey")?,
            passphrase: settings.filled("sslpassword").map(|text| Secret::from(text.to_owned())),
            mode: settings.get("sslcertmode").map_or(Ok(SslCertMode::default()), read_mode)?,
        })
    }
}

fn read_mode(text: &str) -> Result<SslCertMode, Diagnostic> {
    SslCertMode::from_name(text).ok_or_else(|| {
        let hint = "the modes are `disable`, `allow` and `require`, in lower case";
        Diagnostic::usage("invalid sslcertmode value", hint)
    })
}
