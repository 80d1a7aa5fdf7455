//! Windows denies many actions while another process has a file open: a virus scanner that reads a new file, a backup
//! program, an editor. That usually ends within moments, so the action is tried again before it fails.
//! Other systems let an open file be replaced, and its readers keep the old one.

use std::io;
use std::time::Duration;

const PAUSES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

const ERROR_ACCESS_DENIED: i32 = 5;
const ERROR_SHARING_VIOLATION: i32 = 32;
const ERROR_LOCK_VIOLATION: i32 = 33;

/// Does it, and tries again for a second where another process is in the way.
pub(super) fn patiently<T>(act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    again_while(is_in_use, act)
}

/// Opens a file that may be about to be removed, which is denied until it is gone. A file that another process holds is
/// an error at once, since a lock is waited for elsewhere.
#[cfg(windows)]
pub(super) fn unless_held<T>(open: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    again_while(|error| error.raw_os_error() == Some(ERROR_ACCESS_DENIED), open)
}

/// Whether another process may have caused the error. Windows reports an open file as access denied when it is
/// replaced, as a sharing violation when it is opened, and as a lock violation when a locked part is read. A file that
/// is protected for good is tried for a second in vain.
pub(super) fn is_in_use(error: &io::Error) -> bool {
    let code = error.raw_os_error();
    cfg!(windows)
        && matches!(code, Some(ERROR_ACCESS_DENIED | ERROR_SHARING_VIOLATION | ERROR_LOCK_VIOLATION))
}

fn again_while<T>(passes: fn(&io::Error) -> bool, mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for _ in 0..PAUSES {
        match act() {
            Err(error) if passes(&error) => std::thread::sleep(PAUSE),
            done => return done,
        }
    }
    act()
}
