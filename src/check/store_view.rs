//! The store that libpq would verify with, as it was found: absent, refused, or loaded.

use crate::bundle::Bundle;
use crate::status::{Content, Libpq};
use crate::trust::Store;

use std::path::Path;

/// The word that stands for OpenSSL's own certificates (PostgreSQL 16, `sslrootcert=system`).
pub(crate) const SYSTEM: &str = "system";

/// A store and what libpq makes of it.
#[derive(Clone, Debug)]
pub(crate) struct StoreView {
    /// The path as libpq has it, or `system`.
    pub(crate) path: String,
    /// Whether `stat` finds it, which alone decides whether libpq verifies.
    pub(crate) exists: bool,
    /// What libpq says where it cannot use it.
    pub(crate) error: Option<String>,
    /// What it holds, revocation lists included.
    pub(crate) store: Store,
}

impl StoreView {
    /// A file's view; `lists` is the content of the revocation lists, where libpq reads any.
    pub(crate) fn of_file(path: &Path, content: &Content, lists: Option<&Bundle>) -> Self {
        let bundle = match content {
            Content::Bytes(bytes) => Some(Bundle::read(bytes)),
            _ => None,
        };
        let libpq = Libpq::of(path, content, bundle.as_ref(), 0);
        let mut store = Store::default();
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
            exists: !matches!(content, Content::Absent(_)),
            error: libpq.error,
            store,
        }
    }

    /// Where there is no home folder, libpq has no default file.
    pub(crate) fn homeless() -> Self {
        Self {
            path: String::new(),
            exists: false,
            error: Some("could not get home directory to locate root certificate file".into()),
            store: Store::default(),
        }
    }

    /// OpenSSL's own certificates.
    pub(crate) fn of_system(store: Store) -> Self {
        Self { path: SYSTEM.into(), exists: true, error: None, store }
    }

    pub(crate) fn is_system(&self) -> bool {
        self.path == SYSTEM && self.exists && self.error.is_none()
    }

    /// Whether libpq verifies the server's chain with it.
    pub(crate) fn loads(&self) -> bool {
        self.exists && self.error.is_none()
    }
}
