//! Writes the files of an export, each whole or not at all. A file that is there with other content gets a backup.

use std::path::Path;

use crate::app::cli::ExportArgs;
use crate::app::failures::without_dest;
use crate::app::report::export::WrittenFile;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{FolderRule, LockedStore, StoreFailure, TargetFile, WriteMode};

use crate::openssl::pem::Bundle;
use crate::store::keystore::{Keystore, Opening};

use super::render::Rendered;

/// Writes them.
///
/// # Errors
/// Where one cannot be written. Those before it are written then.
pub(super) fn write(
    path: &Path,
    rendered: &Rendered,
    args: &ExportArgs,
    output: &Output,
) -> Result<Vec<WrittenFile>, Diagnostic> {
    let write = |path: &Path, bytes: &[u8]| write_file(path, bytes, args, output);
    match rendered {
        Rendered::File(bytes) => write(path, bytes).map(|file| vec![file]),
        Rendered::Folder(files) => files.iter().map(|(name, bytes)| write(&path.join(name), bytes)).collect(),
    }
}

fn write_file(
    path: &Path,
    bytes: &[u8],
    args: &ExportArgs,
    output: &Output,
) -> Result<WrittenFile, Diagnostic> {
    let failed = |failure: StoreFailure| without_dest(&failure);
    let target = TargetFile::find(path).map_err(failed)?;
    let rule = FolderRule { command: "export", lifted: args.folder.as_root, home: None, is_public: true };
    let store = LockedStore::lock(target, rule, || output.waiting()).map_err(failed)?;
    let old = store.read().map_err(failed)?;
    if old.as_ref().is_some_and(|old| holds_key(&old.bytes)) {
        return Err(key_in_the_way(path));
    }
    let path = path.to_owned();
    if old.as_ref().is_some_and(|old| old.bytes == bytes) {
        return Ok(WrittenFile { path, changed: false, backup: None });
    }
    let replaced = store.replace(old.as_ref(), bytes, args.backup, WriteMode::Replace, clock::now());
    Ok(WrittenFile { path, changed: true, backup: replaced.map_err(failed)? })
}

/// Whether a file holds a private key, which somebody may need.
fn holds_key(bytes: &[u8]) -> bool {
    let in_store = match Keystore::open(bytes, Opening::Unsealed) {
        Some(Ok(store)) => store.refuse_keys().is_err(),
        _ => false,
    };
    in_store || Bundle::read(bytes).private_key().is_some()
}

fn key_in_the_way(path: &Path) -> Diagnostic {
    let message = format!("`{}` holds a private key; it was left alone", path.display());
    Diagnostic::failure(Code::PrivateKey, message, "give `--output` another file")
}
