//! A trust store under the lock: read, replaced as a whole, restored.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use time::OffsetDateTime;

use super::backup;
use super::companion::Companion;
use super::existing::{Existing, read_in};
use super::failure::{StoreAction, StoreFailure};
use super::foreign::{self, FolderRule};
use super::in_place;
use super::locked_folder::LockedFolder;
use super::provisional::Provisional;
use super::replace::Fresh;
use super::target::TargetFile;
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

/// How a file gets its new bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WriteMode {
    /// A new file takes its place, as a whole or not at all.
    Replace,
    /// They are written into the file that is there, which a crash leaves half written.
    InPlace,
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
        let folder = LockedFolder::lock(target, rule, waiting)?;
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
    /// As [`Self::read`].
    pub(crate) fn read_backup(&self, path: &Path) -> Result<Option<Existing>, StoreFailure> {
        read_in(self.folder.directory(), path, path.file_name().unwrap_or_default())
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
        self.companion = Some(Companion::put(path, bytes, &self.folder, self.rule, waiting)?);
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

    fn save(&self, old: &Existing, now: OffsetDateTime) -> Result<Provisional, StoreFailure> {
        backup::save(self.folder.directory(), &self.path, old, now)
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
        match old.filter(|_| mode == WriteMode::InPlace) {
            Some(old) => in_place::write(self.folder.directory(), &self.path, &self.name, old, bytes)?,
            None => self.swap(old, bytes, like)?,
        }
        let backup = saved.map(Provisional::keep);
        if let Some(companion) = self.companion.take() {
            companion.keep();
        }
        match self.keep_and_read() {
            Ok(Some(now)) if now.bytes == bytes => Ok(backup),
            Ok(_) => Err(StoreFailure::NotWhatWasWritten(self.path)),
            Err(failure) => Err(StoreFailure::InPlaceBut { path: self.path, failure: Box::new(failure) }),
        }
    }

    fn swap(
        &self,
        old: Option<&Existing>,
        bytes: &[u8],
        like: Option<&Existing>,
    ) -> Result<(), StoreFailure> {
        let directory: &Rc<_> = self.folder.directory();
        let folder = crate::io::files::folder_of(&self.path);
        if directory.is_mount_point(&self.name) {
            return Err(StoreFailure::MountPoint(self.path.clone()));
        }
        let dress = foreign::dress(directory, self.rule, like)
            .map_err(StoreFailure::when(StoreAction::LookAt, folder))?;
        let fresh = Fresh::write(directory, folder, bytes, &dress)?;
        match old {
            Some(old) => fresh.put_over(&self.path, &self.name, old),
            None => fresh.put_new(&self.path, &self.name),
        }
    }

    fn keep_and_read(&mut self) -> Result<Option<Existing>, StoreFailure> {
        self.folder.keep()?;
        self.read()
    }
}
