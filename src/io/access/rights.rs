//! The rights of one file or folder.

use std::os::fd::AsFd;
use std::path::Path;

use rustix::buffer::spare_capacity;
use rustix::fs::{FileType, Stat, fgetxattr, fstat, getxattr, stat};

use super::acl::{self, AclWriters};
use crate::store::writer::{User, UserGroup, WriteRight, Writer};

/// Larger than any list: 65,536 bytes are the limit of Linux.
const LIST_LIMIT: usize = 1 << 16;

/// Owner, mode and access control list. A list that cannot be read counts as none: file systems without lists cannot be
/// asked for one.
pub(crate) struct Rights {
    owner: u32,
    group: u32,
    mode: u32,
    list: Option<AclWriters>,
}

impl Rights {
    /// Of an open file or folder.
    pub(crate) fn of_open(file: impl AsFd) -> std::io::Result<Self> {
        let stat = fstat(&file)?;
        let mut bytes = list_buffer();
        let read = fgetxattr(&file, acl::ACCESS_LIST, spare_capacity(&mut bytes));
        Ok(Self::new(&stat, read.ok().and_then(|_| acl::writers(&bytes))))
    }

    /// Of the file or folder that a path leads to; none where there is something else or nothing.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        let stat = stat(path).ok()?;
        if !matches!(FileType::from_raw_mode(stat.st_mode), FileType::RegularFile | FileType::Directory) {
            return None;
        }
        let mut bytes = list_buffer();
        let read = getxattr(path, acl::ACCESS_LIST, spare_capacity(&mut bytes));
        Some(Self::new(&stat, read.ok().and_then(|_| acl::writers(&bytes))))
    }

    #[allow(clippy::useless_conversion, reason = "a mode has 16 bits on macOS")]
    fn new(stat: &Stat, list: Option<AclWriters>) -> Self {
        Self { owner: stat.st_uid, group: stat.st_gid, mode: stat.st_mode.into(), list }
    }

    pub(crate) fn owner(&self) -> User {
        User::find(self.owner)
    }

    /// Whether only the owner of a file in this folder may replace that file.
    pub(crate) fn is_sticky(&self) -> bool {
        self.mode & 0o1000 != 0
    }

    /// Whether somebody besides the owner and root may write.
    pub(crate) fn lets_others_write(&self) -> bool {
        !self.granted_writers(self.owner).is_empty()
    }

    /// Whether only this user and root decide on it.
    pub(crate) fn is_owned_by(&self, user: u32) -> bool {
        [0, user].contains(&self.owner)
    }

    /// Everybody besides this user and root who may write, or give themselves the right to do so, the owner first.
    pub(crate) fn writers(&self, user: u32) -> Vec<(Writer, WriteRight)> {
        let owner = (!self.is_owned_by(user)).then(|| (Writer::User(self.owner()), WriteRight::Owner));
        owner.into_iter().chain(self.granted_writers(user)).collect()
    }

    /// The same without the owner.
    pub(crate) fn granted_writers(&self, user: u32) -> Vec<(Writer, WriteRight)> {
        let everybody = (self.mode & 0o002 != 0).then_some((Writer::Everybody, WriteRight::Mode));
        everybody.into_iter().chain(self.writing_groups(user)).chain(self.listed_users(user)).collect()
    }

    fn writing_groups(&self, user: u32) -> Vec<(Writer, WriteRight)> {
        // With a list, the mode has the mask in place of the group's own right.
        let has_own_right = self.list.as_ref().map_or(self.mode & 0o020 != 0, |list| list.owning_group);
        let own = has_own_right.then_some((&self.group, WriteRight::Mode));
        let listed = self.list.iter().flat_map(|list| &list.groups).map(|group| (group, WriteRight::List));
        let others = own
            .into_iter()
            .chain(listed)
            .filter_map(|(group, right)| Some((self.other_group(*group, user)?, right)));
        others.map(|(group, right)| (Writer::Group(group), right)).collect()
    }

    fn listed_users(&self, user: u32) -> Vec<(Writer, WriteRight)> {
        let users = self.list.iter().flat_map(|list| &list.users);
        let others = users.filter(|id| ![0, user, self.owner].contains(*id));
        others.map(|id| (Writer::User(User::find(*id)), WriteRight::List)).collect()
    }

    /// The group, unless nobody is in it besides the owner, this user and root. Without a known user it is somebody
    /// else's: it may be in a directory service that lists nobody.
    fn other_group(&self, id: u32, user: u32) -> Option<UserGroup> {
        let group = UserGroup::find(id);
        let known = [0, user, self.owner].map(|id| User::find(id).name);
        let is_own = |member: &String| known.iter().flatten().any(|name| name == member);
        let is_root = id == 0 && group.members.is_empty();
        let is_only_ours = !group.members.is_empty() && group.members.iter().all(is_own);
        (!is_only_ours && !is_root).then_some(group)
    }
}

fn list_buffer() -> Vec<u8> {
    Vec::with_capacity(LIST_LIMIT)
}
