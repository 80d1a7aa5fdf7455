//! Keeps runs of pgcerts apart. The folder itself is locked where the system can do that, so that no file is
//! left behind; else a hidden file in it, which goes with the lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::failed;
use crate::error::{Code, Error, Result};

const LOCK_FILE: &str = ".pgcerts.lock";

/// How long another run may take: it holds the lock for a few syncs, not for its downloads.
const PATIENCE: Duration = Duration::from_mins(1);

const PAUSE: Duration = Duration::from_millis(10);

/// After how many pauses it is worth telling that this run waits.
const SILENT_PAUSES: u128 = 100;

/// A lock on a folder, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    /// Closing it ends the lock. On Windows `unlock` is not needed for that either.
    _file: File,
    lock_file: Option<PathBuf>,
}

/// What one attempt comes to.
enum Attempt {
    Locked(Lock),
    Busy,
    /// The folder cannot be locked itself.
    Unsupported,
}

impl Lock {
    /// Waits for the lock on `folder`, a minute at most; `waiting` is called once if it takes longer.
    pub(super) fn acquire(folder: &Path, mut waiting: impl FnMut()) -> Result<Self> {
        let mut attempt: fn(&Path) -> io::Result<Attempt> = lock_folder;
        for pauses in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
            match attempt(folder).map_err(|error| failed("cannot lock the folder", folder, &error))? {
                Attempt::Locked(lock) => return Ok(lock),
                Attempt::Unsupported => attempt = lock_file,
                Attempt::Busy => std::thread::sleep(PAUSE),
            }
            if pauses == SILENT_PAUSES {
                waiting();
            }
        }
        Err(Error::new(
            Code::Io,
            format!("another pgcerts has held the lock on `{}` for a minute", folder.display()),
            "see what that process waits for, end it, and run again",
        ))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.lock_file {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Network file systems want a file open for writing, which a folder cannot be; then this is not supported.
#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "the same form as lock_file")]
fn lock_folder(folder: &Path) -> io::Result<Attempt> {
    let Ok(file) = File::open(folder) else { return Ok(Attempt::Unsupported) };
    Ok(match file.try_lock() {
        Ok(()) => Attempt::Locked(Lock { _file: file, lock_file: None }),
        Err(TryLockError::WouldBlock) => Attempt::Busy,
        Err(TryLockError::Error(_)) => Attempt::Unsupported,
    })
}

#[cfg(not(unix))]
fn lock_folder(_: &Path) -> io::Result<Attempt> {
    Ok(Attempt::Unsupported)
}

#[cfg(unix)]
fn lock_file(folder: &Path) -> io::Result<Attempt> {
    use std::os::unix::fs::MetadataExt as _;
    let path = folder.join(LOCK_FILE);
    let (file, made) = open_lock_file(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Attempt::Busy),
        Err(TryLockError::Error(error)) => {
            // What another run made may be its lock.
            if made {
                let _ = std::fs::remove_file(&path);
            }
            return Err(error);
        }
    }
    // Its last holder may have removed the file after it was opened here: then this locks nothing.
    let same = |there: &std::fs::Metadata, own: std::fs::Metadata| {
        there.ino() == own.ino() && there.dev() == own.dev()
    };
    match std::fs::symlink_metadata(&path) {
        Ok(there) if same(&there, file.metadata()?) => {
            Ok(Attempt::Locked(Lock { _file: file, lock_file: Some(path) }))
        }
        _ => Ok(Attempt::Busy),
    }
}

/// The lock file, and whether it is new.
#[cfg(unix)]
fn open_lock_file(path: &Path) -> io::Result<(File, bool)> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
            Ok((file, false))
        }
        made => Ok((made?, true)),
    }
}

/// Windows opens the file for one process alone and removes it when that process is gone, however it ended.
#[cfg(windows)]
fn lock_file(folder: &Path) -> io::Result<Attempt> {
    use std::os::windows::fs::OpenOptionsExt as _;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const FILE_ATTRIBUTE_HIDDEN: u32 = 0x2;
    const ERROR_ACCESS_DENIED: i32 = 5;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    let opened = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .share_mode(0)
        .custom_flags(FILE_FLAG_DELETE_ON_CLOSE)
        .attributes(FILE_ATTRIBUTE_HIDDEN)
        .open(folder.join(LOCK_FILE));
    match opened {
        Ok(file) => Ok(Attempt::Locked(Lock { _file: file, lock_file: None })),
        // Access is denied for a moment while the file of the last holder is going away.
        Err(error) if matches!(error.raw_os_error(), Some(ERROR_ACCESS_DENIED | ERROR_SHARING_VIOLATION)) => {
            Ok(Attempt::Busy)
        }
        Err(error) => Err(error),
    }
}
