//! Reads the store that libpq would verify with: root.crt, revocation lists, and OpenSSL's own certificates.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::store;
use crate::check::StoreView;
use crate::diagnostic::Diagnostic;
use crate::libpq::environment::Environment;
use crate::libpq::trust_files::{RootPlace, TrustFiles};
use crate::openssl::chain::{Shared, X509Store};
use crate::openssl::pem::Bundle;
use crate::store::status::Content;

/// A store, and the folders that OpenSSL looks into as it needs a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    view: Rc<StoreView>,
    folders: Vec<PathBuf>,
}

/// Reads the files of a store.
///
/// # Errors
/// `io`, where a file is too large to be judged.
pub(crate) fn load(files: &TrustFiles, environment: &Environment) -> Result<Loaded, Diagnostic> {
    let path = match &files.root {
        RootPlace::System => return Ok(system(environment)),
        RootPlace::Homeless => {
            return Ok(Loaded { view: Rc::new(StoreView::homeless()), folders: Vec::new() });
        }
        RootPlace::File(path) => path,
    };
    let content = store::look(path)?;
    let lists = files.crl.as_deref().map(bundle).transpose()?.flatten();
    let mut view = StoreView::of_file(path, &content, lists.as_ref());
    // A folder counts, whether it is there or not, unless the file beside it fails to load.
    let file_loads = files.crl.is_none() || lists.is_some_and(|lists| lists.loads());
    let folders: Vec<PathBuf> =
        files.crl_folder.iter().filter(|_| file_loads && view.loads()).cloned().collect();
    if !folders.is_empty() {
        view.store.check_revocation();
    }
    Ok(Loaded { view: Rc::new(view), folders })
}

impl Loaded {
    /// The store for a chain: with what its folders hold for the issuers of these certificates, and for theirs.
    pub(crate) fn for_chain(&self, sent: impl FnOnce() -> Vec<Shared>) -> Result<Rc<StoreView>, Diagnostic> {
        if self.folders.is_empty() {
            return Ok(Rc::clone(&self.view));
        }
        let mut view = StoreView::clone(&self.view);
        let mut asked = std::collections::HashSet::new();
        let mut open = sent();
        open.extend(view.store.links().iter().cloned());
        while let Some(link) = open.pop() {
            let issuer = link.issuer();
            if !asked.insert(issuer.clone()) {
                continue;
            }
            let known = view.store.links().len();
            let with_certificates = !view.store.has_subject(issuer);
            for folder in &self.folders {
                add_hashed(&mut view.store, folder, &issuer.file_hash(), with_certificates)?;
            }
            open.extend(view.store.links()[known..].iter().cloned());
        }
        Ok(Rc::new(view))
    }
}

/// `by_dir`: `hash.0`, `hash.1` and so on for certificates, `hash.r0` and so on for lists, to the first gap.
fn add_hashed(
    store: &mut X509Store,
    folder: &Path,
    hash: &str,
    with_certificates: bool,
) -> Result<(), Diagnostic> {
    const LIMIT: usize = 1000;
    let kinds: &[&str] = if with_certificates { &["", "r"] } else { &["r"] };
    for kind in kinds {
        for number in 0..LIMIT {
            let Some(bundle) = bundle(&folder.join(format!("{hash}.{kind}{number}")))? else { break };
            store.add(&bundle);
        }
    }
    Ok(())
}

fn bundle(path: &Path) -> Result<Option<Bundle>, Diagnostic> {
    Ok(match store::look(path)? {
        Content::Bytes(bytes) => Some(Bundle::read(&bytes)),
        _ => None,
    })
}

/// OpenSSL's compiled-in folder differs by system; the first of these that is there is taken.
const OPENSSL_FOLDERS: [&str; 8] = [
    "/usr/lib/ssl",
    "/etc/pki/tls",
    "/etc/ssl",
    "/usr/local/ssl",
    "/opt/homebrew/etc/openssl@3",
    "/usr/local/etc/openssl@3",
    "/usr/local/etc/openssl",
    "/var/lib/ca-certificates/openssl",
];

fn system(environment: &Environment) -> Loaded {
    let base = OPENSSL_FOLDERS.iter().map(Path::new).find(|folder| folder.join("certs").is_dir());
    let file = environment.variable("SSL_CERT_FILE").map(PathBuf::from);
    let file = file.or_else(|| base.map(|base| base.join("cert.pem")));
    let folders = match environment.variable("SSL_CERT_DIR") {
        Some(list) => std::env::split_paths(list).filter(|folder| !folder.as_os_str().is_empty()).collect(),
        None => base.map(|base| base.join("certs")).into_iter().collect(),
    };
    let mut store = X509Store::default();
    // What cannot be read is passed over, as OpenSSL does.
    if let Some(bundle) = file.and_then(|file| bundle(&file).ok().flatten()).filter(Bundle::loads) {
        store.add(&bundle);
    }
    Loaded { view: Rc::new(StoreView::of_system(store)), folders }
}
