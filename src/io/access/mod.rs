//! Who besides this user and root may write a file or a folder: by its owner, its mode and its access control list.

#[cfg(unix)]
mod acl;
#[cfg(unix)]
mod rights;

#[cfg(unix)]
pub(crate) use rights::Rights;

use super::accounts::{User, UserGroup};

/// Somebody who may write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Writer {
    /// Every user of the machine.
    Everybody,
    /// The users of a group.
    Group(UserGroup),
    /// One user.
    User(User),
}
