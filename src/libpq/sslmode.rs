//! libpq's settings for TLS, under the names that its documentation gives them.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// The value of `sslrootcert` for OpenSSL's own certificates.
pub(crate) const SYSTEM: &str = "system";

/// `sslmode`, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "libpq's documentation explains each name")]
pub enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl SslMode {
    /// All of them, from the weakest to the strongest.
    pub const ALL: [Self; 6] =
        [Self::Disable, Self::Allow, Self::Prefer, Self::Require, Self::VerifyCa, Self::VerifyFull];

    /// The value in a connection string.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

impl fmt::Display for SslMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for SslMode {
    type Err = String;

    /// Reads a value as `pqConnectOptions2` in `fe-connect.c` does, and fails with its words.
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|mode| mode.name() == text);
        // libpq quotes the value, which may be the start of other settings with a password among them.
        found.ok_or_else(|| "invalid sslmode value".to_owned())
    }
}

/// `sslnegotiation`: whether the server is asked for TLS, or TLS begins with the first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Negotiation {
    /// PostgreSQL's own question first
    #[default]
    Postgres,
    /// TLS from the first byte (PostgreSQL 17)
    Direct,
}

/// A version of TLS that libpq can be limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the versions of the protocol")]
pub enum TlsVersion {
    V1_0,
    V1_1,
    V1_2,
    V1_3,
}

impl TlsVersion {
    /// All of them, from the oldest.
    pub(crate) const ALL: [Self; 4] = [Self::V1_0, Self::V1_1, Self::V1_2, Self::V1_3];

    /// The name that libpq and OpenSSL use.
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_0 => "TLSv1",
            Self::V1_1 => "TLSv1.1",
            Self::V1_2 => "TLSv1.2",
            Self::V1_3 => "TLSv1.3",
        }
    }

    /// The version that libpq's word means, in any case of letters (`ssl_protocol_version_to_openssl`).
    pub fn from_name(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name().eq_ignore_ascii_case(text))
    }

    /// The version that these two bytes of the protocol mean (RFC 8446, 4.2.1).
    pub fn from_wire(bytes: u16) -> Option<Self> {
        bytes.checked_sub(0x0301).and_then(|index| Self::ALL.get(usize::from(index)).copied())
    }
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for TlsVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
