//! Keeps runs of pgcerts apart. The folder itself is locked where the system can do that, so that no file is left
//! behind. Otherwise a hidden file in it is locked, and removed with the lock. Where neither can be locked, a run goes on
//! without: the file is only replaced if it is still the one that was read.

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

use std::ffi::OsStr;
use std::fs::File;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::directory::Directory;
use super::failure::{StoreAction, StoreFailure};
use super::holders::holders;
use crate::io::fault::FileFault;

/// The file that is locked where the folder cannot be.
pub(crate) const LOCK_FILE: &str = ".pgcerts.lock";

/// How long another run may take. It holds the lock for a few syncs, not while it downloads.
const PATIENCE: Duration = Duration::from_mins(1);

const PAUSE: Duration = Duration::from_millis(10);

/// After how long the user should know that this run waits.
const SILENCE: Duration = Duration::from_secs(1);

/// What keeps other runs out of a folder until it is dropped.
#[derive(Debug)]
pub(super) enum Lock {
    /// The open folder has the lock, and ends it when it is closed.
    #[cfg_attr(not(unix), expect(dead_code, reason = "Windows locks no folders"))]
    Folder,
    /// A hidden file has it.
    File(#[expect(dead_code, reason = "held until it is dropped")] LockFile),
    /// Nothing can be locked there.
    #[cfg_attr(not(unix), expect(dead_code, reason = "Windows always has locks"))]
    Nothing,
}

/// A locked file in a folder.
#[derive(Debug)]
pub(super) struct LockFile {
    /// Closing it ends the lock. On Windows `unlock` is not needed for that either.
    _file: File,
    /// The folder that the file has to be removed from.
    removed_from: Option<Rc<Directory>>,
}

/// The result of one attempt.
enum LockAttempt {
    Locked(Lock),
    Busy,
    /// This cannot be locked.
    Unsupported,
}

impl Lock {
    /// Waits for the lock on the folder, a minute at most. `waiting` is called once if it takes longer than a moment.
    pub(super) fn acquire(
        directory: &Rc<Directory>,
        folder: &Path,
        waiting: &mut impl FnMut(),
    ) -> Result<Self, StoreFailure> {
        let mut attempt: fn(&Rc<Directory>) -> Result<LockAttempt, FileFault> = lock_folder;
        let start = Instant::now();
        let mut waits_silently = true;
        while start.elapsed() < PATIENCE {
            match attempt(directory).map_err(StoreFailure::when(StoreAction::LockFolder, folder))? {
                LockAttempt::Locked(lock) => return Ok(lock),
                LockAttempt::Unsupported => attempt = lock_file,
                LockAttempt::Busy => std::thread::sleep(PAUSE),
            }
            if waits_silently && start.elapsed() > SILENCE {
                waits_silently = false;
                match lock_beside_readers(directory) {
                    LockAttempt::Locked(lock) => return Ok(lock),
                    LockAttempt::Unsupported => attempt = lock_file,
                    LockAttempt::Busy => waiting(),
                }
            }
        }
        Err(StoreFailure::LockTimedOut { folder: folder.to_owned(), holders: holders(directory) })
    }

    /// Removes the lock file that a killed run left, unless it is this run's own.
    pub(super) fn clear(&self, directory: &Directory) {
        if matches!(self, Self::Folder) {
            remove_stale_lock_file(directory);
        }
    }

    /// Whether nothing keeps other runs out.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Nothing)
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        if let Some(directory) = &self.removed_from {
            let _ = directory.remove(OsStr::new(LOCK_FILE));
        }
    }
}

#[cfg(unix)]
use unix::{lock_beside_readers, lock_file, lock_folder, remove_stale_lock_file};
#[cfg(windows)]
use windows::{lock_beside_readers, lock_file, lock_folder, remove_stale_lock_file};
