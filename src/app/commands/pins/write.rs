//! Manifests and the certificates beside them on the disk, replaced as root.crt is: whole or not at all. No
//! backup: a manifest of one's own is under version control.

use std::path::{Path, PathBuf};

use crate::app::cli::FolderArgs;
use crate::app::failures::{unread, without_dest};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::io::store::{Existing, FolderRule, LockedStore, TargetFile, WriteMode};
use crate::io::{clock, files};
use crate::pins::{self, Manifest, Pins};

use super::super::{read_beside, read_pins};

/// Puts a manifest and its certificates where there are none. Returns the files that were not there before.
pub(super) fn with_certificates(
    path: &Path,
    manifest: &str,
    certificates: &[(&str, &[u8])],
    folder: FolderArgs,
    output: &Output,
) -> Result<Vec<PathBuf>, Diagnostic> {
    let files = certificates.iter().map(|(name, bytes)| (path.with_file_name(name), *bytes));
    // The manifest comes last, so that it is never there without its certificates.
    let files: Vec<(PathBuf, &[u8])> = files.chain([(path.to_owned(), manifest.as_bytes())]).collect();
    if files.iter().filter(|(file, _)| file == path).count() > 1 {
        let message =
            format!("`{}` is the name of one of the certificates beside the manifest", path.display());
        return Err(Diagnostic::usage(message, "name the manifest otherwise, as in `team/pins.json`"));
    }
    for (file, bytes) in &files {
        is_free(file, bytes)?;
    }
    let mut written = Vec::new();
    for (file, bytes) in files {
        if new_file(&file, bytes, folder, output)? {
            written.push(file);
        }
    }
    Ok(written)
}

/// Puts a file where there is none; false if it was there already.
fn new_file(path: &Path, bytes: &[u8], folder: FolderArgs, output: &Output) -> Result<bool, Diagnostic> {
    let store = lock(path, folder, output)?;
    if !is_free(path, bytes)? {
        return Ok(false);
    }
    let written = store.replace(None, bytes, false, WriteMode::Replace, clock::now());
    written.map(|_| true).map_err(|failure| without_dest(&failure))
}

/// Whether there is no file yet; false if it is there with these bytes. Another one in the way is an error.
fn is_free(path: &Path, bytes: &[u8]) -> Result<bool, Diagnostic> {
    match files::read_if_there(path).map_err(unread("the file that is in the way"))? {
        None => Ok(true),
        Some(there) if there == bytes => Ok(false),
        Some(_) => Err(Diagnostic::failure(
            Code::Io,
            format!("`{}` is there already and holds something else; it was left alone", path.display()),
            "name another file, or move that one away",
        )),
    }
}

/// Changes a manifest as it is `planned`. Returns what it says then, and whether that is new.
pub(super) fn change(
    path: &Path,
    folder: FolderArgs,
    output: &Output,
    planned: impl Fn(&Pins) -> Result<Manifest, Diagnostic>,
) -> Result<(Manifest, bool), Diagnostic> {
    let old = read_pins(Some(path))?;
    let expected = planned(&old)?;
    let is_new = expected != *old.manifest();
    if is_new {
        edit(path, None, folder, output, planned)?;
    } else {
        tidy(path, folder, output);
    }
    Ok((expected, is_new))
}

/// Edits the text of a manifest and proves that it says afterwards what is `planned`, as of today.
/// `certificate` is the file that it names then and its bytes: put there first, and under the same lock, since a run
/// that fails takes it away again and no other must rely on it meanwhile.
pub(super) fn edit(
    path: &Path,
    certificate: Option<(&Path, &[u8])>,
    folder: FolderArgs,
    output: &Output,
    planned: impl FnOnce(&Pins) -> Result<Manifest, Diagnostic>,
) -> Result<(), Diagnostic> {
    let mut store = lock(path, folder, output)?;
    let old: Option<Existing> = store.read().map_err(|failure| without_dest(&failure))?;
    // Read again: another run may have edited it meanwhile.
    let bytes = old.as_ref().map(|old| old.bytes.as_slice()).unwrap_or_default();
    let pins = read_beside(path, bytes, pins::refuse)?;
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let mut expected = planned(&pins)?;
    if expected != *pins.manifest() {
        expected.updated = clock::now().date().to_string();
    }
    let new = pins::rewrite(text, pins.manifest(), &expected).ok_or_else(|| unexpected(path))?;
    if let Some((file, der)) = certificate
        && is_free(file, der)?
    {
        store.put_beside(file, der, || output.waiting()).map_err(|failure| without_dest(&failure))?;
    }
    let unfit = |error: Diagnostic| {
        let fix = format!("nothing was written; {}", error.fix);
        error.with_fix(fix)
    };
    let read = read_beside(path, new.as_bytes(), pins::refuse).map_err(unfit)?;
    if read.manifest() != &expected {
        return Err(unexpected(path));
    }
    store
        .replace(old.as_ref(), new.as_bytes(), false, WriteMode::Replace, clock::now())
        .map(|_| ())
        .map_err(|failure| without_dest(&failure))
}

/// Removes what a killed run left beside the manifest after it had done its work.
pub(super) fn tidy(path: &Path, folder: FolderArgs, output: &Output) {
    drop(lock(path, folder, output));
}

fn lock(path: &Path, folder: FolderArgs, output: &Output) -> Result<LockedStore, Diagnostic> {
    let rule = FolderRule { command: "pins", lifted: folder.as_root, is_public: true, home: None };
    let locked =
        TargetFile::find(path).and_then(|target| LockedStore::lock(target, rule, || output.waiting()));
    locked.map_err(|failure| without_dest(&failure))
}

fn unexpected(path: &Path) -> Diagnostic {
    Diagnostic::failure(
        Code::BadManifest,
        format!("`{}` is written in a way that cannot be edited in place; it was left alone", path.display()),
        "edit it by hand; `docs/reference/manifest.md` describes the form",
    )
}
