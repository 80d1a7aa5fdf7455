//! Reads what the arguments name: manifests, certificate files, folders of them. root.crt itself is the
//! business of `store`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic};

/// More than any manifest or certificate file has; what is larger is something else.
const LIMIT: u64 = 4 << 20;

/// Reads a whole file of at most 4 MiB.
///
/// # Errors
/// `io`, naming the file and `what` it is.
pub(crate) fn read(path: &Path, what: &str) -> Result<Vec<u8>, Diagnostic> {
    read_limited(path).map_err(|error| failed(path, what, &error, "name the file itself"))
}

/// The same, or standard input where the path is `-`.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_or_stdin(path: &Path, what: &str) -> Result<Vec<u8>, Diagnostic> {
    if path != Path::new("-") {
        return read_limited(path)
            .map_err(|error| failed(path, what, &error, "name the file itself; a pipe is given as `-`"));
    }
    let mut bytes = Vec::new();
    let taken = io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes);
    let taken = taken.and_then(|_| limited(bytes));
    taken.map_err(|error| {
        let message = format!("cannot read {what} from standard input: {error}");
        Diagnostic::failure(Code::Io, message, "see what writes to it")
    })
}

/// The folder that a file is in; for a bare name it is the working directory.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What messages call a file or, where the path is `-`, standard input.
pub(crate) fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { format!("`{}`", path.display()) }
}

/// Reads a file that may be missing.
///
/// # Errors
/// As [`read`], but for a missing file.
pub(crate) fn read_if_there(path: &Path, what: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
    match read_limited(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, what, &error, "name the file itself")),
    }
}

/// The files of a folder by name.
///
/// # Errors
/// `io`, where the folder cannot be listed.
pub(crate) fn list_folder(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let unlisted =
        |error: io::Error| failed(folder, "the folder of `--from`", &error, "name the file itself");
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unlisted)? {
        let path = entry.map_err(unlisted)?.path();
        if !path.is_dir() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Writes files into a folder, which is made if it is missing; old ones of these names go.
///
/// # Errors
/// `io`, naming the folder or the file.
pub(crate) fn write_into(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Diagnostic> {
    let unmade = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            let message = format!("cannot make the folder `{}`: a file stands in its way", folder.display());
            Diagnostic::failure(Code::Io, message, "name a folder, or one that can be made")
        }
        _ => unwritten("make the folder", folder, &error),
    };
    std::fs::create_dir_all(folder).map_err(unmade)?;
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(|error| unwritten("write", &path, &error))?;
    }
    Ok(())
}

fn unwritten(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("cannot {what} `{}`: {error}", path.display());
    Diagnostic::failure(Code::Io, message, "name a folder that this user may write into")
}

/// Whether there is a folder at `path`.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether both paths lead to one file: a link may do that, or a file system that ignores case.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    canonical(one).is_some_and(|one| Some(one) == canonical(other))
}

fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    // Asked before it is opened: opening a pipe would wait for its writer.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
    limited(bytes)
}

fn limited(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 4 MiB"));
    }
    Ok(bytes)
}

/// `itself` is the hint where it is no regular file.
fn failed(path: &Path, what: &str, error: &io::Error, itself: &str) -> Diagnostic {
    let hint = match error.kind() {
        io::ErrorKind::InvalidInput => itself,
        io::ErrorKind::FileTooLarge => {
            "none that is meant here is that large: check that it is the right file"
        }
        _ => "check that the path is right and that this user may read it",
    };
    Diagnostic::failure(Code::Io, format!("cannot read {what} `{}`: {error}", path.display()), hint)
}
