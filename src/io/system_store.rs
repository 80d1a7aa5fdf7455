//! The certificates that the system trusts, as programs with rustls and OpenSSL find them.

use std::path::{Path, PathBuf};

use super::fault::FileFault;
use super::{listing, regular};
use crate::libpq::environment::Environment;
use crate::x509::certificate::Certificate;

/// The system has no trusted certificates, or none can be read.
#[derive(Debug)]
pub(crate) struct NoSystemCertificates {
    /// The first error, if there was one.
    pub(crate) error: Option<String>,
}

/// All of them, once each.
///
/// # Errors
/// Where there are none or none can be read.
pub(crate) fn read(environment: &Environment) -> Result<Vec<Certificate>, NoSystemCertificates> {
    refuse_endless(environment)?;
    let loaded = rustls_native_certs::load_native_certs();
    if loaded.certs.is_empty() {
        return Err(NoSystemCertificates { error: loaded.errors.first().map(ToString::to_string) });
    }
    Ok(loaded.certs.into_iter().map(|der| Certificate::new(der.to_vec())).collect())
}

/// Refuses what `SSL_CERT_FILE` and `SSL_CERT_DIR` name if it would keep its reader waiting: rustls-native-certs opens a
/// pipe and reads `/proc/kmsg` to its end.
///
/// # Errors
/// Where there is such a file.
pub(super) fn refuse_endless(environment: &Environment) -> Result<(), NoSystemCertificates> {
    let file = named_file(environment);
    // In a folder, rustls-native-certs looks only at regular files.
    let folders = named_folders(environment).unwrap_or_default();
    let listed = folders.into_iter().flat_map(|folder| files_in(&folder)).filter(|path| path.is_file());
    let endless = file.into_iter().chain(listed).find(|path| is_endless(path));
    endless.map_or(Ok(()), |path| {
        let error = Some(format!("`{}` is not a regular file", path.display()));
        Err(NoSystemCertificates { error })
    })
}

/// What `SSL_CERT_FILE` names.
pub(super) fn named_file(environment: &Environment) -> Option<PathBuf> {
    environment.variable("SSL_CERT_FILE").map(PathBuf::from)
}

/// What `SSL_CERT_DIR` names.
pub(super) fn named_folders(environment: &Environment) -> Option<Vec<PathBuf>> {
    let list = environment.variable("SSL_CERT_DIR")?;
    Some(std::env::split_paths(list).filter(|folder| !folder.as_os_str().is_empty()).collect())
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let names = listing::names(folder).unwrap_or_default();
    names.into_iter().map(|name| folder.join(name)).collect()
}

/// One byte is enough to know. Other failures are left to the reader itself, and `/dev/null` means no file.
fn is_endless(path: &Path) -> bool {
    !regular::is_found_empty(path) && matches!(regular::read(path, 0), Err(FileFault::NotRegular))
}
