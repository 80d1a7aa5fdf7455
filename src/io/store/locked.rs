//! A trust store under the lock: read, replaced as a whole, restored.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use super::backup;
use super::companion::Companion;
use super::existing::{Existing, read, refuse_if_changed};
use super::failure::StoreFailure;
use super::locked_folder::LockedFolder;
use super::provisional::Provisional;
use super::replace::Fresh;

/// A root.crt that no other run of pgcerts changes meanwhile.
#[derive(Debug)]
pub(crate) struct LockedStore {
    target: PathBuf,
    // Dropped before the folder, under whose lock it was put.
    companion: Option<Companion>,
    folder: LockedFolder,
}

impl LockedStore {
    /// Makes the folder if need be and keeps other runs out of it until this is dropped. Removes what an interrupted
    /// run left there.
    ///
    /// # Errors
    /// Where the folder cannot be made or locked.
    pub(crate) fn lock(target: &Path, waiting: impl FnMut()) -> Result<Self, StoreFailure> {
        let folder = LockedFolder::lock(target, waiting)?;
        Ok(Self { target: target.to_owned(), companion: None, folder })
    }

    /// The outermost folder that was made for the file, for this user alone. On Windows there is none: new folders
    /// have the rules of their parent.
    pub(crate) fn private_folder(&self) -> Option<PathBuf> {
        self.folder.topmost_made().filter(|_| cfg!(unix)).map(Path::to_owned)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// As [`read`].
    pub(crate) fn read(&self) -> Result<Option<Existing>, StoreFailure> {
        read(&self.target)
    }

    /// Puts a new file at `path`, which the target will name. It is removed again unless the target is replaced.
    ///
    /// # Errors
    /// Where the file cannot be written or somebody else was faster.
    pub(crate) fn put_beside(
        &mut self,
        path: &Path,
        bytes: &[u8],
        waiting: impl FnMut(),
    ) -> Result<(), StoreFailure> {
        self.companion = Some(Companion::put(path, bytes, self.folder.path(), waiting)?);
        Ok(())
    }

    /// Replaces the whole file with `bytes`, keeping a backup of `old` if `backup` says so, and reads it back.
    ///
    /// # Errors
    /// The old file is then still in place, except after a failure that says otherwise.
    pub(crate) fn replace(
        self,
        old: Option<&Existing>,
        bytes: &[u8],
        backup: bool,
        now: OffsetDateTime,
    ) -> Result<Option<PathBuf>, StoreFailure> {
        let saved = old.filter(|_| backup).map(|old| self.save(old, now)).transpose()?;
        self.put(old, bytes, old, saved)
    }

    /// Replaces the file with a backup, keeping a backup of `old`. If the file is gone, the new one gets the mode and
    /// owner of the backup, which were the file's own.
    ///
    /// # Errors
    /// As [`LockedStore::replace`].
    pub(crate) fn restore(
        self,
        old: Option<&Existing>,
        backup: &Existing,
        now: OffsetDateTime,
    ) -> Result<Option<PathBuf>, StoreFailure> {
        let saved = old.map(|old| self.save(old, now)).transpose()?;
        self.put(old, &backup.bytes, old.or(Some(backup)), saved)
    }

    fn save(&self, old: &Existing, now: OffsetDateTime) -> Result<Provisional, StoreFailure> {
        backup::save(self.folder.path(), &self.target, old, now)
    }

    /// Puts `bytes` in place of `old`, with the mode and owner of `like`. Keeps the `saved` backup.
    fn put(
        mut self,
        old: Option<&Existing>,
        bytes: &[u8],
        like: Option<&Existing>,
        saved: Option<Provisional>,
    ) -> Result<Option<PathBuf>, StoreFailure> {
        let fresh = Fresh::write(self.folder.path(), bytes, like.map(|like| &like.metadata))?;
        refuse_if_changed(&self.target, old)?;
        fresh.put(&self.target)?;
        let backup = saved.map(Provisional::keep);
        if let Some(companion) = self.companion.take() {
            companion.keep();
        }
        match self.keep_and_read() {
            Ok(Some(now)) if now.bytes == bytes => Ok(backup),
            Ok(_) => Err(StoreFailure::NotWhatWasWritten(self.target)),
            Err(failure) => Err(StoreFailure::InPlaceBut { path: self.target, failure: Box::new(failure) }),
        }
    }

    fn keep_and_read(&mut self) -> Result<Option<Existing>, StoreFailure> {
        self.folder.keep()?;
        self.read()
    }
}
