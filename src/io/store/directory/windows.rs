//! The same by paths, for Windows, where a file cannot be found relative to an open folder without unsafe code. Its
//! links need a privilege that hostile users do not have.

use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::super::patience::patiently;
use super::EntryKind;

#[derive(Debug)]
pub(in crate::io::store) struct PathDirectory {
    path: PathBuf,
}

impl PathDirectory {
    /// The folder at this path.
    pub(in crate::io::store) fn open(path: &Path) -> io::Result<Self> {
        if std::fs::metadata(path)?.is_dir() {
            Ok(Self { path: path.to_owned() })
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    /// The folder with this name.
    pub(in crate::io::store) fn enter(&self, name: &OsStr) -> io::Result<Self> {
        Self::open(&self.path.join(name))
    }

    /// Nobody puts another one in its place there.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn is_new(&self) -> io::Result<bool> {
        Ok(true)
    }

    /// The same folder.
    #[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn reopened(self) -> io::Result<Self> {
        Ok(self)
    }

    pub(in crate::io::store) fn path(&self) -> &Path {
        &self.path
    }

    /// What has this name, if anything.
    pub(in crate::io::store) fn kind(&self, name: &OsStr) -> io::Result<Option<EntryKind>> {
        match std::fs::symlink_metadata(self.path.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
            Ok(metadata) if metadata.is_symlink() => Ok(Some(EntryKind::Link)),
            Ok(metadata) if metadata.is_dir() => Ok(Some(EntryKind::Folder)),
            Ok(metadata) if metadata.is_file() => Ok(Some(EntryKind::File)),
            Ok(_) => Ok(Some(EntryKind::Other)),
        }
    }

    /// Where a link leads.
    pub(in crate::io::store) fn read_link(&self, name: &OsStr) -> io::Result<OsString> {
        Ok(std::fs::read_link(self.path.join(name))?.into_os_string())
    }

    /// Opens a file for reading.
    pub(in crate::io::store) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        patiently(|| File::open(self.path.join(name)))
    }

    /// Opens a file for writing into it.
    pub(in crate::io::store) fn open_for_writing(&self, name: &OsStr) -> io::Result<File> {
        patiently(|| OpenOptions::new().read(true).write(true).open(self.path.join(name)))
    }

    /// Makes a new file.
    pub(in crate::io::store) fn create(&self, name: &OsStr) -> io::Result<File> {
        patiently(|| OpenOptions::new().write(true).create_new(true).open(self.path.join(name)))
    }

    /// Gives a file a name that nothing had a moment ago: Windows replaces what has it meanwhile.
    pub(in crate::io::store) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        if self.kind(to)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.rename(from, to)
    }

    /// Windows cannot swap two names.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn exchange(&self, _: &OsStr, _: &OsStr) -> io::Result<bool> {
        Ok(false)
    }

    /// Gives a file the name of another one.
    pub(in crate::io::store) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        patiently(|| std::fs::rename(self.path.join(from), self.path.join(to)))
    }

    pub(in crate::io::store) fn remove(&self, name: &OsStr) -> io::Result<()> {
        patiently(|| std::fs::remove_file(self.path.join(name)))
    }

    pub(in crate::io::store) fn make_folder(&self, name: &OsStr, _: bool) -> io::Result<()> {
        std::fs::create_dir(self.path.join(name))
    }

    pub(in crate::io::store) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        std::fs::remove_dir(self.path.join(name))
    }

    /// The names in it.
    pub(in crate::io::store) fn names(&self) -> io::Result<Vec<OsString>> {
        crate::io::listing::names(&self.path)
    }

    /// Windows has no way to sync a folder's names; NTFS keeps them in its journal.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Whether both are the same folder. An error must not be taken for a no: a run that locked one folder twice would
    /// wait for itself.
    pub(in crate::io::store) fn is_same(&self, other: &Self) -> io::Result<bool> {
        Ok(self.path == other.path
            || std::fs::canonicalize(&self.path)? == std::fs::canonicalize(&other.path)?)
    }

    /// Nothing is swapped, so nobody asks which file it was.
    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn is_at(&self, _: &OsStr, _: &File) -> bool {
        false
    }

    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn inode(&self, _: &File) -> Option<u64> {
        None
    }

    /// A file that is open cannot be removed there.
    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn lock(&self, _: &File) -> bool {
        true
    }

    /// Who may write in the folder is up to its access rules, which are not read here.
    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn may_be_own(&self, _: &OsStr) -> bool {
        true
    }

    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn trusts(&self, _: Option<u32>, _: &OsStr) -> bool {
        true
    }

    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn owner(&self, _: &OsStr) -> Option<u32> {
        None
    }

    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn has_other_names(&self, _: &OsStr) -> bool {
        false
    }

    /// The rights of Windows are not foreseen.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn check_writable(&self) -> io::Result<()> {
        Ok(())
    }

    /// Windows mounts no single files.
    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn is_mount_point(&self, _: &OsStr) -> bool {
        false
    }
}
