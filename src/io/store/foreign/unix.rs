//! Owners, modes and lists of Unix decide.

use super::super::attributes::{Dress, Owner};
use super::super::directory::Directory;
use super::super::existing::Existing;
use super::super::failure::{StoreAction, UnsafeFolder};
use super::{FolderRule, Path, StoreFailure};
use crate::io::access::Rights;
use crate::store::writer::{User, WriteRight, Writer};

/// Fails where this run must not write. `path` is for messages.
pub(in crate::io::store) fn check(
    directory: &Directory,
    path: &Path,
    rule: &FolderRule,
) -> Result<(), StoreFailure> {
    let user = rustix::process::geteuid().as_raw();
    if rule.lifted && user == 0 {
        return Ok(());
    }
    let found = |path: &Path, writer, is_owner| UnsafeFolder {
        path: path.to_owned(),
        writer,
        is_owner,
        is_home: rule.home.is_some(),
        command: rule.command,
    };
    let home = rule.home.as_deref().and_then(|home| Some((home, Rights::at(home)?)));
    if let Some((home, rights)) = home.filter(|(_, rights)| !rights.is_owned_by(user)) {
        return Err(StoreFailure::UnsafeFolder(found(home, Writer::User(rights.owner()), true)));
    }
    // Anybody but root may write where others do.
    if user != 0 {
        return Ok(());
    }
    let rights = Rights::of_open(directory).map_err(StoreFailure::when(StoreAction::LookAt, path))?;
    match rights.writers(user).into_iter().next() {
        None => Ok(()),
        Some((writer, right)) => {
            Err(StoreFailure::UnsafeFolder(found(path, writer, right == WriteRight::Owner)))
        }
    }
}

/// What a new file gets where `old` has its name.
pub(in crate::io::store) fn dress<'a>(
    directory: &Directory,
    rule: &FolderRule,
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
    rule: &FolderRule,
) -> std::io::Result<()> {
    match folder_owner(above)?.filter(|_| rule.lifted) {
        Some(owner) => folder.give(owner.user, owner.group),
        None => Ok(()),
    }
}
