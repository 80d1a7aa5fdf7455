//! root.crt on the disk: found behind links, locked, read, and replaced whole or not at all.

mod backup;
mod companion;
mod folder;
mod lock;
mod patience;
mod provisional;
mod replace;
mod target;

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::diagnostic::{Code, Diagnostic};
use crate::store::content::FileContent;

/// A file that was there, as it was read.
#[derive(Debug)]
pub(crate) struct Existing {
    /// Its content.
    pub bytes: Vec<u8>,
    /// It has further names, which keep the old content when this one is replaced.
    pub has_other_names: bool,
    metadata: Metadata,
}

/// libpq reads a root.crt of any size; one beyond this is a mistake, and memory has an end.
const SIZE_LIMIT: u64 = 256 << 20;

/// How often a folder may vanish between its making and its lock.
const FOLDER_ATTEMPTS: usize = 16;

/// A root.crt that no other run of pgcerts changes meanwhile.
#[derive(Debug)]
pub(crate) struct Store {
    target: PathBuf,
    // Dropped before the lock, under which it was put.
    companion: Option<companion::Companion>,
    // Dropped before the folder: a lock file in it would keep a new folder from being taken away again.
    _lock: lock::Lock,
    folder: folder::Folder,
}

/// The file behind the links at `path`.
///
/// # Errors
/// `io`, where the links run in a circle or cannot be read.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, Diagnostic> {
    target::resolve(path)
}

/// Whether there is a regular file at `path`.
pub(crate) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether the file could be replaced or made, as far as that can be seen without trying.
///
/// # Errors
/// `io`, where this user may not write in its folder, or in the one that its folder would be made in.
pub(crate) fn check_writable(target: &Path) -> Result<(), Diagnostic> {
    folder::check_writable(target)
}

/// What libpq would find at `path`, for judging it. Nothing here waits: a pipe is not opened.
///
/// # Errors
/// `io`, where the file is too large to be judged.
pub(crate) fn look(path: &Path) -> Result<FileContent, Diagnostic> {
    let metadata = std::fs::metadata(path);
    if metadata.as_ref().is_ok_and(|metadata| metadata.is_file() && metadata.len() > SIZE_LIMIT) {
        return Err(failed("cannot judge", path, &too_large()));
    }
    Ok(match metadata {
        Err(error) if error.kind() == io::ErrorKind::NotFound => FileContent::Absent(None),
        // libpq takes any failure of stat for an absent file.
        Err(error) => FileContent::Absent(Some(error.to_string())),
        Ok(metadata) if metadata.is_dir() => FileContent::Folder,
        Ok(metadata) if !metadata.is_file() => FileContent::Unreadable("it is no regular file".into()),
        Ok(_) => read_regular(path).map_or_else(
            |error| FileContent::Unreadable(error.to_string()),
            |(bytes, _)| FileContent::Bytes(bytes),
        ),
    })
}

fn too_large() -> io::Error {
    io::Error::other("it is larger than 256 MiB")
}

/// The backups of `target`, the oldest first.
///
/// # Errors
/// `io`, where the folder cannot be listed.
pub(crate) fn backups(target: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    backup::list(target)
}

/// Reads the file without a lock.
///
/// # Errors
/// `io`, where it cannot be read or is no regular file.
pub(crate) fn read(target: &Path) -> Result<Option<Existing>, Diagnostic> {
    let metadata = match std::fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|error| failed("cannot look at", target, &error))?,
    };
    // Asked before it is opened: opening a pipe would wait for its writer, a device might act.
    if !metadata.is_file() {
        let kind = if metadata.is_dir() { "a folder" } else { "no regular file" };
        let message = format!("`{}` is {kind}", target.display());
        return Err(Diagnostic::failure(
            Code::Io,
            message,
            "name the file itself; only a regular file is replaced",
        ));
    }
    let (bytes, metadata) = read_regular(target).map_err(|error| failed("cannot read", target, &error))?;
    Ok(Some(Existing { bytes, has_other_names: has_other_names(&metadata), metadata }))
}

fn read_regular(path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
    patience::patiently(|| read_once(path))
}

fn read_once(path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
    let file = open_regular(path)?;
    let metadata = file.metadata()?;
    // It may have become another since it was looked at.
    if !metadata.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(SIZE_LIMIT)).unwrap_or_default());
    file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(too_large());
    }
    Ok((bytes, metadata))
}

impl Store {
    /// Makes the folder if need be and keeps other runs out of it until this is dropped. What an interrupted
    /// run left there is removed.
    ///
    /// # Errors
    /// `io`, where the folder cannot be made or locked.
    pub(crate) fn lock(target: &Path, mut waiting: impl FnMut()) -> Result<Self, Diagnostic> {
        for _ in 0..FOLDER_ATTEMPTS {
            let folder = folder::Folder::make(target)?;
            // A run that failed may have taken the folder away again that this one found.
            let Some(lock) = lock::Lock::acquire(folder.path(), &mut waiting)? else { continue };
            replace::remove_leftovers(folder.path())?;
            return Ok(Self { target: target.to_owned(), companion: None, _lock: lock, folder });
        }
        let message = format!("the folder of `{}` vanishes as soon as it is made", target.display());
        Err(Diagnostic::failure(Code::Io, message, "see what removes it, and run again"))
    }

