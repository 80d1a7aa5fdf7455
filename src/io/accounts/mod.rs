//! Users and groups of this machine, by their numbers.

#[cfg(unix)]
mod database;

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
