//! Who may change a file, or put another one in its place, on the way from the root to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::rights::Rights;
use crate::store::surroundings::Exposure;

/// The file and the folders above it, by the path as given and by the one behind its links, where others may write.
pub(crate) fn exposures(file: &Path) -> Vec<Exposure> {
    let user = rustix::process::geteuid().as_raw();
    let named = std::path::absolute(file).ok();
    let behind = std::fs::canonicalize(file).ok();
    // What a link leads to is on the other path.
    let is_other = |path: &Path| behind.is_none() || !path.is_symlink();
    let mut exposures = BTreeSet::new();
    for path in [&named, &behind].into_iter().flatten() {
        let mut below = None;
        for ancestor in path.ancestors() {
            if is_other(ancestor) {
                exposures.extend(at(ancestor, below, user));
            }
            below = Some(ancestor);
        }
    }
    exposures.into_iter().collect()
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
