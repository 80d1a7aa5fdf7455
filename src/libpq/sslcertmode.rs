//! Whether libpq sends a client certificate (`sslcertmode`, PostgreSQL 16).

use serde::Serialize;

/// The value of `sslcertmode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SslCertMode {
    /// No certificate is sent, even if there is one.
    Disable,
    /// A certificate is sent if there is one and the server asks for it.
    #[default]
    Allow,
    /// The connection fails unless the server asks for a certificate and gets one.
    Require,
}

impl SslCertMode {
    /// The mode that a connection string or a variable names.
    pub(crate) fn from_name(text: &str) -> Option<Self> {
        match text {
            "disable" => Some(Self::Disable),
            "allow" => Some(Self::Allow),
            "require" => Some(Self::Require),
            _ => None,
        }
    }
}
