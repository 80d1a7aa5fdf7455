//! Lists folders. The standard library ends the process where `closedir` fails, as it may on a network file system.

use std::ffi::OsString;
use std::io;
use std::path::Path;

/// The names in a folder, in no order.
///
/// # Errors
/// Where it cannot be opened or read.
#[cfg(unix)]
pub(crate) fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    use rustix::fs::{Mode, OFlags};

    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let opened = rustix::io::retry_on_intr(|| rustix::fs::open(folder, flags, Mode::empty()))?;
    Ok(names_in(opened)?)
}

/// The same of a folder that is open.
///
/// # Errors
/// Where it cannot be read.
#[cfg(unix)]
pub(crate) fn names_in(folder: impl std::os::fd::AsFd) -> rustix::io::Result<Vec<OsString>> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let mut names = Vec::new();
    for entry in rustix::fs::Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name != b"." && name != b".." {
            names.push(OsStr::from_bytes(name).to_owned());
        }
    }
    Ok(names)
}

/// The names in a folder, in no order.
///
/// # Errors
/// Where it cannot be opened or read.
#[cfg(not(unix))]
pub(crate) fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
}
