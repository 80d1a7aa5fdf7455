//! Manifests and the certificates beside them on the disk, replaced as root.crt is: whole or not at all. No
//! backup: a manifest of one's own is under version control.

use std::path::Path;

use crate::effects::output::Output;
use crate::effects::store::{self, Existing, Store};
use crate::effects::{clock, files};
use crate::error::{Code, Error, Result};
use crate::pins::{self, Manifest, Pins};

use super::super::read_beside;

/// Puts a file where there is none; false if it was there already.
pub(super) fn new_file(path: &Path, bytes: &[u8], output: &Output) -> Result<bool> {
    let put = || {
        let target = store::resolve(path)?;
        let store = Store::lock(&target, || output.waiting())?;
        match store.read()? {
            Some(there) if there.bytes == bytes => Ok(false),
            Some(_) => Err(occupied(path)),
            None => store.replace(None, bytes, false, clock::now()).map(|_| true),
        }
    };
    put().map_err(without_flag)
}

/// The store's errors advise `--dest`, which these commands have not.
fn without_flag(error: Error) -> Error {
    if !error.hint.contains("--dest") {
        return error;
    }
    Error { hint: "nothing was written; see that this user may write there, and run again".into(), ..error }
}

/// Fails where another file would be in the way of [`new_file`].
pub(super) fn check_free(path: &Path, bytes: &[u8]) -> Result<()> {
    match files::read_if_there(path, "the file that is in the way")? {
        Some(there) if there != bytes => Err(occupied(path)),
        _ => Ok(()),
    }
}

fn occupied(path: &Path) -> Error {
    Error::new(
        Code::Io,
        format!("`{}` is there already and holds something else; it was left alone", path.display()),
        "name another file, or move that one away",
    )
}

/// Edits the text of a manifest and proves that it says `expected` afterwards. `edited` gives the new text.
pub(super) fn edit(
    path: &Path,
    output: &Output,
    edited: impl FnOnce(&str, &Pins) -> Result<(Option<String>, Manifest)>,
) -> Result<()> {
    let target = store::resolve(path).map_err(without_flag)?;
    let store = Store::lock(&target, || output.waiting()).map_err(without_flag)?;
    let old: Option<Existing> = store.read()?;
    // Read anew: another run may have edited it while this one looked.
    let bytes = old.as_ref().map(|old| old.bytes.as_slice()).unwrap_or_default();
    let pins = read_beside(path, bytes, pins::refuse)?;
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let (new, expected) = edited(text, &pins)?;
    let new = new.ok_or_else(|| unexpected(path))?;
    let read = read_beside(path, new.as_bytes(), pins::refuse)?;
    if read.manifest() != &expected {
        return Err(unexpected(path));
    }
    store.replace(old.as_ref(), new.as_bytes(), false, clock::now()).map(|_| ()).map_err(without_flag)
}

fn unexpected(path: &Path) -> Error {
    Error::new(
        Code::BadManifest,
        format!("`{}` is written in a way that cannot be edited in place; it was left alone", path.display()),
        "edit it by hand; `docs/manifest.md` describes the form",
    )
}
