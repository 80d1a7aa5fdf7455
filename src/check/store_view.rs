//! The store that libpq would verify with, as it was found: absent, refused, or loaded.

use crate::libpq::sslmode::SYSTEM;
use crate::openssl::chain::X509Store;
use crate::openssl::pem::Bundle;
use crate::store::content::FileContent;
use crate::store::status::Libpq;

use std::path::Path;

/// A store and what libpq makes of it.
#[derive(Clone, Debug)]
pub(crate) struct StoreView {
    /// The path as libpq has it, or `system`.
    pub(crate) path: String,
    /// Whether `stat` finds it, which alone decides whether libpq verifies.
    pub(crate) exists: bool,
    /// What libpq says where it cannot use it.
    pub(crate) error: Option<String>,
    /// Why that is so.
    pub(crate) defect: Option<Defect>,
    /// What it holds, revocation lists included.
    pub(crate) store: X509Store,
}

/// Why libpq cannot use a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    /// The system says no, in these words.
    Unreadable(String),
    /// There is nothing in it.
    Blank,
    /// There is no certificate in it, so it is another file than was meant.
    NoCertificate,
    /// A certificate is there, but not in a form that libpq reads.
    Malformed,
}

impl Defect {
    fn in_content(content: &FileContent, bundle: Option<&Bundle>) -> Option<Self> {
        match (content, bundle) {
            (FileContent::Absent(reason), _) => reason.clone().map(Self::Unreadable),
            (FileContent::Unreadable(reason), _) => Some(Self::Unreadable(reason.clone())),
            (FileContent::Bytes(_), Some(bundle)) => Self::of_bundle(bundle),
            (FileContent::Folder | FileContent::Bytes(_), _) => Some(Self::NoCertificate),
        }
    }

    fn of_bundle(bundle: &Bundle) -> Option<Self> {
        if bundle.loads() {
            return None;
        }
        if bundle.is_blank() {
            return Some(Self::Blank);
        }
        Some(if bundle.has_certificates() { Self::Malformed } else { Self::NoCertificate })
    }
}

impl StoreView {
    /// A file's view; `lists` is the content of the revocation lists, where libpq reads any.
    pub(crate) fn of_file(path: &Path, content: &FileContent, lists: Option<&Bundle>) -> Self {
        let bundle = match content {
            FileContent::Bytes(bytes) => Some(Bundle::read(bytes)),
            _ => None,
        };
        let libpq = Libpq::with_store(path, content, bundle.as_ref(), 0);
        let mut store = X509Store::default();
        if let Some(bundle) = bundle.as_ref().filter(|bundle| bundle.loads()) {
            store.add(bundle);
        }
        // One that does not load is passed over without a word.
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

    /// Where there is no home folder, libpq has no default file.
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
    pub(crate) fn of_system(store: X509Store) -> Self {
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
