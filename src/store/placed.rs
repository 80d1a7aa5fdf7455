//! A certificate and where it was found.

use crate::diagnostic::Diagnostic;
use crate::openssl::pem::PemEntry;
use crate::x509::certificate::Certificate;

/// Where a certificate was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CertificatePlace {
    /// The line of its BEGIN, counted from 1.
    Line(usize),
    /// Its alias in a keystore.
    Alias(String),
    /// Its place in the chain that a server sent. The leaf is 0.
    Sent(usize),
}

impl CertificatePlace {
    /// Words for it that follow a noun.
    pub(crate) fn within(&self) -> String {
        match self {
            Self::Line(line) => format!("in line {line}"),
            Self::Alias(alias) => format!("under the alias `{alias}`"),
            Self::Sent(index) => format!("at place {index} of the chain"),
        }
    }

    /// The diagnostic with this place.
    pub(crate) fn mark(&self, diagnostic: Diagnostic) -> Diagnostic {
        match self {
            Self::Line(line) => diagnostic.at_line(*line),
            Self::Alias(alias) => diagnostic.at_alias(alias),
            Self::Sent(_) => diagnostic,
        }
    }

    /// The line, if it is one of a file.
    pub(crate) fn line(&self) -> Option<usize> {
        if let Self::Line(line) = self { Some(*line) } else { None }
    }

    /// The alias in a keystore.
    pub(crate) fn alias(&self) -> Option<&str> {
        if let Self::Alias(alias) = self { Some(alias) } else { None }
    }

    /// The place in a server's chain.
    pub(crate) fn sent(&self) -> Option<usize> {
        if let Self::Sent(index) = self { Some(*index) } else { None }
    }
}

/// A certificate and its place.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) place: CertificatePlace,
    pub(crate) certificate: Certificate,
}

impl From<&PemEntry> for Placed {
    fn from(entry: &PemEntry) -> Self {
        Self { place: CertificatePlace::Line(entry.line), certificate: entry.certificate.clone() }
    }
}
