//! A new file that takes the place of an old one in a single step: it is written in the same folder, dressed as the old
//! one, synced, and swapped with it.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::attributes::Dress;
use super::directory::Directory;
use super::existing::{Existing, read_in};
use super::failure::{StoreAction, StoreFailure};
use super::temporary;
use crate::io::fault::FileFault;

/// How often another program may change the file between two swaps.
const SWAPS: usize = 16;

/// A complete file under a temporary name. It is removed again unless it is put somewhere.
#[derive(Debug)]
pub(super) struct Fresh<'a> {
    directory: &'a Directory,
    name: OsString,
    /// Open, and so locked, until it has its place. Windows renames no open file.
    file: Option<File>,
    placed: bool,
}

impl<'a> Fresh<'a> {
    /// Writes `bytes` to the disk. `folder` is for messages.
    pub(super) fn write(
        directory: &'a Directory,
        folder: &Path,
        bytes: &[u8],
        dress: &Dress<'_>,
    ) -> Result<Self, StoreFailure> {
        let write = || {
            let (name, mut file) = temporary::create(directory)?;
            let mut fresh = Self { directory, name, file: None, placed: false };
            file.write_all(bytes)?;
            dress.put_on(&file)?;
            file.sync_all()?;
            fresh.file = Some(file).filter(|_| cfg!(unix));
            Ok::<_, FileFault>(fresh)
        };
        write().map_err(StoreFailure::when(StoreAction::WriteNewFile, folder))
    }

    /// Gives the file a name that nothing has.
    pub(super) fn put_new(mut self, path: &Path, name: &OsStr) -> Result<(), StoreFailure> {
        match self.directory.rename_new(&self.name, name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(StoreFailure::ChangedMeanwhile(path.to_owned()));
            }
            renamed => renamed.map_err(StoreFailure::when(StoreAction::Replace, path))?,
        }
        self.placed = true;
        Ok(())
    }

    /// Puts the file in place of `old`, if that is still what has the name. What another program put there meanwhile
    /// gets its name back.
    pub(super) fn put_over(mut self, path: &Path, name: &OsStr, old: &Existing) -> Result<(), StoreFailure> {
        self.prepare(old).map_err(|error| not_replaced(path, error))?;
        match self.directory.exchange(&self.name, name) {
            Ok(true) => {}
            Ok(false) => return self.rename_over(path, name, old),
            Err(error) => return Err(not_replaced(path, error)),
        }
        let changed = StoreFailure::ChangedMeanwhile(path.to_owned());
        if !self.is_at(name) {
            return self.give_back(path, name, changed);
        }
        match read_in(self.directory, path, &self.name) {
            Ok(Some(was)) if !was.is_as(old) => self.give_back(path, name, changed),
            Err(failure) => self.give_back(path, name, failure),
            Ok(_) => self.remove_old(path),
        }
    }

    /// Takes the name that tells what is left if the run is killed.
    fn prepare(&mut self, old: &Existing) -> io::Result<()> {
        let Some(inode) = self.file.as_ref().and_then(|file| self.directory.inode(file)) else {
            return Ok(());
        };
        let name = temporary::swap_name(inode, old);
        self.directory.rename(&self.name, &name)?;
        self.name = name;
        Ok(())
    }

    /// Whether the new file has this name.
    fn is_at(&self, name: &OsStr) -> bool {
        self.file.as_ref().is_some_and(|file| self.directory.is_at(name, file))
    }

    /// The same where the file system cannot swap: what is written between the look and the rename is lost.
    fn rename_over(mut self, path: &Path, name: &OsStr, old: &Existing) -> Result<(), StoreFailure> {
        let now = read_in(self.directory, path, name)?;
        if !now.is_some_and(|now| now.is_as(old)) {
            return Err(StoreFailure::ChangedMeanwhile(path.to_owned()));
        }
        self.directory.rename(&self.name, name).map_err(|error| not_replaced(path, error))?;
        self.placed = true;
        Ok(())
    }

    /// Swaps back until what comes out is the new file: another program may have written once more.
    fn give_back(mut self, path: &Path, name: &OsStr, why: StoreFailure) -> Result<(), StoreFailure> {
        for _ in 0..SWAPS {
            if !matches!(self.directory.exchange(&self.name, name), Ok(true)) {
                break;
            }
            if self.is_at(&self.name) {
                return Err(why);
            }
        }
        // What is under the temporary name is not ours to remove.
        self.placed = true;
        Err(StoreFailure::Displaced { path: path.to_owned(), now: path.with_file_name(&self.name) })
    }

    fn remove_old(mut self, path: &Path) -> Result<(), StoreFailure> {
        self.placed = true;
        temporary::remove(self.directory, path, &self.name)
            .map_err(|failure| StoreFailure::InPlaceBut { path: path.to_owned(), failure: Box::new(failure) })
    }
}

impl Drop for Fresh<'_> {
    fn drop(&mut self) {
        if !self.placed {
            let _ = self.directory.remove(&self.name);
        }
    }
}

/// Why a file could not be renamed.
pub(super) fn not_replaced(path: &Path, error: io::Error) -> StoreFailure {
    match error.kind() {
        io::ErrorKind::NotFound => StoreFailure::ChangedMeanwhile(path.to_owned()),
        io::ErrorKind::ResourceBusy => StoreFailure::MountPoint(path.to_owned()),
        _ => StoreFailure::when(StoreAction::Replace, path)(error),
    }
}
