//! Windows denies much while another process holds a file open: a virus scanner that looks at what was just
//! written, a backup, an editor. That passes within moments, so it is tried again before it is an error.

use std::io;

/// Does it, again for a second where another process is in the way.
#[cfg(windows)]
pub(super) fn patiently<T>(mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    const PAUSES: u32 = 20;
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
    for _ in 0..PAUSES {
        match act() {
            Err(error) if is_in_use(&error) => std::thread::sleep(PAUSE),
            done => return done,
        }
    }
    act()
}

/// Replacing a file that is open is denied like one that is protected, opening it is a violation of its sharing,
/// reading a part that is locked one of the lock. A file that is protected for good costs the second in vain.
#[cfg(windows)]
fn is_in_use(error: &io::Error) -> bool {
    const ERROR_ACCESS_DENIED: i32 = 5;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    const ERROR_LOCK_VIOLATION: i32 = 33;
    let code = error.raw_os_error();
    matches!(code, Some(ERROR_ACCESS_DENIED | ERROR_SHARING_VIOLATION | ERROR_LOCK_VIOLATION))
}

/// Elsewhere nobody is in the way: an open file can be replaced, and its readers keep the old one.
#[cfg(not(windows))]
pub(super) fn patiently<T>(mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    act()
}
