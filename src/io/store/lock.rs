//! Keeps runs of pgcerts apart. The folder itself is locked where the system can do that, so that no file is
//! left behind; else a hidden file in it, which goes with the lock.

#[cfg(unix)]
use std::fs::TryLockError;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::failed;
#[cfg(windows)]
use super::patience::unless_held;
use crate::diagnostic::{Code, Diagnostic};

const LOCK_FILE: &str = ".pgcerts.lock";

/// How long another run may take: it holds the lock for a few syncs, not for its downloads.
const PATIENCE: Duration = Duration::from_mins(1);

const PAUSE: Duration = Duration::from_millis(10);

/// After how long it is worth telling that this run waits.
const SILENCE: Duration = Duration::from_secs(1);

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
    /// The folder is gone, or another one has its name.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "only a folder that is locked itself can be found gone")
    )]
    Gone,
    /// The folder cannot be locked itself.
    Unsupported,
}

impl Lock {
    /// Waits for the lock on `folder`, a minute at most, or gives none if the folder went away meanwhile;
    /// `waiting` is called once if it takes longer.
    pub(super) fn acquire(folder: &Path, waiting: &mut impl FnMut()) -> Result<Option<Self>, Diagnostic> {
        let mut attempt: fn(&Path) -> io::Result<Attempt> = lock_folder;
        let start = Instant::now();
        let mut is_told = false;
        while start.elapsed() < PATIENCE {
            match attempt(folder).map_err(|error| not_locked(folder, &error))? {
                Attempt::Locked(lock) => return Ok(Some(lock)),
                Attempt::Gone => return Ok(None),
                Attempt::Unsupported => attempt = lock_file,
                Attempt::Busy => std::thread::sleep(PAUSE),
            }
            if !is_told && start.elapsed() > SILENCE {
                waiting();
                is_told = true;
            }
        }
        Err(Diagnostic::failure(
            Code::Io,
            format!("another pgcerts has held the lock on `{}` for a minute", folder.display()),
            "see what that process waits for, end it, and run again",
        ))
    }
}

/// On Windows it is the lock file that is denied, not the file which the general hint speaks of.
fn not_locked(folder: &Path, error: &io::Error) -> Diagnostic {
    let mut failure = failed("cannot lock the folder", folder, error);
    if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied {
        failure.fix = format!(
            "see that this user may make files there and that `{LOCK_FILE}` is no folder and not read-only, or \
             name a file elsewhere with `--dest`"
        );
    }
    failure
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.lock_file {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn lock_folder(folder: &Path) -> io::Result<Attempt> {
    let file = match File::open(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Attempt::Gone),
        opened => opened?,
    };
    match file.try_lock() {
        Ok(()) if is_at(&file, folder)? => Ok(Attempt::Locked(Lock { _file: file, lock_file: None })),
        Ok(()) => Ok(Attempt::Gone),
        Err(TryLockError::WouldBlock) => Ok(Attempt::Busy),
        Err(TryLockError::Error(error)) if is_unsupported(&error) => Ok(Attempt::Unsupported),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Network file systems want a file open for writing, which a folder cannot be, or have no locks at all. Only
/// this leads to the lock file: every run in a folder must come to the same lock.
#[cfg(unix)]
fn is_unsupported(error: &io::Error) -> bool {
    use nix::errno::Errno;
    let errno = error.raw_os_error().map(Errno::from_raw);
    matches!(errno, Some(Errno::ENOLCK | Errno::EBADF | Errno::EOPNOTSUPP | Errno::ENOSYS | Errno::EINVAL))
}

/// Whether the open file is still the one with this name. If not, it was removed while this run waited, and the
/// lock on it keeps nobody out.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let own = file.metadata()?;
    Ok(std::fs::metadata(path).is_ok_and(|there| (there.ino(), there.dev()) == (own.ino(), own.dev())))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
fn lock_folder(_: &Path) -> io::Result<Attempt> {
    Ok(Attempt::Unsupported)
}

#[cfg(unix)]
fn lock_file(folder: &Path) -> io::Result<Attempt> {
    let path = folder.join(LOCK_FILE);
    let (file, made) = open_lock_file(&path)?;
    match file.try_lock() {
        Ok(()) if is_at(&file, &path)? => Ok(Attempt::Locked(Lock { _file: file, lock_file: Some(path) })),
        // Its last holder removed the file after it was opened here.
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(Attempt::Busy),
        Err(TryLockError::Error(error)) => {
            // What another run made may be its lock.
            if made {
                let _ = std::fs::remove_file(&path);
            }
            Err(error)
        }
    }
}

/// The lock file, and whether it is new. Whatever else somebody put there is not followed and not waited for.
#[cfg(unix)]
fn open_lock_file(path: &Path) -> io::Result<(File, bool)> {
    use nix::fcntl::OFlag;
    use std::os::unix::fs::OpenOptionsExt as _;
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
            let file =
                OpenOptions::new().write(true).create(true).truncate(false).custom_flags(flags).open(path)?;
            if !file.metadata()?.is_file() {
                return Err(io::Error::other("the lock file is no regular file"));
            }
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
        Ok(file) => Ok(Attempt::Locked(Lock { _file: file, lock_file: None })),
        Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Ok(Attempt::Busy),
        Err(error) => Err(error),
    }
}
