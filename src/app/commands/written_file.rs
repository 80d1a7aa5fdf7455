//! A file that an argument names, written whole or not at all. A file that is there with other content gets a backup, and one
//! with a private key is left alone.

use std::path::{Path, PathBuf};

use crate::app::failures::without_dest;
use crate::app::report::export::WrittenFile;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{Existing, FolderRule, LockedStore, StoreFailure, TargetFile, WriteMode};
use crate::openssl::pem::Bundle;
use crate::store::keystore::{Keystore, Opening};

/// How a file is written.
#[derive(Clone, Copy)]
pub(super) struct FileRule {
    /// The command that writes it, for messages.
    pub(super) command: &'static str,
    /// Its flag that names the file.
    pub(super) flag: &'static str,
    /// `--as-root`
    pub(super) as_root: bool,
    pub(super) backup: bool,
}

impl FileRule {
    fn folder(self) -> FolderRule {
        FolderRule { command: self.command, lifted: self.as_root, home: None, is_public: true }
    }
}

/// Whether it may be written, as far as that can be seen without a lock. Returns the path behind its links.
///
/// # Errors
/// Where it must not or cannot be replaced.
pub(super) fn check(path: &Path, bytes: &[u8], rule: FileRule) -> Result<PathBuf, Diagnostic> {
    let failed = |failure: StoreFailure| without_dest(&failure);
    let target = TargetFile::find(path).map_err(failed)?;
    let old = target.read().map_err(failed)?;
    refuse_key(path, old.as_ref(), rule)?;
    if old.is_none_or(|old| old.bytes != bytes) {
        target.check_rule(&rule.folder()).map_err(failed)?;
        target.check_writable(WriteMode::Replace).map_err(failed)?;
    }
    Ok(target.path().to_owned())
}

/// Writes it.
///
/// # Errors
/// Where it cannot be written.
pub(super) fn write(
    path: &Path,
    bytes: &[u8],
    rule: FileRule,
    output: &Output,
) -> Result<WrittenFile, Diagnostic> {
    let failed = |failure: StoreFailure| without_dest(&failure);
    let target = TargetFile::find(path).map_err(failed)?;
    let store = LockedStore::lock(target, rule.folder(), || output.waiting()).map_err(failed)?;
    let old = store.read().map_err(failed)?;
    refuse_key(path, old.as_ref(), rule)?;
    let path = path.to_owned();
    if old.as_ref().is_some_and(|old| old.bytes == bytes) {
        return Ok(WrittenFile { path, changed: false, backup: None });
    }
    let replaced = store.replace(old.as_ref(), bytes, rule.backup, WriteMode::Replace, clock::now());
    Ok(WrittenFile { path, changed: true, backup: replaced.map_err(failed)? })
}

/// Whether a file holds a private key, which somebody may need. None for a keystore that does not open: it may hold one.
fn holds_key(bytes: &[u8]) -> Option<bool> {
    match Keystore::open(bytes, Opening::Unsealed) {
        Some(Ok(store)) => Some(store.refuse_keys().is_err()),
        Some(Err(_)) => None,
        None => Some(Bundle::read(bytes).private_key().is_some()),
    }
}

fn refuse_key(path: &Path, old: Option<&Existing>, rule: FileRule) -> Result<(), Diagnostic> {
    let holds = match old.map_or(Some(false), |old| holds_key(&old.bytes)) {
        Some(false) => return Ok(()),
        Some(true) => "holds a private key",
        None => "is a keystore that does not open here and may hold a private key",
    };
    let message = format!("`{}` {holds}; it was left alone", path.display());
    Err(Diagnostic::failure(Code::PrivateKey, message, format!("give `{}` another file", rule.flag)))
}
