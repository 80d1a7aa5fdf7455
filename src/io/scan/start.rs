//! Begins with the paths that are named, and goes through folders.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::entries::{EntryForm, OpenFolder};
use super::examine::Examiner;
use super::limits::DEEPEST;
use crate::io::regular;
use crate::scan::left_out::LeftOut;
use crate::scan::piece::ScanIntake;
use crate::scan::place::ScanPlace;

/// A path that was named and cannot be looked at.
#[derive(Debug)]
pub(crate) struct ScanFault {
    pub(crate) path: PathBuf,
    pub(crate) error: io::Error,
}

/// A walk that hands what it finds to an intake.
pub(crate) struct ScanWalk<'a> {
    examiner: Examiner<'a>,
}

impl<'a> ScanWalk<'a> {
    pub(crate) fn new(intake: &'a mut dyn ScanIntake) -> Self {
        Self { examiner: Examiner::new(intake) }
    }

    /// Looks at a file or through a folder. A link that is named is followed, no other one.
    ///
    /// # Errors
    /// It is not there, or cannot be opened.
    pub(crate) fn path(&mut self, path: &Path) -> Result<(), ScanFault> {
        let failed = |error| ScanFault { path: path.to_owned(), error };
        let metadata = std::fs::metadata(path).map_err(failed)?;
        if metadata.is_dir() {
            let folder = OpenFolder::open(path).map_err(failed)?;
            self.folder(&folder, path, 0);
        } else if metadata.is_file() {
            let file = regular::open(path).map_err(failed)?;
            self.file(&file, path);
        } else {
            self.left_out(path, LeftOut::NotRegular);
        }
        Ok(())
    }

    /// The same for a path that need not be there.
    pub(crate) fn path_if_there(&mut self, path: &Path) {
        match self.path(path) {
            Err(fault) if fault.error.kind() != io::ErrorKind::NotFound => {
                self.unreadable(path, &fault.error);
            }
            _ => {}
        }
    }

    fn folder(&mut self, folder: &OpenFolder, path: &Path, depth: usize) {
        let entries = match folder.entries() {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(path, &error),
        };
        let mut folders = Vec::new();
        for (name, form) in entries {
            match form {
                EntryForm::Folder => folders.push(name),
                EntryForm::Other => {}
                EntryForm::File => match folder.open_file(&name) {
                    Ok(Some(file)) => self.examiner.entry(&file, path, &name),
                    Ok(None) => {}
                    Err(error) => self.unreadable(&path.join(&name), &error),
                },
            }
        }
        for name in folders {
            let below = path.join(&name);
            if depth + 1 > DEEPEST {
                self.left_out(&below, LeftOut::TooDeep);
                continue;
            }
            match folder.enter(&name) {
                Ok(Some(next)) => self.folder(&next, &below, depth + 1),
                Ok(None) => {}
                Err(error) => self.unreadable(&below, &error),
            }
        }
    }

    fn file(&mut self, file: &File, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_owned();
        self.examiner.entry(file, path.parent().unwrap_or(Path::new("")), &name);
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        // Gone since the folder was listed.
        if error.kind() != io::ErrorKind::NotFound {
            self.left_out(path, LeftOut::Unreadable(crate::io::postgres::system_text(error)));
        }
    }

    fn left_out(&mut self, path: &Path, why: LeftOut) {
        self.examiner.left_out(ScanPlace::on_disk(path.to_owned()), why);
    }
}
