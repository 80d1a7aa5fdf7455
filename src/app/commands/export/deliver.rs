//! Writes the files of an export, each whole or not at all. A file that is there with other content gets a backup.

use std::path::Path;

use crate::app::cli::ExportArgs;
use crate::app::failures::without_dest;
use crate::app::report::export::WrittenFile;
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{FolderRule, LockedStore, StoreFailure, TargetFile, WriteMode};

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
    let write = |path: &Path, bytes: &[u8]| {
        write_file(path, bytes, args, output).map_err(|failure| without_dest(&failure))
    };
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
) -> Result<WrittenFile, StoreFailure> {
    let target = TargetFile::find(path)?;
    let rule = FolderRule { command: "export", lifted: args.folder.as_root, home: None, is_public: true };
    let store = LockedStore::lock(target, rule, || output.waiting())?;
    let old = store.read()?;
    let path = path.to_owned();
    if old.as_ref().is_some_and(|old| old.bytes == bytes) {
        return Ok(WrittenFile { path, changed: false, backup: None });
    }
    let backup = store.replace(old.as_ref(), bytes, args.backup, WriteMode::Replace, clock::now())?;
    Ok(WrittenFile { path, changed: true, backup })
}
