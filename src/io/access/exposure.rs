//! Who may change a file, or put another one in its place, on the way from the root to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::rights::Rights;
use crate::io::files::LINK_LIMIT;
use crate::store::surroundings::Exposure;

/// The file and the folders above it, by the path as given and by the one behind its links, where others may write.
pub(crate) fn exposures(file: &Path) -> Vec<Exposure> {
    let user = rustix::process::geteuid().as_raw();
    let mut exposures = BTreeSet::new();
    for path in hops(file) {
        let mut below = None;
        for ancestor in path.ancestors() {
            // What a link leads to is the next hop, or on the real path of the folder.
            if !ancestor.is_symlink() {
                exposures.extend(at(ancestor, below, user));
            }
            below = Some(ancestor);
        }
    }
    exposures.into_iter().collect()
}

/// The path of each link on the way to the file and of the file itself, by their names and by their real folders.
fn hops(file: &Path) -> Vec<PathBuf> {
    let mut hops = Vec::new();
    let mut next = std::path::absolute(file).ok();
    while let Some(path) = next.filter(|_| hops.len() < 2 * LINK_LIMIT) {
        let folder = path.parent().unwrap_or(&path);
        let real = std::fs::canonicalize(folder).ok();
        let real = real.zip(path.file_name()).map(|(folder, name)| folder.join(name));
        hops.extend(real.filter(|real| *real != path));
        next = std::fs::read_link(&path).ok().map(|target| folder.join(target));
        hops.push(path);
    }
    hops
}

fn at(path: &Path, below: Option<&Path>, user: u32) -> Vec<Exposure> {
    let Some(rights) = Rights::at(path) else { return Vec::new() };
    // Without write access to what is below, a sticky folder lets its owner alone replace that.
    let is_protected = rights.is_sticky() && below.is_some_and(|below| is_owned(below, user));
    let mut writers = rights.writers(user);
    if is_protected {
        writers.truncate(usize::from(!rights.is_owned_by(user)));
    }
    writers.into_iter().map(|(writer, right)| Exposure { writer, right, path: PathBuf::from(path) }).collect()
}

/// Whether it is this user's or root's, and not by a link of somebody else.
fn is_owned(path: &Path, user: u32) -> bool {
    rustix::fs::lstat(path).is_ok_and(|stat| [0, user].contains(&stat.st_uid))
}
