//! The folder of a trust store. If it is missing, it is made for this user alone, and removed again if the run fails.

use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf, is_separator};

use super::failure::{StoreAction, StoreFailure};
use crate::io::files::folder_of;

/// A folder, and those of its parents that this run made, the outermost first.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    made: Vec<PathBuf>,
}

impl Folder {
    /// Makes the folder of `target`, and its parents, where they are missing.
    pub(super) fn make(target: &Path) -> Result<Self, StoreFailure> {
        let path = parent_of(target)?;
        let mut folder = Self { path: path.clone(), made: Vec::new() };
        // The last ancestor of a relative path is the empty one, which stands for the working directory.
        let is_missing = |parent: &&Path| !parent.as_os_str().is_empty() && !parent.exists();
        let missing: Vec<&Path> = path.ancestors().take_while(is_missing).collect();
        for parent in missing.into_iter().rev() {
            folder.make_one(parent)?;
        }
        if path.is_dir() { Ok(folder) } else { Err(StoreFailure::NotAFolder(path)) }
    }

    fn make_one(&mut self, folder: &Path) -> Result<(), StoreFailure> {
        match private().create(folder) {
            Ok(()) => self.made.push(folder.to_owned()),
            // Another run may have been faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(error) => return Err(StoreFailure::when(StoreAction::MakeFolder, folder)(error)),
        }
        Ok(())
    }

    /// The outermost folder that this run made.
    pub(super) fn topmost_made(&self) -> Option<&Path> {
        self.made.first().map(PathBuf::as_path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes sure that the names in it outlast a power failure, and that it stays.
    pub(super) fn keep(&mut self) -> Result<(), StoreFailure> {
        let made = std::mem::take(&mut self.made);
        sync(&self.path)?;
        made.iter().try_for_each(|folder| sync(folder_of(folder)))
    }
}

/// The folder of a path that names a file.
fn parent_of(target: &Path) -> Result<PathBuf, StoreFailure> {
    let ends_in_separator =
        target.as_os_str().as_encoded_bytes().last().is_some_and(|last| is_separator(char::from(*last)));
    if target.file_name().is_none() || ends_in_separator {
        return Err(StoreFailure::NoFileName(target.to_owned()));
    }
    Ok(folder_of(target).to_owned())
}

/// Whether the file could be replaced or made, as far as that can be seen without trying.
///
/// # Errors
/// Where this user may not write in its folder, or in the nearest existing parent that the folder would be made in.
pub(crate) fn check_writable(target: &Path) -> Result<(), StoreFailure> {
    let folder = parent_of(target)?;
    let mut existing = folder.as_path();
    while !existing.exists() && existing != folder_of(existing) {
        existing = folder_of(existing);
    }
    access(existing).map_err(StoreFailure::when(StoreAction::WriteInFolder, existing))
}

/// Whether both paths lead to one folder. An error must not be taken for a no: a run that locked one folder twice
/// would wait for itself.
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
    /// Removes only empty folders: what another run has put into one meanwhile stays.
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
pub(super) fn sync(folder: &Path) -> Result<(), StoreFailure> {
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    match synced {
        // Some network file systems cannot sync a folder; some folders may be searched but not listed.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied) =>
        {
            Ok(())
        }
        other => other.map_err(StoreFailure::when(StoreAction::SyncFolder, folder)),
    }
}

/// Windows has no way to sync a folder's names; NTFS keeps them in its journal.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
pub(super) fn sync(_: &Path) -> Result<(), StoreFailure> {
    Ok(())
}
