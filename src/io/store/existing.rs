//! Reads a trust store as it is.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use super::failure::{StoreAction, StoreFailure};
use super::patience::patiently;
use crate::io::fault::{FileFault, is_out_of_descriptors};
use crate::store::content::FileContent;

/// libpq reads a root.crt of any size. A larger one is a mistake, and memory is limited.
pub(crate) const SIZE_LIMIT: u64 = 256 << 20;

const NOT_REGULAR: &str = "it is no regular file";

/// A file that was there, as it was read.
#[derive(Debug)]
pub(crate) struct Existing {
    /// Its content.
    pub(crate) bytes: Vec<u8>,
    /// It has further names (hard links), which keep the old content when this one is replaced.
    pub(crate) has_other_names: bool,
    pub(super) metadata: Metadata,
}

/// Whether there is a regular file at `path`.
pub(crate) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// What libpq would find at `path`, for judging it. Nothing here waits: a pipe is not opened.
///
/// # Errors
/// Where the file is too large to be judged, or no file descriptor is left.
pub(crate) fn look(path: &Path) -> Result<FileContent, StoreFailure> {
    let failed = StoreFailure::when(StoreAction::Judge, path);
    let metadata = match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(FileContent::Absent(None)),
        // libpq takes any failure of stat for an absent file.
        Err(error) => return Ok(FileContent::Absent(Some(error.to_string()))),
        Ok(metadata) if metadata.is_dir() => return Ok(FileContent::Folder),
        Ok(metadata) if !metadata.is_file() => return Ok(FileContent::Unreadable(NOT_REGULAR.into())),
        Ok(metadata) => metadata,
    };
    if metadata.len() > SIZE_LIMIT {
        return Err(failed(FileFault::TooLarge));
    }
    match read_regular(path) {
        Ok((bytes, _)) => Ok(FileContent::Bytes(bytes)),
        Err(FileFault::TooLarge) => Err(failed(FileFault::TooLarge)),
        // libpq, in its own process, may have one left.
        Err(FileFault::System(error)) if is_out_of_descriptors(&error) => Err(failed(error.into())),
        Err(fault) => {
            let reason = fault.system_error().map_or_else(|| NOT_REGULAR.to_owned(), ToString::to_string);
            Ok(FileContent::Unreadable(reason))
        }
    }
}

/// Reads the file without a lock.
///
/// # Errors
/// Where it cannot be read or is not a regular file.
pub(crate) fn read(target: &Path) -> Result<Option<Existing>, StoreFailure> {
    let metadata = match std::fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(StoreFailure::when(StoreAction::LookAt, target))?,
    };
    // Asked before it is opened: opening a pipe would wait for its writer, a device might act.
    if !metadata.is_file() {
        return Err(StoreFailure::NotAFile { path: target.to_owned(), is_folder: metadata.is_dir() });
    }
    let (bytes, metadata) = read_regular(target).map_err(StoreFailure::when(StoreAction::Read, target))?;
    Ok(Some(Existing { bytes, has_other_names: has_other_names(&metadata), metadata }))
}

/// Fails if the file is not as it was read. Other programs do not take the lock, and what one of them wrote must not
/// be lost.
pub(super) fn refuse_if_changed(target: &Path, old: Option<&Existing>) -> Result<(), StoreFailure> {
    let now = read(target)?;
    if now.as_ref().map(|now| &now.bytes) == old.map(|old| &old.bytes) {
        return Ok(());
    }
    Err(StoreFailure::ChangedMeanwhile(target.to_owned()))
}

fn read_regular(path: &Path) -> Result<(Vec<u8>, Metadata), FileFault> {
    let (bytes, metadata) = patiently(|| read_once(path))?.ok_or(FileFault::NotRegular)?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(FileFault::TooLarge);
    }
    Ok((bytes, metadata))
}

/// At most one byte more than the limit, or nothing where it is not a regular file.
fn read_once(path: &Path) -> io::Result<Option<(Vec<u8>, Metadata)>> {
    let file = open_regular(path)?;
    let metadata = file.metadata()?;
    // It may have been replaced since it was looked at.
    if !metadata.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(SIZE_LIMIT)).unwrap_or_default());
    file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(Some((bytes, metadata)))
}

#[cfg(unix)]
fn open_regular(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // The file may have become a pipe since it was looked at, and opening it must not wait.
    OpenOptions::new().read(true).custom_flags(nix::fcntl::OFlag::O_NONBLOCK.bits()).open(path)
}

#[cfg(not(unix))]
fn open_regular(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.nlink() > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}
