//! A file on the disk that is removed again unless it is kept, so that a failed run leaves none.

use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;

use super::directory::Directory;

#[derive(Debug)]
pub(super) struct Provisional {
    directory: Rc<Directory>,
    path: PathBuf,
    name: Option<OsString>,
}

impl Provisional {
    /// The file that was just put there.
    pub(super) fn new(directory: Rc<Directory>, path: PathBuf, name: OsString) -> Self {
        Self { directory, path, name: Some(name) }
    }

    pub(super) fn keep(mut self) -> PathBuf {
        self.name = None;
        std::mem::take(&mut self.path)
    }
}

impl Drop for Provisional {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            let _ = self.directory.remove(name);
        }
    }
}
