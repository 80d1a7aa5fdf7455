//! Keeps runs of pgcerts apart. The folder itself is locked where the system can do that, so that no file is left
//! behind. Otherwise a hidden file in it is locked, and removed with the lock.

#[cfg(unix)]
use std::fs::TryLockError;
use std::fs::{File, OpenOptions};
#[cfg(unix)]
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::failure::{StoreAction, StoreFailure};
#[cfg(windows)]
use super::patience::unless_held;
use crate::io::fault::FileFault;

/// The file that is locked where the folder cannot be.
pub(crate) const LOCK_FILE: &str = ".pgcerts.lock";

/// How long another run may take. It holds the lock for a few syncs, not while it downloads.
const PATIENCE: Duration = Duration::from_mins(1);

const PAUSE: Duration = Duration::from_millis(10);

/// After how long the user should know that this run waits.
const SILENCE: Duration = Duration::from_secs(1);

/// A lock on a folder, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    /// Closing it ends the lock. On Windows `unlock` is not needed for that either.
    _file: File,
    lock_file: Option<PathBuf>,
}

/// The result of one attempt.
enum LockAttempt {
    Locked(Lock),
    Busy,
    /// The folder was removed, or another one has its name.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "only a folder that is locked itself can be found gone")
    )]
    Gone,
    /// The folder cannot be locked itself.
    Unsupported,
}

impl Lock {
    /// Waits for the lock on `folder`, a minute at most. Gives none if the folder was removed meanwhile.
    /// `waiting` is called once if it takes longer than a moment.
    pub(super) fn acquire(folder: &Path, waiting: &mut impl FnMut()) -> Result<Option<Self>, StoreFailure> {
        let mut attempt: fn(&Path) -> Result<LockAttempt, FileFault> = lock_folder;
        let start = Instant::now();
        let mut waits_silently = true;
        while start.elapsed() < PATIENCE {
            match attempt(folder).map_err(StoreFailure::when(StoreAction::LockFolder, folder))? {
                LockAttempt::Locked(lock) => return Ok(Some(lock)),
                LockAttempt::Gone => return Ok(None),
                LockAttempt::Unsupported => attempt = lock_file,
                LockAttempt::Busy => std::thread::sleep(PAUSE),
            }
            if waits_silently && start.elapsed() > SILENCE {
                waiting();
                waits_silently = false;
            }
        }
        Err(StoreFailure::LockTimedOut(folder.to_owned()))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.lock_file {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn lock_folder(folder: &Path) -> Result<LockAttempt, FileFault> {
    let file = match File::open(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LockAttempt::Gone),
        opened => opened?,
    };
    match file.try_lock() {
        Ok(()) if is_at(&file, folder)? => Ok(LockAttempt::Locked(Lock { _file: file, lock_file: None })),
        Ok(()) => Ok(LockAttempt::Gone),
        Err(TryLockError::WouldBlock) => Ok(LockAttempt::Busy),
        Err(TryLockError::Error(error)) if is_unsupported(&error) => Ok(LockAttempt::Unsupported),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Network file systems need a file that is open for writing, which a folder cannot be, or have no locks at all. Only
/// these errors lead to the lock file, because all runs in a folder must take the same lock.
#[cfg(unix)]
fn is_unsupported(error: &io::Error) -> bool {
    use nix::errno::Errno;
    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(errno, Some(Errno::ENOLCK | Errno::EBADF | Errno::EOPNOTSUPP | Errno::ENOSYS | Errno::EINVAL))
}

/// Whether the open file still has this name. If not, it was removed while this run waited, and the lock on it does
/// not keep others out.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let own = file.metadata()?;
    Ok(std::fs::metadata(path).is_ok_and(|there| (there.ino(), there.dev()) == (own.ino(), own.dev())))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
fn lock_folder(_: &Path) -> Result<LockAttempt, FileFault> {
    Ok(LockAttempt::Unsupported)
}

#[cfg(unix)]
fn lock_file(folder: &Path) -> Result<LockAttempt, FileFault> {
    let path = folder.join(LOCK_FILE);
    let (file, made) = open_lock_file(&path)?;
    match file.try_lock() {
        Ok(()) if is_at(&file, &path)? => {
            Ok(LockAttempt::Locked(Lock { _file: file, lock_file: Some(path) }))
        }
        // Its last holder removed the file after it was opened here.
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(LockAttempt::Busy),
        Err(TryLockError::Error(error)) => {
            // What another run made may be its lock.
            if made {
                let _ = std::fs::remove_file(&path);
            }
            Err(error.into())
        }
    }
}

/// The lock file, and whether it is new. A link at its path is not followed, a pipe is not waited for.
#[cfg(unix)]
fn open_lock_file(path: &Path) -> Result<(File, bool), FileFault> {
    use nix::fcntl::OFlag;
    use std::os::unix::fs::OpenOptionsExt as _;
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
            let file =
                OpenOptions::new().write(true).create(true).truncate(false).custom_flags(flags).open(path)?;
            if !file.metadata()?.is_file() {
                return Err(FileFault::NotRegular);
            }
            Ok((file, false))
        }
        made => Ok((made?, true)),
    }
}

/// Windows opens the file for one process only and removes it when that process ends, however it ends.
#[cfg(windows)]
fn lock_file(folder: &Path) -> Result<LockAttempt, FileFault> {
    use std::os::windows::fs::OpenOptionsExt as _;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const FILE_ATTRIBUTE_HIDDEN: u32 = 0x2;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    let mut options = OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(false)
        .share_mode(0)
        .custom_flags(FILE_FLAG_DELETE_ON_CLOSE)
        .attributes(FILE_ATTRIBUTE_HIDDEN);
    // The file of the last holder may be going away.
    match unless_held(|| options.open(folder.join(LOCK_FILE))) {
        Ok(file) => Ok(LockAttempt::Locked(Lock { _file: file, lock_file: None })),
        Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Ok(LockAttempt::Busy),
        Err(error) => Err(error.into()),
    }
}
