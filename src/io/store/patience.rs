//! Windows denies much while another process holds a file open: a virus scanner that looks at what was just
//! written, a backup, an editor. That passes within moments, so it is tried again before it is an error.
//! Elsewhere nobody is in the way: an open file can be replaced, and its readers keep the old one.

use std::io;
use std::time::Duration;

const PAUSES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

const ERROR_ACCESS_DENIED: i32 = 5;
const ERROR_SHARING_VIOLATION: i32 = 32;
const ERROR_LOCK_VIOLATION: i32 = 33;

/// Does it, again for a second where another process is in the way.
pub(super) fn patiently<T>(act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    again_while(is_in_use, act)
}

/// Opens a file that may be going away, which is denied until it is gone. One that is held is an error at once:
/// who waits for a lock has another patience.
#[cfg(windows)]
pub(super) fn unless_held<T>(open: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    again_while(|error| error.raw_os_error() == Some(ERROR_ACCESS_DENIED), open)
}

/// Whether the error may be another process's doing. Replacing a file that is open is denied like one that is
/// protected, opening it is a violation of its sharing, reading a part that is locked one of the lock. A file
/// that is protected for good costs the second in vain.
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
