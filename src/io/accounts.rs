//! Looks up users and groups of this machine by their numbers.

use nix::unistd::{Gid, Group, Uid};

use super::files;
use crate::store::writer::{User, UserGroup};

impl User {
    /// Looks the user up.
    pub(crate) fn find(id: u32) -> Self {
        let found = nix::unistd::User::from_uid(Uid::from_raw(id)).ok().flatten();
        Self { id, name: found.map(|user| user.name) }
    }
}

impl UserGroup {
    /// Looks the group up. The user database cannot be asked for a group's users, so its file is read.
    pub(crate) fn find(id: u32) -> Self {
        let found = Group::from_gid(Gid::from_raw(id)).ok().flatten();
        let mut members = found.as_ref().map(|group| group.mem.clone()).unwrap_or_default();
        let users = files::read("/etc/passwd".as_ref()).unwrap_or_default();
        members.extend(String::from_utf8_lossy(&users).lines().filter_map(|line| primary(line, id)));
        members.sort();
        members.dedup();
        Self { id, name: found.map(|group| group.name), members }
    }
}

/// The name in a line of `/etc/passwd`, if this is the user's primary group (`passwd(5)`).
fn primary(line: &str, group: u32) -> Option<String> {
    let mut fields = line.split(':');
    let name = fields.next()?;
    (fields.nth(2)?.parse() == Ok(group)).then(|| name.to_owned())
}
