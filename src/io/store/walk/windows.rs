//! By paths: making a link takes a privilege there.

use std::ffi::OsStr;

use super::{Directory, OsString, Path, StoreAction, StoreFailure, Walked};

/// Goes to this folder, or as far as there are folders.
///
/// # Errors
/// Where something else has the path.
pub(in crate::io::store) fn walk(folder: &Path) -> Result<Walked, StoreFailure> {
    let mut there = folder;
    let mut missing = Vec::new();
    while !there.exists()
        && let (Some(above), Some(name)) = (there.parent(), there.file_name())
    {
        missing.push(name.to_owned());
        there = if above.as_os_str().is_empty() { Path::new(".") } else { above };
    }
    missing.reverse();
    match Directory::open(there) {
        Ok(directory) => Ok(Walked { directory, missing }),
        Err(_) => Err(StoreFailure::NotAFolder(folder.to_owned())),
    }
}

/// Where the link with this name leads, which `path` names in messages.
pub(in crate::io::store) fn read_link(
    directory: &Directory,
    name: &OsStr,
    path: &Path,
) -> Result<OsString, StoreFailure> {
    directory.read_link(name).map_err(StoreFailure::when(StoreAction::FollowLink, path))
}
