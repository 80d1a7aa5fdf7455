//! The folder of a trust store. If it is missing, it is made for this user alone, and removed again if the run fails.

use std::ffi::{OsStr, OsString};
use std::io;
use std::rc::Rc;

use super::directory::Directory;
use super::failure::{StoreAction, StoreFailure};
use super::foreign::{self, FolderRule};
use super::target::TargetFile;

/// A folder, and what this run made for it.
#[derive(Debug)]
pub(super) struct Folder {
    directory: Rc<Directory>,
    made: Vec<MadeFolder>,
}

/// A folder that this run made in another one.
#[derive(Debug)]
struct MadeFolder {
    above: Rc<Directory>,
    name: OsString,
}

impl Folder {
    /// Opens the folder of `target`, and makes it and those above it where they are missing.
    pub(super) fn make(target: TargetFile, rule: &FolderRule) -> Result<Self, StoreFailure> {
        foreign::check(&target.directory, &target.existing_folder(), rule)?;
        let path = target.folder().to_owned();
        let names = target.missing;
        let mut folder = Self { directory: Rc::new(target.directory), made: Vec::new() };
        let failed = StoreFailure::when(StoreAction::MakeFolder, &path);
        for name in names {
            folder.make_one(&name, rule).map_err(&failed)?;
            // Somebody may have been faster.
            foreign::check(&folder.directory, &path, rule)?;
        }
        Ok(folder)
    }

    fn make_one(&mut self, name: &OsStr, rule: &FolderRule) -> io::Result<()> {
        let above = Rc::clone(&self.directory);
        let is_new = match above.make_folder(name, rule.is_public) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
            made => made.map(|()| true)?,
        };
        if is_new {
            self.made.push(MadeFolder { above: Rc::clone(&above), name: name.to_owned() });
        }
        let folder = above.enter(name)?.reopened()?;
        if is_new {
            match folder.is_new()? {
                true => foreign::give(&folder, &above, rule)?,
                // The owner of the folder above may have put another one in its place.
                false if rule.lifted => return Err(io::ErrorKind::AlreadyExists.into()),
                // Another run of this user has already written into it.
                false => {}
            }
        }
        self.directory = Rc::new(folder);
        Ok(())
    }

    /// How many folders this run made.
    pub(super) fn made(&self) -> usize {
        self.made.len()
    }

    pub(super) fn directory(&self) -> &Rc<Directory> {
        &self.directory
    }

    /// Makes sure that the names in it outlast a power failure, and that it stays.
    pub(super) fn keep(&mut self) -> io::Result<()> {
        let made = std::mem::take(&mut self.made);
        self.directory.sync()?;
        made.iter().try_for_each(|folder| folder.above.sync())
    }
}

impl Drop for Folder {
    /// Removes only empty folders: what another run has put into one meanwhile stays.
    fn drop(&mut self) {
        for folder in self.made.iter().rev() {
            let _ = folder.above.remove_folder(&folder.name);
        }
    }
}
