//! Follows a path to its folder, one name after the other. A link is followed only if it is root's or this user's:
//! nobody else decides where a file is written.

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

use std::ffi::OsString;
use std::path::Path;

use super::directory::Directory;
use super::failure::{StoreAction, StoreFailure};

/// The last folder of a path that is there, and the names behind it that are not.
pub(super) struct Walked {
    pub(super) directory: Directory,
    pub(super) missing: Vec<OsString>,
}

#[cfg(unix)]
pub(super) use unix::{read_link, walk};
#[cfg(not(unix))]
pub(super) use windows::{read_link, walk};
