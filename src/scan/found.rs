//! What a scan found.

use time::OffsetDateTime;

use crate::diagnostic::{Diagnostic, Severity};
use crate::scan::place::ScanPlace;
use crate::scan::settings::ConnectionSetting;
use crate::store::status::Listed;

/// The kind of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FoundKind {
    /// A file that libpq could read.
    Pem,
    Der,
    Pkcs7,
    Pkcs12,
    Jks,
    /// A keystore of another form.
    OtherKeystore,
    /// A value of a `ConfigMap` or of another file in YAML.
    ConfigMap,
    /// A value of a Secret.
    Secret,
    /// Certificates in a program, a configuration or a document.
    Embedded,
    /// A server's or a client's own certificate, with its key beside it.
    Identity,
    /// Many files with a certificate each.
    Folder,
    ClientKey,
    Settings,
}

impl FoundKind {
    /// The word for scripts.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pem => "pem",
            Self::Der => "der",
            Self::Pkcs7 => "pkcs7",
            Self::Pkcs12 => "pkcs12",
            Self::Jks => "jks",
            Self::OtherKeystore => "keystore",
            Self::ConfigMap => "config-map",
            Self::Secret => "secret",
            Self::Embedded => "embedded",
            Self::Identity => "identity",
            Self::Folder => "folder",
            Self::ClientKey => "client-key",
            Self::Settings => "settings",
        }
    }

    /// The words for people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Pem => "PEM",
            Self::Der => "DER",
            Self::Pkcs7 => "PKCS#7",
            Self::Pkcs12 => "PKCS#12",
            Self::Jks => "JKS",
            Self::OtherKeystore => "keystore",
            Self::ConfigMap => "certificates in YAML",
            Self::Secret => "certificates in a Secret",
            Self::Embedded => "certificates in another file",
            Self::Identity => "own certificate",
            Self::Folder => "folder of certificates",
            Self::ClientKey => "client key",
            Self::Settings => "connection settings",
        }
    }

    /// Whether clients trust what is in it.
    pub(super) fn is_store(self) -> bool {
        !matches!(self, Self::Identity | Self::ClientKey | Self::Settings)
    }
}

/// A chain that servers send, and that the certificates of an item anchor.
#[derive(Clone, Debug)]
pub(crate) struct ScanAnchor {
    pub(crate) chain: String,
    pub(crate) anchor: String,
    pub(crate) until: Option<OffsetDateTime>,
}

/// A thing that was found.
#[derive(Debug)]
pub(crate) struct FoundItem {
    pub(crate) place: ScanPlace,
    pub(crate) kind: FoundKind,
    pub(crate) certificates: Vec<Listed>,
    pub(crate) anchors: Vec<ScanAnchor>,
    pub(crate) settings: Vec<ConnectionSetting>,
    pub(crate) findings: Vec<Diagnostic>,
}

impl FoundItem {
    pub(super) fn new(place: &ScanPlace, kind: FoundKind) -> Self {
        Self {
            place: place.clone(),
            kind,
            certificates: Vec::new(),
            anchors: Vec::new(),
            settings: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Whether something is wrong with it, as the exit code has it.
    pub(crate) fn has(&self, severity: Severity) -> bool {
        self.findings.iter().any(|finding| finding.severity == severity)
    }
}
