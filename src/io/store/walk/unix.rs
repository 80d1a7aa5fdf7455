//! By open folders: no link is followed unseen.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, PathBuf};

use super::super::directory::EntryKind;
use super::{Directory, OsString, Path, StoreAction, StoreFailure, Walked};
use crate::io::files::LINK_LIMIT;
use crate::store::writer::User;

/// Goes to this folder, or as far as there are folders.
///
/// # Errors
/// A link that another user made, links in a circle, and folders that this user may not enter.
pub(in crate::io::store) fn walk(folder: &Path) -> Result<Walked, StoreFailure> {
    let failed = StoreFailure::when(StoreAction::LookAt, folder);
    let mut directory = Directory::open(start(folder)).map_err(&failed)?;
    let mut ahead = parts(folder);
    let mut behind = start(folder).to_owned();
    let mut links = 0;
    while let Some(name) = ahead.pop() {
        match directory.enter(&name) {
            Ok(next) => {
                directory = next;
                behind.push(&name);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                ahead.push(name);
                return Ok(Walked {
                    directory: directory.reopened().map_err(failed)?,
                    missing: rest(ahead, folder)?,
                });
            }
            Err(error) => {
                if directory.kind(&name).map_err(&failed)? != Some(EntryKind::Link) {
                    return Err(refused(error, folder));
                }
                links += 1;
                if links > LINK_LIMIT {
                    return Err(StoreFailure::LinkCircle(folder.to_owned()));
                }
                let target = PathBuf::from(read_link(&directory, &name, &behind.join(&name))?);
                if target.is_absolute() {
                    directory = Directory::open(Path::new("/")).map_err(&failed)?;
                    behind = PathBuf::from("/");
                }
                ahead.extend(parts(&target));
            }
        }
    }
    Ok(Walked { directory: directory.reopened().map_err(failed)?, missing: Vec::new() })
}

/// Where the link with this name leads, which `path` names in messages.
pub(in crate::io::store) fn read_link(
    directory: &Directory,
    name: &OsStr,
    path: &Path,
) -> Result<OsString, StoreFailure> {
    let (target, owner) =
        directory.read_link(name).map_err(StoreFailure::when(StoreAction::FollowLink, path))?;
    if owner == 0 || owner == rustix::process::geteuid().as_raw() {
        return Ok(target);
    }
    Err(StoreFailure::ForeignLink { path: path.to_owned(), owner: User::find(owner) })
}

fn start(path: &Path) -> &'static Path {
    Path::new(if path.is_absolute() { "/" } else { "." })
}

/// The names of a path, the first one last.
fn parts(path: &Path) -> Vec<OsString> {
    let names = path.components().filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
    names.rev().map(|part| part.as_os_str().to_owned()).collect()
}

/// What would have to be made, the first one first. Nothing leads up from a folder that is not there.
fn rest(mut ahead: Vec<OsString>, folder: &Path) -> Result<Vec<OsString>, StoreFailure> {
    ahead.reverse();
    if ahead.iter().any(|name| name == "..") {
        let missing = io::Error::from(io::ErrorKind::NotFound);
        return Err(StoreFailure::when(StoreAction::LookAt, folder)(missing));
    }
    Ok(ahead)
}

fn refused(error: io::Error, folder: &Path) -> StoreFailure {
    if error.kind() == io::ErrorKind::NotADirectory {
        return StoreFailure::NotAFolder(folder.to_owned());
    }
    StoreFailure::when(StoreAction::LookAt, folder)(error)
}
