//! `flock` on the open folder, else on a file in it.

use std::fs::File;
use std::io::ErrorKind;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::super::directory::EntryKind;
use super::{Directory, FileFault, LOCK_FILE, Lock, LockAttempt, LockFile, OsStr, Rc};

pub(super) fn lock_folder(directory: &Rc<Directory>) -> Result<LockAttempt, FileFault> {
    match flock(directory.as_ref(), FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(LockAttempt::Locked(Lock::Folder)),
        Err(Errno::WOULDBLOCK) => Ok(LockAttempt::Busy),
        Err(error) if is_unsupported(error) => Ok(LockAttempt::Unsupported),
        Err(error) => Err(std::io::Error::from(error).into()),
    }
}

/// Every reader of a folder can share a lock on it. That keeps no writer out who asks for a lock of the same kind: one can
/// be had exactly if nobody writes. The lock file then keeps other runs out.
pub(super) fn lock_beside_readers(directory: &Rc<Directory>) -> LockAttempt {
    if flock(directory.as_ref(), FlockOperation::NonBlockingLockShared).is_err() {
        return LockAttempt::Busy;
    }
    // The last holder may just have gone.
    match flock(directory.as_ref(), FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => LockAttempt::Locked(Lock::Folder),
        Err(_) => LockAttempt::Unsupported,
    }
}

/// Network file systems need a file that is open for writing, which a folder cannot be, or have no locks at all. Only
/// these errors lead to the lock file, because all runs in a folder must take the same lock.
fn is_unsupported(error: Errno) -> bool {
    matches!(error, Errno::NOLCK | Errno::BADF | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL)
}

pub(super) fn lock_file(directory: &Rc<Directory>) -> Result<LockAttempt, FileFault> {
    let name = OsStr::new(LOCK_FILE);
    let (file, made) = match open_lock_file(directory, name) {
        Ok(Some(opened)) => opened,
        // Its holder may remove it between two looks.
        Ok(None) => return Ok(LockAttempt::Busy),
        // Something else has its name, which must block nobody.
        Err(FileFault::NotRegular) => return Ok(LockAttempt::Locked(Lock::Nothing)),
        Err(fault) => return Err(fault),
    };
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) if directory.is_at(name, &file) => {
            let removed_from = Some(Rc::clone(directory));
            Ok(LockAttempt::Locked(Lock::File(LockFile { _file: file, removed_from })))
        }
        // Its last holder removed the file after it was opened here.
        Ok(()) | Err(Errno::WOULDBLOCK) => Ok(LockAttempt::Busy),
        Err(error) => {
            // What another run made may be its lock.
            if made {
                let _ = directory.remove(name);
            }
            if is_unsupported(error) {
                return Ok(LockAttempt::Locked(Lock::Nothing));
            }
            Err(std::io::Error::from(error).into())
        }
    }
}

/// The lock file, and whether it is new; none if it was removed meanwhile. A link at its path is not followed, a pipe is
/// not waited for.
fn open_lock_file(directory: &Directory, name: &OsStr) -> Result<Option<(File, bool)>, FileFault> {
    let made = directory.create(name);
    if !made.as_ref().is_err_and(|error| error.kind() == ErrorKind::AlreadyExists) {
        return Ok(Some((made?, true)));
    }
    match directory.kind(name)? {
        None => Ok(None),
        Some(EntryKind::File) => match directory.open_for_writing(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            opened => Ok(Some((opened?, false))),
        },
        Some(_) => Err(FileFault::NotRegular),
    }
}

/// Removes the lock file of a killed run, if nobody has it locked.
pub(super) fn remove_stale_lock_file(directory: &Directory) {
    let name = OsStr::new(LOCK_FILE);
    let is_file = directory.kind(name).is_ok_and(|kind| kind == Some(EntryKind::File));
    if is_file
        && directory.may_be_own(name)
        && directory.open_file(name).is_ok_and(|file| directory.lock(&file))
    {
        let _ = directory.remove(name);
    }
}
