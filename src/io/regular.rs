//! Opens and reads regular files, and nothing that would make the reader wait: a pipe waits for its writer, a device or
//! `/proc/kmsg` for its next event.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use super::fault::FileFault;

/// Reads a whole file of at most `limit` bytes.
///
/// # Errors
/// Where it cannot be read, is larger, or is not a regular file.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, FileFault> {
    // Asked before it is opened: opening a device may act on it, as it does on a watchdog or a tape.
    if !std::fs::metadata(path)?.is_file() {
        return Err(FileFault::NotRegular);
    }
    read_opened(&open(path)?, limit)
}

/// Opens a regular file.
///
/// # Errors
/// Where it cannot be opened, or is not a regular file.
pub(crate) fn open_regular(path: &Path) -> Result<File, FileFault> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(FileFault::NotRegular);
    }
    let file = open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(FileFault::NotRegular) }
}

/// As [`read`], for a file that only its owner may use. None if others may do something with it.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_private(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, FileFault> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(FileFault::NotRegular);
    }
    let file = open(path)?;
    if is_shared(&file.metadata()?) { Ok(None) } else { read_opened(&file, limit).map(Some) }
}

#[cfg(unix)]
fn is_shared(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_shared(_: &std::fs::Metadata) -> bool {
    false
}

/// Whether it is a folder or `/dev/null`, which libpq and OpenSSL open and find empty.
pub(crate) fn is_found_empty(path: &Path) -> bool {
    path.is_dir() || path == Path::new("/dev/null")
}

/// Whether it is a regular file of more than `limit` bytes.
pub(crate) fn is_larger(path: &Path, limit: u64) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > limit)
}

/// Opens a file that may have become a pipe or a terminal since it was looked at.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    without_waiting(&mut options);
    options.open(path)
}

/// Reads a file that was opened as [`open`] opens it.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_opened(file: &File, limit: u64) -> Result<Vec<u8>, FileFault> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(FileFault::NotRegular);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or_default());
    match file.take(limit + 1).read_to_end(&mut bytes) {
        // Regular by its mode alone, as `/proc/kmsg` is: its end never comes.
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(FileFault::NotRegular),
        read => read?,
    };
    if bytes.len() as u64 > limit { Err(FileFault::TooLarge) } else { Ok(bytes) }
}

#[cfg(unix)]
fn without_waiting(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;
    options.custom_flags(OFlags::NONBLOCK.union(OFlags::NOCTTY).bits().cast_signed());
}

#[cfg(not(unix))]
fn without_waiting(_: &mut OpenOptions) {}
