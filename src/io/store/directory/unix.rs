//! The system calls that take an open folder and a name.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{
    Access, AtFlags, CWD, FileType, FlockOperation, Mode, OFlags, RenameFlags, Stat, accessat, flock, fstat,
    linkat, mkdirat, openat, renameat, renameat_with, statat, unlinkat,
};
use rustix::io::Errno;

use super::EntryKind;
use crate::io::access::Rights;
use crate::io::listing;

/// Nothing here waits for a pipe's writer or takes a terminal.
const LOOK: OFlags = OFlags::CLOEXEC.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// Opens a folder to work in it. Linux needs no right to list it for that.
#[cfg(target_os = "linux")]
const ENTER: OFlags = OFlags::PATH.union(OFlags::CLOEXEC);
#[cfg(not(target_os = "linux"))]
const ENTER: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

#[derive(Debug)]
pub(in crate::io::store) struct Directory {
    descriptor: OwnedFd,
}

impl Directory {
    /// The folder at this path, whose links are followed.
    pub(in crate::io::store) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { descriptor: openat(CWD, path, ENTER | OFlags::DIRECTORY, Mode::empty())? })
    }

    /// The folder with this name, which may be `..`. A link is not followed.
    pub(in crate::io::store) fn enter(&self, name: &OsStr) -> io::Result<Self> {
        let flags = ENTER | OFlags::DIRECTORY | OFlags::NOFOLLOW;
        Ok(Self { descriptor: openat(self, name, flags, Mode::empty())? })
    }

    /// The same folder, open for locks, syncs and lists if this user may list it.
    pub(in crate::io::store) fn reopened(self) -> io::Result<Self> {
        match openat(&self, ".", OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()) {
            Ok(descriptor) => Ok(Self { descriptor }),
            Err(Errno::ACCESS) => Ok(self),
            Err(error) => Err(error.into()),
        }
    }

    /// What has this name, if anything.
    pub(in crate::io::store) fn kind(&self, name: &OsStr) -> io::Result<Option<EntryKind>> {
        match statat(self, name, AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
            Ok(stat) => Ok(Some(match FileType::from_raw_mode(stat.st_mode) {
                FileType::RegularFile => EntryKind::File,
                FileType::Directory => EntryKind::Folder,
                FileType::Symlink => EntryKind::Link,
                _ => EntryKind::Other,
            })),
        }
    }

    /// Where a link leads, and the user whose link it is. Both are read from one inode where the system can do that.
    pub(in crate::io::store) fn read_link(&self, name: &OsStr) -> io::Result<(OsString, u32)> {
        use std::os::unix::ffi::OsStringExt as _;
        #[cfg(target_os = "linux")]
        let (target, stat) = {
            let link = openat(self, name, ENTER | OFlags::NOFOLLOW, Mode::empty())?;
            (rustix::fs::readlinkat(&link, "", Vec::new())?, fstat(&link)?)
        };
        #[cfg(not(target_os = "linux"))]
        let (target, stat) =
            (rustix::fs::readlinkat(self, name, Vec::new())?, statat(self, name, AtFlags::SYMLINK_NOFOLLOW)?);
        Ok((OsString::from_vec(target.into_bytes()), stat.st_uid))
    }

    /// Opens a file for reading.
    pub(in crate::io::store) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        Ok(openat(self, name, OFlags::RDONLY | LOOK, Mode::empty())?.into())
    }

    /// Opens a file for writing into it.
    pub(in crate::io::store) fn open_for_writing(&self, name: &OsStr) -> io::Result<File> {
        Ok(openat(self, name, OFlags::RDWR | LOOK, Mode::empty())?.into())
    }

    /// Makes a new file that only this user may read.
    pub(in crate::io::store) fn create(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | LOOK;
        Ok(openat(self, name, flags, Mode::RUSR | Mode::WUSR)?.into())
    }

    /// Gives a file a name that nothing has. A file system without such a rename gets a second link.
    pub(in crate::io::store) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match renameat_with(self, from, self, to, RenameFlags::NOREPLACE) {
            Err(error) if lacks_flags(error) => self.link_new(from, to),
            renamed => Ok(renamed?),
        }
    }

    fn link_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match linkat(self, from, self, to, AtFlags::empty()) {
            Ok(()) => self.remove(from),
            Err(Errno::EXIST) => Err(Errno::EXIST.into()),
            // Neither is there: the last look has to do.
            Err(_) if self.kind(to)?.is_none() => Ok(renameat(self, from, self, to)?),
            Err(_) => Err(Errno::EXIST.into()),
        }
    }

    /// Swaps two names in one step. False where the file system cannot.
    pub(in crate::io::store) fn exchange(&self, one: &OsStr, other: &OsStr) -> io::Result<bool> {
        match renameat_with(self, one, self, other, RenameFlags::EXCHANGE) {
            Err(error) if lacks_flags(error) => Ok(false),
            swapped => Ok(swapped.map(|()| true)?),
        }
    }

    /// Gives a file the name of another one.
    pub(in crate::io::store) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(renameat(self, from, self, to)?)
    }

    pub(in crate::io::store) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(unlinkat(self, name, AtFlags::empty())?)
    }

    /// Makes a folder, for this user alone unless it is public.
    pub(in crate::io::store) fn make_folder(&self, name: &OsStr, is_public: bool) -> io::Result<()> {
        let mode = if is_public { Mode::RWXU | Mode::RWXG | Mode::RWXO } else { Mode::RWXU };
        Ok(mkdirat(self, name, mode)?)
    }

    pub(in crate::io::store) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(unlinkat(self, name, AtFlags::REMOVEDIR)?)
    }

    /// The names in it.
    pub(in crate::io::store) fn names(&self) -> io::Result<Vec<OsString>> {
        listing::names_in(self).map_err(|error| match error {
            // It is open to work in it alone, since this user may not list it.
            Errno::BADF => Errno::ACCESS.into(),
            other => other.into(),
        })
    }

    /// Writes the names in it to the disk. Some network file systems cannot, and some folders cannot be opened for it.
    pub(in crate::io::store) fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(self) {
            Err(Errno::INVAL | Errno::BADF) => Ok(()),
            synced => Ok(synced?),
        }
    }

    /// Whether both are the same folder.
    pub(in crate::io::store) fn is_same(&self, other: &Self) -> io::Result<bool> {
        Ok(is_one(&fstat(self)?, &fstat(other)?))
    }

    /// Whether the open file has this name.
    pub(in crate::io::store) fn is_at(&self, name: &OsStr, file: &File) -> bool {
        let found = statat(self, name, AtFlags::SYMLINK_NOFOLLOW).ok();
        let own = fstat(file).ok();
        found.zip(own).is_some_and(|(found, own)| is_one(&found, &own))
    }

    /// The file's number on its file system.
    #[allow(clippy::unused_self, reason = "the same form as on Windows")]
    pub(in crate::io::store) fn inode(&self, file: &File) -> Option<u64> {
        Some(fstat(file).ok()?.st_ino)
    }

    /// Locks a file in it until that is closed. False if another run has it locked; a file system without locks locks
    /// nothing.
    #[allow(clippy::unused_self, reason = "the same form as on Windows")]
    pub(in crate::io::store) fn lock(&self, file: &File) -> bool {
        !matches!(flock(file, FlockOperation::NonBlockingLockExclusive), Err(Errno::WOULDBLOCK))
    }

    /// Whether it is this user's.
    pub(in crate::io::store) fn is_own(&self, name: &OsStr) -> bool {
        self.owner(name) == Some(rustix::process::geteuid().as_raw())
    }

    /// Whether a killed run of this user may have left it: root's may have been about to give it away, where nobody else
    /// can make files.
    pub(in crate::io::store) fn may_be_own(&self, name: &OsStr) -> bool {
        let is_roots = || rustix::process::geteuid().is_root();
        let is_private = || Rights::of_open(self).is_ok_and(|rights| rights.writers(0).is_empty());
        self.is_own(name) || is_roots() && is_private()
    }

    /// Whether a backup with this owner is one: this user's, or of the owner of `file`.
    pub(in crate::io::store) fn trusts(&self, owner: Option<u32>, file: &OsStr) -> bool {
        let own = rustix::process::geteuid().as_raw();
        owner.is_some_and(|owner| owner == own || self.owner(file) == Some(owner))
    }

    /// The owner's number.
    pub(in crate::io::store) fn owner(&self, name: &OsStr) -> Option<u32> {
        Some(statat(self, name, AtFlags::SYMLINK_NOFOLLOW).ok()?.st_uid)
    }

    /// Whether it has further names (hard links).
    pub(in crate::io::store) fn has_other_names(&self, name: &OsStr) -> bool {
        statat(self, name, AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|stat| stat.st_nlink > 1)
    }

    /// Gives it to a user and a group.
    pub(in crate::io::store) fn give(&self, user: u32, group: u32) -> io::Result<()> {
        use rustix::fs::{Gid, Uid, fchown};
        Ok(fchown(self, Some(Uid::from_raw(user)), Some(Gid::from_raw(group)))?)
    }

    /// Whether it is a new folder of this user's: empty, as another one that was put in its place need not be.
    pub(in crate::io::store) fn is_new(&self) -> io::Result<bool> {
        let is_own = fstat(self)?.st_uid == rustix::process::geteuid().as_raw();
        Ok(is_own && self.names()?.is_empty())
    }

    /// Whether this user may make and rename files in it.
    pub(in crate::io::store) fn check_writable(&self) -> io::Result<()> {
        Ok(accessat(self, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)?)
    }

    /// Whether something is mounted at this name, as containers mount single files. Only Linux can tell.
    pub(in crate::io::store) fn is_mount_point(&self, name: &OsStr) -> bool {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{StatxAttributes, StatxFlags, statx};
            let found = statx(self, name, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::TYPE);
            found.is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
        }
        #[cfg(not(target_os = "linux"))]
        {
            let _ = name;
            false
        }
    }
}

impl AsFd for Directory {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

fn is_one(one: &Stat, other: &Stat) -> bool {
    (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
}

/// Whether the file system or the kernel lacks `renameat2`, or one of its flags.
fn lacks_flags(error: Errno) -> bool {
    [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOTSUP].contains(&error)
}