    /// The outermost folder that was made for the file, for this user alone; on Windows it has the rules of its
    /// parent.
    pub(crate) fn private_folder(&self) -> Option<PathBuf> {
        self.folder.topmost_made().filter(|_| cfg!(unix)).map(Path::to_owned)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// As [`read`].
    pub(crate) fn read(&self) -> Result<Option<Existing>, Diagnostic> {
        read(&self.target)
    }

    /// Puts a new file at `path`, beside the target, which shall name it: it goes again unless the target is replaced.
    ///
    /// # Errors
    /// `io`, where the file cannot be written or somebody else was faster.
    pub(crate) fn put_beside(
        &mut self,
        path: &Path,
        bytes: &[u8],
        waiting: impl FnMut(),
    ) -> Result<(), Diagnostic> {
        self.companion = Some(companion::Companion::put(path, bytes, self.folder.path(), waiting)?);
        Ok(())
    }

    /// Replaces the file whole with `bytes`, keeping a backup of `old` if `backup` says so, and reads it back.
    ///
    /// # Errors
    /// `io`. The old file is then still in place, but for the last step, whose message says so.
    pub(crate) fn replace(
        self,
        old: Option<&Existing>,
        bytes: &[u8],
        backup: bool,
        now: OffsetDateTime,
    ) -> Result<Option<PathBuf>, Diagnostic> {
        self.put(old, bytes, old.filter(|_| backup), old, now)
    }

    /// Replaces the file with a backup, keeping one of `old`. A file that is gone comes back with the backup's mode
    /// and owner, which were its own.
    ///
    /// # Errors
    /// As [`Store::replace`].
    pub(crate) fn restore(
        self,
        old: Option<&Existing>,
        backup: &Existing,
        now: OffsetDateTime,
    ) -> Result<Option<PathBuf>, Diagnostic> {
        self.put(old, &backup.bytes, old, old.or(Some(backup)), now)
    }

    fn put(
        self,
        old: Option<&Existing>,
        bytes: &[u8],
        kept: Option<&Existing>,
        like: Option<&Existing>,
        now: OffsetDateTime,
    ) -> Result<Option<PathBuf>, Diagnostic> {
        let folder = self.folder.path();
        let saved = kept.map(|old| backup::save(folder, &self.target, old, now)).transpose()?;
        let fresh = replace::Fresh::write(folder, bytes, like.map(|like| &like.metadata))?;
        refuse_if_changed(&self.target, old)?;
        fresh.put(&self.target)?;
        let path = saved.map(provisional::Provisional::keep);
        if let Some(companion) = self.companion {
            companion.keep();
        }
        let in_place = |error: &Diagnostic| {
            let message = format!("the new `{}` is in place, but {error}", self.target.display());
            Diagnostic::failure(
                Code::Io,
                message,
                "`pgcerts status` tells whether the file is as it should be",
            )
        };
        self.folder.keep().map_err(|error| in_place(&error))?;
        match read(&self.target).map_err(|error| in_place(&error))? {
            Some(now) if now.bytes == bytes => Ok(path),
            _ => Err(Diagnostic::failure(
                Code::Io,
                format!("`{}` does not hold what was written to it", self.target.display()),
                "another program may have changed it; look at it and run the command again",
            )),
        }
    }
}

/// Other programs do not heed the lock: what one of them wrote since the file was read must not be lost.
fn refuse_if_changed(target: &Path, old: Option<&Existing>) -> Result<(), Diagnostic> {
    let now = read(target)?;
    if now.as_ref().map(|now| &now.bytes) == old.map(|old| &old.bytes) {
        return Ok(());
    }
    Err(Diagnostic::failure(
        Code::Io,
        format!("another program changed `{}` meanwhile", target.display()),
        "nothing was written; run the command again",
    ))
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let hint = match error.kind() {
        _ if patience::is_in_use(error) => {
            "close the program that holds the file open, clear its read-only attribute, or name another with `--dest`"
        }
        io::ErrorKind::PermissionDenied => {
            "give yourself access (`chmod u+rw`), run as the user whose file it is, or name another with `--dest`"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on that file system and run again"
        }
        io::ErrorKind::ReadOnlyFilesystem => "name a file on a writable file system with `--dest`",
        _ => "check the path and the file system, and run again",
    };
    Diagnostic::failure(Code::Io, format!("{what} `{}`: {error}", path.display()), hint)
}

#[cfg(unix)]
fn open_regular(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // The file may have become a pipe since it was looked at; opening it must not wait.
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
