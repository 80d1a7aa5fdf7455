//! The store that libpq would verify with. It is built from the files that were read, and from the files of folders that
//! OpenSSL reads when a chain needs them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::openssl::chain::{Shared, X509Store};
use crate::openssl::pem::Bundle;
use crate::store::content::FileContent;
use crate::store::trust_content::{RevocationLists, TrustContent};

use super::store_view::StoreView;

/// A store, and the folders in which OpenSSL looks for further certificates and lists.
#[derive(Clone, Debug)]
pub(crate) struct TrustStore {
    view: Rc<StoreView>,
    folders: Vec<PathBuf>,
}

impl TrustStore {
    /// Builds the store from its files.
    pub(crate) fn from_content(content: TrustContent) -> Self {
        let (view, folders) = match content {
            TrustContent::Homeless => (StoreView::homeless(), Vec::new()),
            TrustContent::System { file, folders } => (system(file.as_deref()), folders),
            TrustContent::Named { path, content, lists, list_folder } => {
                let (view, folder) = named(&path, &content, &lists, list_folder);
                (view, folder.into_iter().collect())
            }
        };
        Self { view: Rc::new(view), folders }
    }

    /// The store for a chain. It includes the files of the folders for every issuer in the chain. `read` returns the bytes
    /// of a file, or none if there is no such file.
    ///
    /// # Errors
    /// The error of `read`.
    pub(crate) fn for_chain<E>(
        &self,
        sent: impl FnOnce() -> Vec<Shared>,
        read: impl Fn(&Path) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<Rc<StoreView>, E> {
        if self.folders.is_empty() {
            return Ok(Rc::clone(&self.view));
        }
        let mut view = StoreView::clone(&self.view);
        let mut asked = HashSet::new();
        let mut open = sent();
        open.extend(view.store.links().iter().cloned());
        while let Some(link) = open.pop() {
            let issuer = link.issuer();
            if !asked.insert(issuer.clone()) {
                continue;
            }
            let known = view.store.links().len();
            // OpenSSL searches a folder for certificates only if the store has none with this subject.
            let kinds: &[&str] =
                if view.store.has_subject(issuer) { &LISTS } else { &CERTIFICATES_AND_LISTS };
            for folder in &self.folders {
                add_hashed(&mut view.store, folder, &issuer.file_hash(), kinds, &read)?;
            }
            open.extend(view.store.links()[known..].iter().cloned());
        }
        Ok(Rc::new(view))
    }
}

/// A file with its revocation lists, and the folder of lists if libpq uses it.
fn named(
    path: &Path,
    content: &FileContent,
    lists: &RevocationLists,
    list_folder: Option<PathBuf>,
) -> (StoreView, Option<PathBuf>) {
    let bundle = match lists {
        RevocationLists::Bytes(bytes) => Some(Bundle::read(bytes)),
        RevocationLists::NotNamed | RevocationLists::NotRead => None,
    };
    let mut view = StoreView::from_file(path, content, bundle.as_ref());
    // libpq passes both to one call (`X509_STORE_load_locations`). If the file does not load, the folder is not used. A
    // missing folder is no error.
    let file_loads = matches!(lists, RevocationLists::NotNamed) || bundle.is_some_and(|lists| lists.loads());
    let folder = list_folder.filter(|_| file_loads && view.loads());
    if folder.is_some() {
        view.store.check_revocation();
    }
    (view, folder)
}

/// OpenSSL's own certificates. Like OpenSSL, it ignores a file that does not load.
fn system(file: Option<&[u8]>) -> StoreView {
    let mut store = X509Store::default();
    if let Some(bundle) = file.map(Bundle::read).filter(Bundle::loads) {
        store.add(&bundle);
    }
    StoreView::from_system(store)
}

/// The letters before the number in the names of hashed files (`by_dir`).
const CERTIFICATES_AND_LISTS: [&str; 2] = ["", "r"];
const LISTS: [&str; 1] = ["r"];

/// Adds the certificates in `hash.0`, `hash.1` and so on, and the lists in `hash.r0` and so on, up to the first missing
/// number (`by_dir`).
fn add_hashed<E>(
    store: &mut X509Store,
    folder: &Path,
    hash: &str,
    kinds: &[&str],
    read: impl Fn(&Path) -> Result<Option<Vec<u8>>, E>,
) -> Result<(), E> {
    const LIMIT: usize = 1000;
    for kind in kinds {
        for number in 0..LIMIT {
            let Some(bytes) = read(&folder.join(format!("{hash}.{kind}{number}")))? else { break };
            store.add(&Bundle::read(&bytes));
        }
    }
    Ok(())
}
