//! Reads the files that arguments name: manifests, certificate files, folders of them. root.crt itself is
//! the task of `store`.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::paste::command_line::is_stream;

use super::fault::FileFault;
use super::{listing, regular};

/// Larger than any manifest or certificate file.
pub(crate) const SIZE_LIMIT: u64 = 4 << 20;

/// As many links as Linux follows.
pub(crate) const LINK_LIMIT: usize = 40;

/// What could not be read, and why.
#[derive(Debug)]
pub(crate) struct ReadFailure {
    pub(crate) source: ReadSource,
    pub(crate) fault: FileFault,
}

/// Where the bytes should come from.
#[derive(Debug)]
pub(crate) enum ReadSource {
    /// A file or a folder.
    Path(PathBuf),
    Stdin,
}

/// Reads a whole file of at most 4 MiB.
///
/// # Errors
/// Where it cannot be read, is larger, or is not a regular file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ReadFailure> {
    regular::read(path, SIZE_LIMIT).map_err(ReadFailure::at(path))
}

/// Reads a file, or standard input where the path is `-`.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_or_stdin(path: &Path) -> Result<Vec<u8>, ReadFailure> {
    if !is_stream(path) {
        return read(path);
    }
    read_stdin(SIZE_LIMIT)
}

/// Opens a regular file of any size, or standard input where the path is `-`.
///
/// # Errors
/// Where it cannot be opened, or is not a regular file.
pub(crate) fn open_or_stdin(path: &Path) -> Result<Box<dyn io::Read>, ReadFailure> {
    if is_stream(path) {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(regular::open_regular(path).map_err(ReadFailure::at(path))?))
}

/// Reads standard input of at most `limit` bytes.
///
/// # Errors
/// Where it cannot be read, or is larger.
pub(crate) fn read_stdin(limit: u64) -> Result<Vec<u8>, ReadFailure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(limit + 1).read_to_end(&mut bytes);
    let limited = read.map_err(FileFault::System).and_then(|_| within_limit(bytes, limit));
    limited.map_err(|fault| ReadFailure { source: ReadSource::Stdin, fault })
}

/// Reads a file that may be missing.
///
/// # Errors
/// As [`read`], except for a missing file.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, ReadFailure> {
    match regular::read(path, SIZE_LIMIT) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(FileFault::System(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(ReadFailure::at(path)(fault)),
    }
}

/// The files of a folder by name.
///
/// # Errors
/// Where the folder cannot be listed.
pub(crate) fn list_folder(folder: &Path) -> Result<Vec<PathBuf>, ReadFailure> {
    let names = listing::names(folder).map_err(ReadFailure::at(folder))?;
    let paths = names.into_iter().map(|name| folder.join(name));
    let mut files: Vec<PathBuf> = paths.filter(|path| !path.is_dir()).collect();
    files.sort();
    Ok(files)
}

/// Whether there is a folder at `path`.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The folder that a file is in. For a bare name that is the working directory.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether both paths lead to one file: a link may do that, or a file system that ignores case.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    canonical(one).is_some_and(|one| Some(one) == canonical(other))
}

fn within_limit(bytes: Vec<u8>, limit: u64) -> Result<Vec<u8>, FileFault> {
    if bytes.len() as u64 > limit { Err(FileFault::TooLarge) } else { Ok(bytes) }
}

impl ReadFailure {
    fn at<F: Into<FileFault>>(path: &Path) -> impl Fn(F) -> Self {
        move |fault| Self { source: ReadSource::Path(path.to_owned()), fault: fault.into() }
    }
}
