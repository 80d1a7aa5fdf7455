//! By descriptors: the name is looked up in the open folder.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, openat, statat};
use rustix::io::Errno;

use super::EntryForm;

/// A folder that is open.
#[derive(Debug)]
pub(in crate::io::scan) struct OpenFolder(OwnedFd);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
const FILE: OFlags = OFlags::RDONLY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

impl OpenFolder {
    pub(in crate::io::scan) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(rustix::fs::open(path, FOLDER, Mode::empty())?))
    }

    /// The folder in it with this name. None if it is something else by now.
    pub(in crate::io::scan) fn enter(&self, name: &OsStr) -> io::Result<Option<Self>> {
        Ok(unless_replaced(openat(&self.0, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()))?.map(Self))
    }

    /// The same for a regular file.
    pub(in crate::io::scan) fn open_file(&self, name: &OsStr) -> io::Result<Option<File>> {
        Ok(unless_replaced(openat(&self.0, name, FILE, Mode::empty()))?.map(File::from))
    }

    pub(in crate::io::scan) fn entries(&self) -> io::Result<Vec<(OsString, EntryForm)>> {
        let mut entries = Vec::new();
        for entry in Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            // Some file systems do not say it here.
            let form = match entry.file_type() {
                FileType::Unknown => statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)
                    .map_or(FileType::Unknown, |stat| FileType::from_raw_mode(stat.st_mode)),
                known => known,
            };
            entries.push((OsStr::from_bytes(name.to_bytes()).to_owned(), form.into()));
        }
        Ok(entries)
    }
}

fn unless_replaced(opened: rustix::io::Result<OwnedFd>) -> io::Result<Option<OwnedFd>> {
    match opened {
        Ok(opened) => Ok(Some(opened)),
        // A link (`ELOOP`), a file where a folder was, or a socket (`ENXIO`).
        Err(Errno::LOOP | Errno::NOTDIR | Errno::NXIO | Errno::MLINK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl From<FileType> for EntryForm {
    fn from(kind: FileType) -> Self {
        match kind {
            FileType::RegularFile => Self::File,
            FileType::Directory => Self::Folder,
            _ => Self::Other,
        }
    }
}
