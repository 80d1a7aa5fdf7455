//! Reads the client's certificate and key, which libpq loads before it connects.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use super::fault::FileFault;
use super::files::SIZE_LIMIT;
use super::postgres::system_text;
use super::regular;
use crate::client::content::{ClientContent, KeyContent, KeyFile, KeyRights, StoredCertificate};
use crate::libpq::client_files::{ClientFiles, KeyPlace};

/// Reads both. The key is read only if there is a certificate.
pub(crate) fn read(files: &ClientFiles) -> ClientContent {
    let certificate = read_certificate(&files.certificate);
    let key = match &files.key {
        KeyPlace::Homeless => KeyContent::Homeless,
        KeyPlace::Engine => KeyContent::Engine,
        KeyPlace::File(path) if certificate == StoredCertificate::Absent => KeyContent::Missing(path.clone()),
        KeyPlace::File(path) => read_key(path.clone()),
    };
    ClientContent {
        path: files.certificate.clone(),
        can_ask: certificate != StoredCertificate::Absent && has_terminal(),
        certificate,
        key,
        passphrase: files.passphrase.clone(),
    }
}

fn read_certificate(path: &Path) -> StoredCertificate {
    if let Err(error) = std::fs::metadata(path) {
        return match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => StoredCertificate::Absent,
            _ => StoredCertificate::NotLookedUp(system_text(&error)),
        };
    }
    if regular::is_found_empty(path) {
        return StoredCertificate::Bytes(Vec::new());
    }
    match regular::read(path, SIZE_LIMIT) {
        Ok(bytes) => StoredCertificate::Bytes(bytes),
        Err(FileFault::NotRegular) => StoredCertificate::Endless,
        Err(FileFault::TooLarge) => StoredCertificate::TooLarge,
        Err(_) => StoredCertificate::Unreadable,
    }
}

fn read_key(path: PathBuf) -> KeyContent {
    let metadata = match std::fs::metadata(&path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return KeyContent::Missing(path),
        Err(error) => return KeyContent::NotLookedUp(path, system_text(&error)),
    };
    let bytes = match regular::read(&path, SIZE_LIMIT) {
        Ok(bytes) => Some(bytes),
        Err(FileFault::TooLarge) => return KeyContent::TooLarge(path),
        Err(_) => None,
    };
    KeyContent::File(path, KeyFile { is_regular: metadata.is_file(), rights: rights(&metadata), bytes })
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "other systems have none")]
pub(super) fn rights(metadata: &Metadata) -> Option<KeyRights> {
    use std::os::unix::fs::MetadataExt as _;
    Some(KeyRights { is_owned_by_root: metadata.uid() == 0, mode: metadata.mode() & 0o7777 })
}

#[cfg(not(unix))]
pub(super) fn rights(_: &Metadata) -> Option<KeyRights> {
    None
}

/// Whether OpenSSL finds a terminal on which it can ask for a passphrase (`open_console` in `crypto/ui/ui_openssl.c`).
fn has_terminal() -> bool {
    let name = if cfg!(windows) { "con" } else { "/dev/tty" };
    std::fs::File::open(name).is_ok()
}
