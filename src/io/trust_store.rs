//! Reads the files that libpq would verify with: root.crt, revocation lists, and OpenSSL's own certificates.

use std::path::Path;

use super::store::{self, StoreFailure};
use super::system_store;
use crate::libpq::environment::Environment;
use crate::libpq::trust_files::{RootPlace, TrustFiles};
use crate::store::content::FileContent;
use crate::store::trust_content::{RevocationLists, TrustContent};

/// Reads the files of a store. Folders are read later, one file at a time, with [`read_file`].
///
/// # Errors
/// Where a file is too large to be judged.
pub(crate) fn read(files: &TrustFiles, environment: &Environment) -> Result<TrustContent, StoreFailure> {
    let path = match &files.root {
        RootPlace::System => return Ok(read_system(environment)),
        RootPlace::Homeless => return Ok(TrustContent::Homeless),
        RootPlace::File(path) => path,
    };
    let content = store::look(path)?;
    let lists = match &files.crl {
        None => RevocationLists::NotNamed,
        Some(crl) => read_file(crl)?.map_or(RevocationLists::NotRead, RevocationLists::Bytes),
    };
    let list_folder = files.crl_folder.clone();
    Ok(TrustContent::Named { path: path.clone(), content, lists, list_folder })
}

/// The bytes of a file, or none where there is no file that can be read.
///
/// # Errors
/// Where it is too large to be judged.
pub(crate) fn read_file(path: &Path) -> Result<Option<Vec<u8>>, StoreFailure> {
    match store::look(path)? {
        FileContent::Bytes(bytes) => Ok(Some(bytes)),
        _ => Ok(None),
    }
}

/// OpenSSL's compiled-in folder differs by system. The first of these that exists is taken.
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

fn read_system(environment: &Environment) -> TrustContent {
    let base = OPENSSL_FOLDERS.iter().map(Path::new).find(|folder| folder.join("certs").is_dir());
    let file = system_store::named_file(environment).or_else(|| base.map(|base| base.join("cert.pem")));
    let folders = system_store::named_folders(environment)
        .unwrap_or_else(|| base.map(|base| base.join("certs")).into_iter().collect());
    // OpenSSL ignores a file that it cannot read.
    TrustContent::System { file: file.and_then(|file| read_file(&file).ok().flatten()), folders }
}
