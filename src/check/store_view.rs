//! The store that libpq would verify with: absent, refused or loaded.

use crate::libpq::sslmode::SYSTEM;
use crate::openssl::chain::X509Store;
use crate::openssl::pem::Bundle;
use crate::store::content::FileContent;
use crate::store::status::Libpq;

use std::path::Path;

/// A store, and what libpq does with it.
#[derive(Clone, Debug)]
pub(crate) struct StoreView {
    /// The path as libpq prints it, or `system`.
    pub(crate) path: String,
    /// Whether `stat` finds the file. If it does not, libpq does not verify.
    pub(crate) exists: bool,
    /// libpq's error, if it cannot use the file.
    pub(crate) error: Option<String>,
    /// The reason for the error.
    pub(crate) defect: Option<Defect>,
    /// The certificates and the revocation lists.
    pub(crate) store: X509Store,
}

/// Why libpq cannot use a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    /// It cannot be read, for the system's reason.
    Unreadable(String),
    /// It is empty.
    Blank,
    /// It has no certificate, so the path probably names the wrong file.
    NoCertificate,
    /// It has a certificate, but not in a form that libpq reads. The line and what is wrong with it, where there is one.
    Malformed(Option<(usize, &'static str)>),
}

impl Defect {
    fn in_content(content: &FileContent, bundle: Option<&Bundle>) -> Option<Self> {
        match (content, bundle) {
            (FileContent::Absent(reason), _) => reason.clone().map(Self::Unreadable),
            (FileContent::Unreadable(reason), _) => Some(Self::Unreadable(reason.clone())),
            (FileContent::Bytes(_), Some(bundle)) => Self::in_bundle(bundle),
            (FileContent::Folder | FileContent::Bytes(_), _) => Some(Self::NoCertificate),
        }
    }

    fn in_bundle(bundle: &Bundle) -> Option<Self> {
        if bundle.loads() {
            return None;
        }
        if bundle.is_blank() {
            return Some(Self::Blank);
        }
        let spoiled = bundle.spoiled.as_ref().map(|spoiled| (spoiled.line, spoiled.reason));
        Some(if bundle.has_certificates() { Self::Malformed(spoiled) } else { Self::NoCertificate })
    }
}

impl StoreView {
    /// The view of a file. `lists` holds the revocation lists, if libpq reads any.
    pub(crate) fn from_file(path: &Path, content: &FileContent, lists: Option<&Bundle>) -> Self {
        let bundle = match content {
            FileContent::Bytes(bytes) => Some(Bundle::read(bytes)),
            _ => None,
        };
        let libpq = Libpq::with_store(path, content, bundle.as_ref(), 0);
        let mut store = X509Store::default();
        if let Some(bundle) = bundle.as_ref().filter(|bundle| bundle.loads()) {
            store.add(bundle);
        }
        // libpq ignores a file of lists that does not load.
        if let Some(lists) = lists.filter(|lists| lists.loads()) {
            store.add(lists);
            store.check_revocation();
        }
        Self {
            path: path.to_string_lossy().into_owned(),
            exists: !matches!(content, FileContent::Absent(_)),
            error: libpq.error,
            defect: Defect::in_content(content, bundle.as_ref()),
            store,
        }
    }

    /// The view if there is no home folder, and so no default file.
    pub(crate) fn homeless() -> Self {
        Self {
            path: String::new(),
            exists: false,
            error: Some("could not get home directory to locate root certificate file".into()),
            defect: None,
            store: X509Store::default(),
        }
    }

    /// OpenSSL's own certificates.
    pub(crate) fn from_system(store: X509Store) -> Self {
        Self { path: SYSTEM.into(), exists: true, error: None, defect: None, store }
    }

    pub(crate) fn is_system(&self) -> bool {
        self.path == SYSTEM && self.exists && self.error.is_none()
    }

    /// Whether libpq verifies the server's chain with it.
    pub(crate) fn loads(&self) -> bool {
        self.exists && self.error.is_none()
    }
}
