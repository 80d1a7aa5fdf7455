//! The folder of root.crt: made for this user alone if it is missing, and taken away again if the run fails.

use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf, is_separator};

use super::failed;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files::folder_of;

/// A folder, and those of its parents that this run made, the outermost first.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    made: Vec<PathBuf>,
}

impl Folder {
    /// The folder of `target`.
    pub(super) fn make(target: &Path) -> Result<Self, Diagnostic> {
        let path = of(target)?;
        let mut folder = Self { path: path.clone(), made: Vec::new() };
        // The last ancestor of a relative path is the empty one, which stands for the working directory.
        let is_missing = |parent: &&Path| !parent.as_os_str().is_empty() && !parent.exists();
        let missing: Vec<&Path> = path.ancestors().take_while(is_missing).collect();
        for parent in missing.into_iter().rev() {
            match private().create(parent) {
                Ok(()) => folder.made.push(parent.to_owned()),
                // Another run may have been faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && parent.is_dir() => {}
                Err(error) => return Err(failed("cannot make the folder", parent, &error)),
            }
        }
        if !path.is_dir() {
            let message = format!("`{}` is no folder", path.display());
            return Err(Diagnostic::failure(Code::Io, message, "name a file in a folder with `--dest`"));
        }
        Ok(folder)
    }

    /// The outermost folder that this run made.
    pub(super) fn topmost_made(&self) -> Option<&Path> {
        self.made.first().map(PathBuf::as_path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes sure that the names in it outlast a power failure, and that it stays.
    pub(super) fn keep(mut self) -> Result<(), Diagnostic> {
        let made = std::mem::take(&mut self.made);
        sync(&self.path)?;
        made.iter().try_for_each(|folder| sync(folder_of(folder)))
    }
}

/// The folder of a path that names a file.
fn of(target: &Path) -> Result<PathBuf, Diagnostic> {
    let ends_in_separator =
        target.as_os_str().as_encoded_bytes().last().is_some_and(|last| is_separator(char::from(*last)));
    if target.file_name().is_none() || ends_in_separator {
        let message = format!("`{}` names no file", target.display());
        return Err(Diagnostic::failure(Code::Io, message, "name the file itself, such as `DIR/root.crt`"));
    }
    Ok(folder_of(target).to_owned())
}

/// Whether this user may write in the folder, or in the first of its parents that is there.
pub(super) fn check_writable(target: &Path) -> Result<(), Diagnostic> {
    let folder = of(target)?;
    let mut existing = folder.as_path();
    while !existing.exists() && existing != folder_of(existing) {
        existing = folder_of(existing);
    }
    access(existing).map_err(|error| failed("cannot write in the folder", existing, &error))
}

/// Whether both paths lead to one folder. Where that cannot be seen it must not be guessed: a run that locked one
/// folder twice would wait for itself.
pub(super) fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    if one == other {
        return Ok(true);
    }
    Ok(one.try_exists()? && std::fs::canonicalize(one)? == std::fs::canonicalize(other)?)
}

#[cfg(unix)]
fn access(folder: &Path) -> io::Result<()> {
    use nix::unistd::{AccessFlags, access};
    if !folder.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    access(folder, AccessFlags::W_OK | AccessFlags::X_OK).map_err(io::Error::from)
}

#[cfg(not(unix))]
fn access(folder: &Path) -> io::Result<()> {
    if folder.is_dir() { Ok(()) } else { Err(io::ErrorKind::NotADirectory.into()) }
}

impl Drop for Folder {
    /// Only empty folders go: what another run has put into one meanwhile stays.
    fn drop(&mut self) {
        for folder in self.made.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
    }
}

#[cfg(unix)]
fn private() -> DirBuilder {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn private() -> DirBuilder {
    DirBuilder::new()
}

#[cfg(unix)]
pub(super) fn sync(folder: &Path) -> Result<(), Diagnostic> {
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    match synced {
        // Some network file systems cannot sync a folder; some folders may be searched but not listed.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied) =>
        {
            Ok(())
        }
        other => other.map_err(|error| failed("cannot sync the folder", folder, &error)),
    }
}

/// Windows has no way to sync a folder's names; NTFS keeps them in its journal.
#[cfg(not(unix))]
pub(super) fn sync(_: &Path) -> Result<(), Diagnostic> {
    Ok(())
}
