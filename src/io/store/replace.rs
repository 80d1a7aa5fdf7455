//! A new file that takes the place of an old one in a single step: it is written in the same folder, dressed as the old
//! one, synced, and swapped with it.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::path::Path;

use super::attributes::Dress;
use super::directory::{Directory, EntryKind};
use super::existing::{Existing, read_in};
use super::failure::{StoreAction, StoreFailure};
use crate::io::fault::FileFault;

/// Nobody else writes under the lock, so a file with this name was left by a killed run.
const TEMPORARY: &str = ".pgcerts.tmp";

/// How many other names are tried where something that is not ours has the usual one.
const OTHER_NAMES: u32 = 100;

/// How often another program may change the file between two swaps.
const SWAPS: usize = 16;

/// A complete file under a temporary name. It is removed again unless it is put somewhere.
#[derive(Debug)]
pub(super) struct Fresh<'a> {
    directory: &'a Directory,
    name: OsString,
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
            let (name, mut file) = create(directory)?;
            let fresh = Self { directory, name, placed: false };
            file.write_all(bytes)?;
            dress.put_on(&file)?;
            file.sync_all()?;
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
        match self.directory.exchange(&self.name, name) {
            Ok(true) => {}
            Ok(false) => return self.rename_over(path, name, old),
            Err(error) => return Err(not_replaced(path, error)),
        }
        match read_in(self.directory, path, &self.name) {
            Ok(Some(was)) if was.is_as(old) => {
                self.placed = true;
                self.remove_old(path)
            }
            Ok(_) => self.give_back(path, name, StoreFailure::ChangedMeanwhile(path.to_owned())),
            Err(failure) => self.give_back(path, name, failure),
        }
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
    fn give_back(&mut self, path: &Path, name: &OsStr, why: StoreFailure) -> Result<(), StoreFailure> {
        let own = self.directory.identity(name);
        for _ in 0..SWAPS {
            if !matches!(self.directory.exchange(&self.name, name), Ok(true)) {
                break;
            }
            if self.directory.identity(&self.name) == own {
                return Err(why);
            }
        }
        // What is under the temporary name is not ours to remove.
        self.placed = true;
        Err(StoreFailure::Displaced { path: path.to_owned(), now: path.with_file_name(&self.name) })
    }

    fn remove_old(&self, path: &Path) -> Result<(), StoreFailure> {
        let removed = self.directory.remove(&self.name).or_else(|_| self.directory.remove(&self.name));
        removed.map_err(|error| StoreFailure::InPlaceBut {
            path: path.to_owned(),
            failure: Box::new(StoreFailure::Leftover { path: path.with_file_name(&self.name), error }),
        })
    }
}

impl Drop for Fresh<'_> {
    fn drop(&mut self) {
        if !self.placed {
            let _ = self.directory.remove(&self.name);
        }
    }
}

fn not_replaced(path: &Path, error: io::Error) -> StoreFailure {
    match error.kind() {
        io::ErrorKind::NotFound => StoreFailure::ChangedMeanwhile(path.to_owned()),
        io::ErrorKind::ResourceBusy => StoreFailure::MountPoint(path.to_owned()),
        _ => StoreFailure::when(StoreAction::Replace, path)(error),
    }
}

/// A new file under a temporary name.
fn create(directory: &Directory) -> io::Result<(OsString, std::fs::File)> {
    let mut name = OsString::from(TEMPORARY);
    for number in 1..OTHER_NAMES {
        match directory.create(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                name = format!(".pgcerts.{number}.tmp").into();
            }
            created => return Ok((name, created?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Whether a file with this name would be taken for one of these.
pub(super) fn is_temporary(name: &OsStr) -> bool {
    let between =
        name.as_encoded_bytes().strip_prefix(b".pgcerts").and_then(|rest| rest.strip_suffix(b".tmp"));
    between.is_some_and(|number| {
        number.is_empty()
            || number.strip_prefix(b".").is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
    })
}

/// Removes what a killed run of this user left in the folder. What is not a file of this user's blocks nothing.
pub(super) fn remove_leftovers(directory: &Directory, folder: &Path) -> Result<(), StoreFailure> {
    // Most folders have none, and need no list.
    let usual = OsStr::new(TEMPORARY);
    let failed = StoreFailure::when(StoreAction::LookAt, folder);
    if directory.kind(usual).map_err(failed)?.is_none() {
        return Ok(());
    }
    let names = directory.names().unwrap_or_else(|_| vec![usual.to_owned()]);
    for name in names.iter().filter(|name| is_temporary(name)) {
        if directory.kind(name).is_ok_and(|kind| kind == Some(EntryKind::File)) && directory.may_be_own(name)
        {
            let _ = directory.remove(name);
        }
    }
    Ok(())
}
