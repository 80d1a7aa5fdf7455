//! Owners, modes and lists of Unix decide.

use super::super::attributes::{Dress, Owner};
use super::super::directory::Directory;
use super::super::existing::Existing;
use super::super::failure::{StoreAction, UnsafeFolder};
use super::{FolderRule, Path, StoreFailure};
use crate::io::access::Rights;
use crate::store::writer::User;
use crate::store::writer::Writer;

/// Fails where this run must not write. `path` is for messages.
pub(in crate::io::store) fn check(
    directory: &Directory,
    path: &Path,
    rule: FolderRule,
) -> Result<(), StoreFailure> {
    if rule.lifted {
        return Ok(());
    }
    let user = rustix::process::geteuid().as_raw();
    let rights = Rights::of_open(directory).map_err(StoreFailure::when(StoreAction::LookAt, path))?;
    let is_owner = !rights.is_owned_by(user);
    let writer = if is_owner && (user == 0 || rule.is_home) {
        Some(Writer::User(rights.owner()))
    } else {
        // Anybody but root may write where others do.
        rights.granted_writers(user).into_iter().next().map(|(writer, _)| writer).filter(|_| user == 0)
    };
    let found = |writer| UnsafeFolder { path: path.to_owned(), writer, is_owner, is_home: rule.is_home };
    writer.map_or(Ok(()), |writer| Err(StoreFailure::UnsafeFolder(found(writer))))
}

/// What a new file gets where `old` has its name.
pub(in crate::io::store) fn dress<'a>(
    directory: &Directory,
    rule: FolderRule,
    old: Option<&'a Existing>,
) -> std::io::Result<Dress<'a>> {
    match old {
        Some(old) if planted_by(directory, old).is_none() => Ok(Dress::Like(&old.attributes)),
        _ if rule.lifted => Ok(folder_owner(directory)?.map_or(Dress::New, Dress::Given)),
        _ => Ok(Dress::New),
    }
}

/// The file's owner, if anybody could have made the file before root did: its owner and mode are not root's choice.
pub(in crate::io::store) fn planted_by(directory: &Directory, old: &Existing) -> Option<User> {
    let owner = old.attributes.owner.user;
    if !rustix::process::geteuid().is_root() || owner == 0 {
        return None;
    }
    let folder = Rights::of_open(directory).ok()?;
    (folder.owner().id != owner && folder.lets_others_write()).then(|| User::find(owner))
}

/// The owner of a folder, if root has to give a new file away for it to be theirs.
fn folder_owner(directory: &Directory) -> std::io::Result<Option<Owner>> {
    let stat = rustix::fs::fstat(directory)?;
    let is_foreign = rustix::process::geteuid().is_root() && stat.st_uid != 0;
    Ok(is_foreign.then_some(Owner { user: stat.st_uid, group: stat.st_gid }))
}

/// Gives a new folder to the owner of the one above it.
pub(in crate::io::store) fn give(
    folder: &Directory,
    above: &Directory,
    rule: FolderRule,
) -> std::io::Result<()> {
    match folder_owner(above)?.filter(|_| rule.lifted) {
        Some(owner) => folder.give(owner.user, owner.group),
        None => Ok(()),
    }
}
