//! The file behind the symbolic links of a path, and its folder as an open one. Each link is read relative to its own
//! folder. The last one may dangle: then its target is the file to create.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf, is_separator};

use super::backup::{self, BackupList};
use super::directory::{Directory, EntryKind};
use super::existing::{Existing, read_in};
use super::failure::{StoreAction, StoreFailure};
use super::foreign::{self, FolderRule};
use super::lock::LOCK_FILE;
use super::temporary::is_temporary;
use super::walk::{Walked, read_link, walk};
use super::write_mode::WriteMode;
use crate::io::files::{LINK_LIMIT, folder_of};

/// A path that was followed to the file that it means.
#[derive(Debug)]
pub(crate) struct TargetFile {
    path: PathBuf,
    name: OsString,
    /// The last folder on the way that is there.
    pub(super) directory: Directory,
    /// The folders behind it that are not.
    pub(super) missing: Vec<OsString>,
}

impl TargetFile {
    /// Follows the links at this path.
    ///
    /// # Errors
    /// A path that names no file, a link of another user, links in a circle, folders that cannot be entered.
    pub(crate) fn find(path: &Path) -> Result<Self, StoreFailure> {
        let mut path = path.to_owned();
        for _ in 0..=LINK_LIMIT {
            let target = Self::find_unfollowed(&path)?;
            if target.kind()? != Some(EntryKind::Link) {
                return Ok(target);
            }
            let next = PathBuf::from(read_link(&target.directory, &target.name, &path)?);
            path = path.parent().map_or_else(|| next.clone(), |folder| folder.join(&next));
        }
        Err(StoreFailure::LinkCircle(path))
    }

    /// The same where a link is refused, as for a file that this program makes and nobody else has a use for.
    ///
    /// # Errors
    /// Those of [`Self::find`], and a link.
    pub(crate) fn find_without_link(path: &Path) -> Result<Self, StoreFailure> {
        let target = Self::find_unfollowed(path)?;
        if target.kind()? == Some(EntryKind::Link) {
            return Err(StoreFailure::IsLink(path.to_owned()));
        }
        Ok(target)
    }

    fn find_unfollowed(path: &Path) -> Result<Self, StoreFailure> {
        let name = file_name(path)?;
        let Walked { directory, missing } = walk(folder_of(path))?;
        Ok(Self { name, path: path.to_owned(), directory, missing })
    }

    fn kind(&self) -> Result<Option<EntryKind>, StoreFailure> {
        if !self.missing.is_empty() {
            return Ok(None);
        }
        self.directory.kind(&self.name).map_err(StoreFailure::when(StoreAction::LookAt, &self.path))
    }

    /// The path of the file behind the links.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn name(&self) -> &OsStr {
        &self.name
    }

    pub(super) fn folder(&self) -> &Path {
        folder_of(&self.path)
    }

    /// Reads the file without a lock.
    ///
    /// # Errors
    /// Where it cannot be read or is not a regular file.
    pub(crate) fn read(&self) -> Result<Option<Existing>, StoreFailure> {
        if self.missing.is_empty() { read_in(&self.directory, &self.path, &self.name) } else { Ok(None) }
    }

    /// Its backups.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub(crate) fn backups(&self, now: time::OffsetDateTime) -> Result<BackupList, StoreFailure> {
        if self.missing.is_empty() {
            backup::list(&self.directory, &self.path, now)
        } else {
            Ok(BackupList::default())
        }
    }

    /// Reads a backup of the file.
    ///
    /// # Errors
    /// As [`Self::read`], and what is not a backup any more.
    pub(crate) fn read_backup(&self, path: &Path) -> Result<Option<Existing>, StoreFailure> {
        backup::read(&self.directory, path, &self.name)
    }

    /// Whether this run may write in the folder.
    ///
    /// # Errors
    /// A folder that the rule forbids.
    pub(crate) fn check_rule(&self, rule: &FolderRule) -> Result<(), StoreFailure> {
        foreign::check(&self.directory, &self.existing_folder(), rule)
    }

    /// Whether the file could be replaced or made, as far as that can be seen without trying.
    ///
    /// # Errors
    /// A folder that this user may not write in, and a file that is mounted and so cannot be replaced.
    pub(crate) fn check_writable(&self, mode: WriteMode) -> Result<(), StoreFailure> {
        if mode == WriteMode::Replace && self.missing.is_empty() && self.directory.is_mount_point(&self.name)
        {
            return Err(StoreFailure::MountPoint(self.path.clone()));
        }
        let there = self.existing_folder();
        self.directory.check_writable().map_err(StoreFailure::when(StoreAction::WriteInFolder, &there))
    }

    /// The last folder on the way that is there, as a path.
    pub(super) fn existing_folder(&self) -> PathBuf {
        let folder = folder_of(&self.path);
        let above = folder.ancestors().nth(self.missing.len()).unwrap_or(folder);
        if above.as_os_str().is_empty() { PathBuf::from(".") } else { above.to_owned() }
    }

    /// The outermost folder that would have to be made.
    pub(crate) fn missing_folder(&self) -> Option<PathBuf> {
        let above = self.missing.len().checked_sub(1)?;
        folder_of(&self.path).ancestors().nth(above).map(Path::to_owned)
    }
}

/// The last name of a path that names a file which a user may want.
fn file_name(path: &Path) -> Result<OsString, StoreFailure> {
    let ends_in_separator =
        path.as_os_str().as_encoded_bytes().last().is_some_and(|last| is_separator(char::from(*last)));
    match path.file_name().filter(|_| !ends_in_separator) {
        None => Err(StoreFailure::NoFileName(path.to_owned())),
        Some(name) if name == LOCK_FILE || is_temporary(name) => Err(StoreFailure::OwnName(path.to_owned())),
        Some(name) => Ok(name.to_owned()),
    }
}
