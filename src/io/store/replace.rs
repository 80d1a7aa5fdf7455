//! A new file that takes the place of the old one in a single step: written beside it, given its mode and
//! owner, synced, renamed.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::failed;
use super::patience::patiently;
use crate::diagnostic::{Code, Diagnostic};

/// Always the same name: under the lock there is no other writer, so what bears it is what a killed run left.
const TEMPORARY: &str = ".pgcerts.tmp";

/// A whole file under a temporary name, removed again unless it is put somewhere.
#[derive(Debug)]
pub(super) struct Fresh {
    temporary: PathBuf,
    placed: bool,
}

impl Fresh {
    /// Writes `bytes` to the disk, with the mode and owner of `like`, else as a file that everyone may read.
    pub(super) fn write(folder: &Path, bytes: &[u8], like: Option<&Metadata>) -> Result<Self, Diagnostic> {
        let temporary = folder.join(TEMPORARY);
        let write = || {
            let mut file = patiently(|| create(&temporary))?;
            let fresh = Self { temporary: temporary.clone(), placed: false };
            file.write_all(bytes)?;
            dress(&file, like)?;
            file.sync_all()?;
            Ok(fresh)
        };
        write().map_err(|error| failed("cannot write a file in", folder, &error))
    }

    /// Gives the file its name.
    pub(super) fn put(mut self, path: &Path) -> Result<(), Diagnostic> {
        patiently(|| std::fs::rename(&self.temporary, path))
            .map_err(|error| failed("cannot replace", path, &error))?;
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
pub(super) fn remove_leftovers(folder: &Path) -> Result<(), Diagnostic> {
    let temporary = folder.join(TEMPORARY);
    // Looked for first: a read-only file system refuses to remove even what is not there.
    if std::fs::symlink_metadata(&temporary).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(());
    }
    match patiently(|| std::fs::remove_file(&temporary)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let message = format!("cannot remove what a killed run left, `{}`: {error}", temporary.display());
            Err(Diagnostic::failure(Code::Io, message, "remove it as its owner or as root, and run again"))
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

/// The owner first: changing it may take mode bits away. The umask has no say, libpq must be able to read it.
#[cfg(unix)]
fn dress(file: &File, like: Option<&Metadata>) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let own = file.metadata()?;
    let mode = like.map_or(0o644, Metadata::mode) & 0o7777;
    if let Some(like) = like
        && (like.uid(), like.gid()) != (own.uid(), own.gid())
    {
        fchown(file, Some(like.uid()), Some(like.gid())).map_err(|error| {
            io::Error::new(error.kind(), format!("cannot keep the owner of the old file: {error}"))
        })?;
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

/// Windows gives the new file the access rules of its folder. Those that the old one had of its own are lost;
/// `docs/windows.md` says what to do about that.
#[cfg(not(unix))]
fn dress(_: &File, _: Option<&Metadata>) -> io::Result<()> {
    Ok(())
}
