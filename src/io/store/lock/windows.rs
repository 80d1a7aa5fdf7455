//! A file that is open for one process only.

use std::fs::OpenOptions;

use super::super::patience::unless_held;
use super::{Directory, FileFault, LOCK_FILE, Lock, LockAttempt, LockFile, Rc};

#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
pub(super) fn lock_folder(_: &Rc<Directory>) -> Result<LockAttempt, FileFault> {
    Ok(LockAttempt::Unsupported)
}

/// Only a folder can be locked by readers.
pub(super) fn lock_beside_readers(_: &Rc<Directory>) -> LockAttempt {
    LockAttempt::Busy
}

/// The system removes it with its process.
pub(super) fn remove_stale_lock_file(_: &Directory) {}

/// Windows opens the file for one process only and removes it when that process ends, however it ends.
pub(super) fn lock_file(directory: &Rc<Directory>) -> Result<LockAttempt, FileFault> {
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
    match unless_held(|| options.open(directory.path().join(LOCK_FILE))) {
        Ok(file) => Ok(LockAttempt::Locked(Lock::File(LockFile { _file: file, removed_from: None }))),
        Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => Ok(LockAttempt::Busy),
        Err(error) => Err(error.into()),
    }
}
