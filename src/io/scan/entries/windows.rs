//! By paths.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::EntryForm;

/// A folder by its path: making a link takes a privilege there.
#[derive(Debug)]
pub(in crate::io::scan) struct FolderPath(PathBuf);

impl FolderPath {
    #[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
    pub(in crate::io::scan) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(path.to_owned()))
    }

    #[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
    pub(in crate::io::scan) fn enter(&self, name: &OsStr) -> io::Result<Option<Self>> {
        Ok(Some(Self(self.0.join(name))))
    }

    pub(in crate::io::scan) fn open_file(&self, name: &OsStr) -> io::Result<Option<File>> {
        File::open(self.0.join(name)).map(Some)
    }

    pub(in crate::io::scan) fn entries(&self) -> io::Result<Vec<(OsString, EntryForm)>> {
        let entries = std::fs::read_dir(&self.0)?;
        entries
            .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), form(entry.file_type()?)))))
            .collect()
    }
}

fn form(kind: std::fs::FileType) -> EntryForm {
    if kind.is_file() {
        EntryForm::File
    } else if kind.is_dir() {
        EntryForm::Folder
    } else {
        EntryForm::Other
    }
}
