//! A folder in which no other run of pgcerts works.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::directory::Directory;
use super::failure::{StoreAction, StoreFailure};
use super::folder::Folder;
use super::foreign::FolderRule;
use super::lock::Lock;
use super::target::TargetFile;
use super::temporary;
use crate::io::files::folder_of;

/// How often a folder may vanish between its making and its lock.
const FOLDER_ATTEMPTS: usize = 16;

/// A folder and the lock on it.
#[derive(Debug)]
pub(super) struct LockedFolder {
    // Dropped before the folder: a lock file in it would prevent the removal of a new folder.
    lock: Lock,
    folder: Folder,
    path: PathBuf,
    recovered: Vec<PathBuf>,
}

impl LockedFolder {
    /// Makes the folder of the target if need be and keeps other runs out of it until this is dropped. Removes what an
    /// interrupted run left there.
    pub(super) fn lock(
        mut target: TargetFile,
        rule: &FolderRule,
        mut waiting: impl FnMut(),
    ) -> Result<Self, StoreFailure> {
        let file = target.path().to_owned();
        let path = folder_of(&file).to_owned();
        for _ in 0..FOLDER_ATTEMPTS {
            match Self::lock_once(target, rule, &path, &mut waiting)? {
                Some(locked) => return Ok(locked),
                None => target = TargetFile::find_without_link(&file)?,
            }
        }
        Err(StoreFailure::FolderVanishes(file))
    }

    /// None if the folder was removed, or replaced by another one, before it was locked.
    fn lock_once(
        target: TargetFile,
        rule: &FolderRule,
        path: &Path,
        waiting: &mut impl FnMut(),
    ) -> Result<Option<Self>, StoreFailure> {
        let folder = match Folder::make(target, rule) {
            Err(StoreFailure::Action { action: StoreAction::MakeFolder, fault, .. })
                if fault.system_error().map(io::Error::kind) == Some(io::ErrorKind::NotFound) =>
            {
                return Ok(None);
            }
            made => made?,
        };
        let lock = Lock::acquire(folder.directory(), path, waiting)?;
        let is_there =
            Directory::open(path).and_then(|now| now.is_same(folder.directory())).unwrap_or_default();
        if !is_there {
            return Ok(None);
        }
        lock.clear(folder.directory());
        let recovered = temporary::clear(folder.directory(), path);
        Ok(Some(Self { lock, folder, path: path.to_owned(), recovered }))
    }

    pub(super) fn directory(&self) -> &Rc<Directory> {
        self.folder.directory()
    }

    /// What another program had written when a run was killed, under its new names.
    pub(super) fn recovered(&self) -> &[PathBuf] {
        &self.recovered
    }

    /// Whether nothing keeps other runs out.
    pub(super) fn is_unlocked(&self) -> bool {
        self.lock.is_missing()
    }

    /// The outermost folder that this run made.
    pub(super) fn topmost_made(&self) -> Option<&Path> {
        self.path.ancestors().nth(self.folder.made().checked_sub(1)?)
    }

    /// Makes sure that the names in the folder outlast a power failure, and that it stays.
    pub(super) fn keep(&mut self) -> Result<(), StoreFailure> {
        self.folder.keep().map_err(StoreFailure::when(StoreAction::SyncFolder, &self.path))
    }
}
