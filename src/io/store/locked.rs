//! A trust store under the lock: read, replaced as a whole, restored.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use super::attributes::Dress;
use super::backup;
use super::companion::Companion;
use super::existing::{Existing, read_in};
use super::failure::{StoreAction, StoreFailure};
use super::foreign::{self, FolderRule};
use super::in_place;
use super::locked_folder::LockedFolder;
use super::provisional::Provisional;
use super::remove;
use super::replace::Fresh;
use super::target::TargetFile;
use super::write_mode::WriteMode;
use crate::store::writer::User;

/// A root.crt that no other run of pgcerts changes meanwhile.
#[derive(Debug)]
pub(crate) struct LockedStore {
    path: PathBuf,
    name: OsString,
    rule: FolderRule,
    // Dropped before the folder, under whose lock it was put.
    companion: Option<Companion>,
    folder: LockedFolder,
}

impl LockedStore {
    /// Makes the folder if need be and keeps other runs out of it until this is dropped. Removes what an interrupted
    /// run left there.
    ///
    /// # Errors
    /// Where the folder cannot be made or locked, or the rule forbids it.
    pub(crate) fn lock(
        target: TargetFile,
        rule: FolderRule,
        waiting: impl FnMut(),
    ) -> Result<Self, StoreFailure> {
        let (path, name) = (target.path().to_owned(), target.name().to_owned());
        let folder = LockedFolder::lock(target, &rule, waiting)?;
        Ok(Self { path, name, rule, companion: None, folder })
    }

    /// The outermost folder that was made for the file, for this user alone. On Windows there is none: new folders
    /// have the rules of their parent.
    pub(crate) fn private_folder(&self) -> Option<PathBuf> {
        self.folder.topmost_made().filter(|_| cfg!(unix)).map(Path::to_owned)
    }

    /// Whether the file system has no locks, so that other runs are not kept out.
    pub(crate) fn is_unlocked(&self) -> bool {
        self.folder.is_unlocked()
    }

    /// The user who made the file before root did, where everybody may make files. It will not stay theirs.
    pub(crate) fn planted_by(&self, existing: &Existing) -> Option<User> {
        foreign::planted_by(self.folder.directory(), existing)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Where it cannot be read or is not a regular file.
    pub(crate) fn read(&self) -> Result<Option<Existing>, StoreFailure> {
        read_in(self.folder.directory(), &self.path, &self.name)
    }

    /// The backups of the file.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub(crate) fn backups(&self, now: OffsetDateTime) -> Result<backup::BackupList, StoreFailure> {
        backup::list(self.folder.directory(), &self.path, now)
    }

    /// Reads a backup of the file.
    ///
    /// # Errors
    /// As [`Self::read`], and what is not a backup any more.
    pub(crate) fn read_backup(&self, path: &Path) -> Result<Option<Existing>, StoreFailure> {
        backup::read(self.folder.directory(), path, &self.name)
    }

    /// What another program had written when a run was killed, under its new names.
    pub(crate) fn recovered(&self) -> &[PathBuf] {
        self.folder.recovered()
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
        self.companion = Some(Companion::put(path, bytes, &self.folder, &self.rule, waiting)?);
        Ok(())
    }

    /// Gives the file these bytes, keeping a backup of `old` if `backup` says so, and reads it back.
    ///
    /// # Errors
    /// The old file is then still in place, except after a failure that says otherwise.
    pub(crate) fn replace(
        self,
        old: Option<&Existing>,
        bytes: &[u8],
        backup: bool,
        mode: WriteMode,
        now: OffsetDateTime,
    ) -> Result<Option<PathBuf>, StoreFailure> {
        let saved = old.filter(|_| backup).map(|old| self.save(old, now)).transpose()?;
        self.put(old, bytes, old, mode, saved)
    }

    /// Replaces the file with a backup, keeping a backup of `old`. If the file is gone, the new one gets the mode and
    /// owner of `like`, which were the file's own.
    ///
    /// # Errors
    /// As [`LockedStore::replace`].
    pub(crate) fn restore(
        self,
        old: Option<&Existing>,
        bytes: &[u8],
        like: Option<&Existing>,
        mode: WriteMode,
        now: OffsetDateTime,
    ) -> Result<Option<PathBuf>, StoreFailure> {
        let saved = old.map(|old| self.save(old, now)).transpose()?;
        self.put(old, bytes, old.or(like), mode, saved)
    }

