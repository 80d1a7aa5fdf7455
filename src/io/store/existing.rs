//! Reads a trust store as it is.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;

use super::attributes::Attributes;
use super::directory::{Directory, EntryKind};
use super::failure::{StoreAction, StoreFailure};
use super::patience::patiently;
use crate::io::fault::{FileFault, is_out_of_descriptors};
use crate::io::regular;
use crate::store::content::FileContent;

/// libpq reads a root.crt of any size. A larger one is a mistake: all that any system trusts fits into a hundredth.
pub(crate) const SIZE_LIMIT: u64 = 16 << 20;

const NOT_REGULAR: &str = "it is not a regular file";

/// A file that was there, as it was read.
#[derive(Debug)]
pub(crate) struct Existing {
    /// Its content.
    pub(crate) bytes: Vec<u8>,
    /// It has further names (hard links), which keep the old content when this one is replaced.
    pub(crate) has_other_names: bool,
    pub(super) attributes: Attributes,
}

impl Existing {
    /// Whether nothing happened to the file since `other` was read: to its content or to who may use it.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.attributes == other.attributes
    }
}

/// Whether there is a regular file at `path`.
pub(crate) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether anything is at `path`, a link that leads nowhere too.
pub(crate) fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
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
    match patiently(|| regular::open(path))
        .map_err(FileFault::from)
        .and_then(|file| regular::read_opened(&file, SIZE_LIMIT))
    {
        Ok(bytes) => Ok(FileContent::Bytes(bytes)),
        Err(FileFault::TooLarge) => Err(failed(FileFault::TooLarge)),
        // libpq, in its own process, may have one left.
        Err(FileFault::System(error)) if is_out_of_descriptors(&error) => Err(failed(error.into())),
        Err(fault) => {
            let reason = fault.system_error().map_or_else(|| NOT_REGULAR.to_owned(), ToString::to_string);
            Ok(FileContent::Unreadable(reason))
        }
    }
}

/// Reads the file behind any links of a path, for a user who vouches for it.
///
/// # Errors
/// As [`read_in`].
pub(crate) fn read_anywhere(path: &Path) -> Result<Option<Existing>, StoreFailure> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreFailure::when(StoreAction::LookAt, path)(error)),
        Ok(metadata) if metadata.is_file() => {}
        Ok(metadata) => {
            return Err(StoreFailure::NotAFile { path: path.to_owned(), is_folder: metadata.is_dir() });
        }
    }
    let opened = regular::open(path).map_err(FileFault::from);
    opened.and_then(|file| read_open(&file)).map(Some).map_err(StoreFailure::when(StoreAction::Read, path))
}

/// Reads the file with this name in a folder; `path` is for messages.
///
/// # Errors
/// Where it cannot be read or is not a regular file.
pub(super) fn read_in(
    directory: &Directory,
    path: &Path,
    name: &OsStr,
) -> Result<Option<Existing>, StoreFailure> {
    // Asked before it is opened: a device might act.
    match directory.kind(name).map_err(StoreFailure::when(StoreAction::LookAt, path))? {
        None => return Ok(None),
        Some(EntryKind::File) => {}
        Some(kind) => {
            return Err(StoreFailure::NotAFile {
                path: path.to_owned(),
                is_folder: kind == EntryKind::Folder,
            });
        }
    }
    let opened = directory.open_file(name).map_err(FileFault::from);
    opened.and_then(|file| read_open(&file)).map(Some).map_err(StoreFailure::when(StoreAction::Read, path))
}

/// Reads an open file as a whole.
pub(super) fn read_open(file: &File) -> Result<Existing, FileFault> {
    let has_other_names = has_other_names(file)?;
    let attributes = Attributes::read(file)?;
    Ok(Existing { bytes: regular::read_opened(file, SIZE_LIMIT)?, has_other_names, attributes })
}

#[cfg(unix)]
fn has_other_names(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(file.metadata()?.nlink() > 1)
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
fn has_other_names(_: &File) -> io::Result<bool> {
    Ok(false)
}
