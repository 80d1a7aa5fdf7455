//! Users and groups, and who of them may write a file or a folder, as plain values.

#![cfg_attr(not(unix), expect(dead_code, reason = "only the rights of Unix are read"))]

use std::fmt;

/// A user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct User {
    pub(crate) id: u32,
    /// The name in the user database, if it is there.
    pub(crate) name: Option<String>,
}

/// A group and the users in it, as far as they are known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UserGroup {
    pub(crate) id: u32,
    /// The name in the group database, if it is there.
    pub(crate) name: Option<String>,
    /// The names of its users, those included whose primary group it is.
    pub(crate) members: Vec<String>,
}

impl User {
    /// As messages and commands name the user.
    pub(crate) fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.to_string())
    }
}

impl UserGroup {
    /// As commands name the group.
    pub(crate) fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.to_string())
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "user `{name}`"),
            None => write!(f, "user {}", self.id),
        }
    }
}

impl fmt::Display for UserGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "group `{name}`"),
            None => write!(f, "group {}", self.id),
        }
    }
}

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

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everybody => f.write_str("every user"),
            Self::Group(group) => group.fmt(f),
            Self::User(user) => user.fmt(f),
        }
    }
}

/// What lets somebody write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WriteRight {
    /// The owner decides on the mode.
    Owner,
    /// The mode's bits.
    Mode,
    /// An entry of the access control list.
    List,
}
