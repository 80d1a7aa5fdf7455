//! A new file that replaces the old one in a single step: it is written in the same folder, given the old mode and
//! owner, synced and renamed.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::failure::{StoreAction, StoreFailure};
use super::patience::patiently;
use crate::io::fault::FileFault;

/// Always the same name: nobody else writes under the lock, so a file with this name was left by a killed run.
const TEMPORARY: &str = ".pgcerts.tmp";

/// A complete file under a temporary name. It is removed again unless it is put somewhere.
#[derive(Debug)]
pub(super) struct Fresh {
    temporary: PathBuf,
    placed: bool,
}

impl Fresh {
    /// Writes `bytes` to the disk, with the mode and owner of `like`, else as a file that everyone may read.
    pub(super) fn write(folder: &Path, bytes: &[u8], like: Option<&Metadata>) -> Result<Self, StoreFailure> {
        let temporary = folder.join(TEMPORARY);
        let write = || {
            let mut file = patiently(|| create(&temporary))?;
            let fresh = Self { temporary: temporary.clone(), placed: false };
            file.write_all(bytes)?;
            dress(&file, like)?;
            file.sync_all()?;
            Ok::<_, FileFault>(fresh)
        };
        write().map_err(StoreFailure::when(StoreAction::WriteNewFile, folder))
    }

    /// Gives the file its name.
    pub(super) fn put(mut self, path: &Path) -> Result<(), StoreFailure> {
        patiently(|| std::fs::rename(&self.temporary, path))
            .map_err(StoreFailure::when(StoreAction::Replace, path))?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if !self.placed {
            let _ = patiently(|| std::fs::remove_file(&self.temporary));
        }
    }
}

/// Removes what a killed run left in the folder.
pub(super) fn remove_leftovers(folder: &Path) -> Result<(), StoreFailure> {
    let temporary = folder.join(TEMPORARY);
    // Looked for first: a read-only file system refuses to remove even what is not there.
    if std::fs::symlink_metadata(&temporary).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(());
    }
    match patiently(|| std::fs::remove_file(&temporary)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreFailure::Leftover { path: temporary, error })
        }
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // Nobody else reads it before it has its owner and mode.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Sets the owner, then the mode: a change of the owner may clear mode bits. The umask does not count, since libpq
/// must be able to read the file.
#[cfg(unix)]
fn dress(file: &File, like: Option<&Metadata>) -> Result<(), FileFault> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let own = file.metadata()?;
    let mode = like.map_or(0o644, Metadata::mode) & 0o7777;
    if let Some(like) = like
        && (like.uid(), like.gid()) != (own.uid(), own.gid())
    {
        fchown(file, Some(like.uid()), Some(like.gid())).map_err(FileFault::Owner)?;
    }
    Ok(file.set_permissions(std::fs::Permissions::from_mode(mode))?)
}

/// Windows gives the new file the access rules of its folder, and those of the old file are lost. `docs/windows.md`
/// says what to do about that.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
fn dress(_: &File, _: Option<&Metadata>) -> Result<(), FileFault> {
    Ok(())
}