    /// Removes the file, keeping a backup of `old` if `backup` says so.
    ///
    /// # Errors
    /// The file is then still in place, except after a failure that says otherwise.
    pub(crate) fn remove(
        mut self,
        old: &Existing,
        backup: bool,
        now: OffsetDateTime,
    ) -> Result<Option<PathBuf>, StoreFailure> {
        let saved = backup.then(|| self.save(old, now)).transpose()?;
        let removed = remove::remove(self.folder.directory(), &self.path, &self.name, old);
        let is_in_place = !matches!(removed, Ok(()) | Err(StoreFailure::Displaced { .. }));
        let backup = saved.filter(|_| !is_in_place).map(Provisional::keep);
        removed?;
        self.folder.keep().map_err(|failure| StoreFailure::RemovedBut {
            path: self.path.clone(),
            failure: Box::new(failure),
        })?;
        Ok(backup)
    }

    fn save(&self, old: &Existing, now: OffsetDateTime) -> Result<Provisional, StoreFailure> {
        let dress = self.dress(Some(old))?;
        backup::save(self.folder.directory(), &self.path, old, &dress, now)
    }

    /// Puts `bytes` in place of `old`, with the attributes of `like`. Keeps the `saved` backup.
    fn put(
        mut self,
        old: Option<&Existing>,
        bytes: &[u8],
        like: Option<&Existing>,
        mode: WriteMode,
        saved: Option<Provisional>,
    ) -> Result<Option<PathBuf>, StoreFailure> {
        let backup = match old.filter(|_| mode == WriteMode::InPlace) {
            Some(old) => self.write_into(old, bytes, saved)?,
            None => match self.swap(old, bytes, like) {
                Err(failure @ StoreFailure::InPlaceBut { .. }) => {
                    self.keep_new_files(saved);
                    return Err(failure);
                }
                swapped => swapped.map(|()| saved.map(Provisional::keep))?,
            },
        };
        self.keep_new_files(None);
        match self.keep_and_read() {
            Ok(Some(now)) if now.bytes == bytes => Ok(backup),
            Ok(_) => Err(StoreFailure::NotWhatWasWritten(self.path)),
            Err(failure) => Err(StoreFailure::InPlaceBut { path: self.path, failure: Box::new(failure) }),
        }
    }

    /// The target has its new content: what was put beside it stays.
    fn keep_new_files(&mut self, saved: Option<Provisional>) {
        saved.map(Provisional::keep);
        if let Some(companion) = self.companion.take() {
            companion.keep();
        }
    }

    fn write_into(
        &self,
        old: &Existing,
        bytes: &[u8],
        saved: Option<Provisional>,
    ) -> Result<Option<PathBuf>, StoreFailure> {
        let directory = self.folder.directory();
        if let Some(owner) = foreign::planted_by(directory, old) {
            return Err(StoreFailure::PlantedFile { path: self.path.clone(), owner });
        }
        in_place::write(directory, &self.path, &self.name, old, bytes, saved)
    }

    fn swap(
        &self,
        old: Option<&Existing>,
        bytes: &[u8],
        like: Option<&Existing>,
    ) -> Result<(), StoreFailure> {
        let directory = self.folder.directory();
        let folder = crate::io::files::folder_of(&self.path);
        let dress = self.dress(like)?;
        let fresh = Fresh::write(directory, folder, bytes, &dress)?;
        match old {
            Some(old) => fresh.put_over(&self.path, &self.name, old),
            None => fresh.put_new(&self.path, &self.name),
        }
    }

    /// What a new file gets that follows this one.
    fn dress<'a>(&self, like: Option<&'a Existing>) -> Result<Dress<'a>, StoreFailure> {
        foreign::dress(self.folder.directory(), &self.rule, like)
            .map_err(StoreFailure::when(StoreAction::LookAt, &self.path))
    }

    fn keep_and_read(&mut self) -> Result<Option<Existing>, StoreFailure> {
        self.folder.keep()?;
        self.read()
    }
}
