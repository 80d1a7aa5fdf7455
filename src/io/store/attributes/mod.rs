//! Whose a file is and who may use it: owner, mode, and extended attributes with the access control list among them. A
//! new file gets those of the old one by its descriptor, or there is no new file.

#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

use std::fs::File;

use crate::io::fault::FileFault;

/// The mode of a new file: libpq must be able to read it, whatever the umask is.
#[cfg(unix)]
const NEW_MODE: u32 = 0o644;

/// Set-user-ID, set-group-ID and sticky have no meaning for a file of certificates.
#[cfg(unix)]
const KEPT_MODE: u32 = 0o777;

/// What a new file gets.
#[derive(Debug)]
pub(super) enum Dress<'a> {
    /// What every new file has.
    New,
    /// The same in somebody else's folder, whose owner gets the file.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix gives files away"))]
    Given(Owner),
    /// What another file has.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix keeps them"))]
    Like(&'a Attributes),
}

/// A user and a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) user: u32,
    pub(super) group: u32,
}

#[cfg(unix)]
pub(super) use unix::Attributes;
#[cfg(not(unix))]
pub(super) use windows::NoAttributes as Attributes;
