//! A folder in which no other run of pgcerts works.

use std::path::Path;

use super::failure::StoreFailure;
use super::folder::Folder;
use super::lock::Lock;
use super::replace;

/// How often a folder may vanish between its making and its lock.
const FOLDER_ATTEMPTS: usize = 16;

/// A folder and the lock on it.
#[derive(Debug)]
pub(super) struct LockedFolder {
    // Dropped before the folder: a lock file in it would prevent the removal of a new folder.
    _lock: Lock,
    folder: Folder,
}

impl LockedFolder {
    /// Makes the folder of `target` if need be and keeps other runs out of it until this is dropped. Removes what an
    /// interrupted run left there.
    pub(super) fn lock(target: &Path, mut waiting: impl FnMut()) -> Result<Self, StoreFailure> {
        for _ in 0..FOLDER_ATTEMPTS {
            let folder = Folder::make(target)?;
            // A failed run may have removed the folder again after this one found it.
            let Some(lock) = Lock::acquire(folder.path(), &mut waiting)? else { continue };
            replace::remove_leftovers(folder.path())?;
            return Ok(Self { _lock: lock, folder });
        }
        Err(StoreFailure::FolderVanishes(target.to_owned()))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The outermost folder that this run made.
    pub(super) fn topmost_made(&self) -> Option<&Path> {
        self.folder.topmost_made()
    }

    /// Makes sure that the names in the folder outlast a power failure, and that it stays.
    pub(super) fn keep(&mut self) -> Result<(), StoreFailure> {
        self.folder.keep()
    }
}
