//! The names of files that are not finished yet, and what a killed run left under them.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use super::directory::{Directory, EntryKind};
use super::existing::{Existing, read_open};
use super::failure::{StoreAction, StoreFailure};
use crate::x509::digest::Sha256;

/// What a new file is called while it is written.
const USUAL: &str = ".pgcerts.tmp";

/// How many other names are tried where something that is not ours has the usual one. Nobody can guess them.
const OTHER_NAMES: usize = 16;

/// As many digits of a digest as tell two versions of a file apart.
const DIGITS: usize = 16;

/// A new file under a temporary name, locked so that no other run takes it for a leftover.
pub(super) fn create(directory: &Directory) -> io::Result<(OsString, File)> {
    let mut name = OsString::from(USUAL);
    for _ in 0..OTHER_NAMES {
        match directory.create(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                name = format!(".pgcerts.{}.tmp", RandomState::new().build_hasher().finish()).into();
            }
            created => {
                let file = created?;
                directory.lock(&file);
                return Ok((name, file));
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The name under which a new file with this inode is swapped with `old`. If a run is killed then, the name tells which
/// of the two is left under it, or that it is neither.
pub(super) fn swap_name(inode: u64, old: &Existing) -> OsString {
    format!(".pgcerts.{inode}.{}.tmp", digits(&old.bytes)).into()
}

/// The name under which `old` is removed. No file has the inode 0: if a run is killed then, its content alone tells
/// whether it is `old`.
pub(super) fn removal_name(old: &Existing) -> OsString {
    swap_name(0, old)
}

fn digits(bytes: &[u8]) -> String {
    let mut digits = Sha256::hash(bytes).to_string();
    digits.truncate(DIGITS);
    digits
}

/// Whether a file with this name would be taken for one of these.
pub(super) fn is_temporary(name: &OsStr) -> bool {
    let between =
        name.as_encoded_bytes().strip_prefix(b".pgcerts").and_then(|rest| rest.strip_suffix(b".tmp"));
    between.is_some_and(|rest| {
        rest.is_empty()
            || rest[0] == b'.' && rest.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'.')
    })
}

/// Removes what a killed run of this user left in the folder. What another program wrote while it was killed gets a name
/// of its own. What is not a file of this user's blocks nothing.
pub(super) fn clear(directory: &Directory, folder: &Path) -> Vec<PathBuf> {
    let names = directory.names().unwrap_or_else(|_| vec![USUAL.into()]);
    let leftovers = names.iter().filter(|name| is_temporary(name));
    leftovers.filter_map(|name| clear_one(directory, name)).map(|name| folder.join(name)).collect()
}

/// The new name of what is not ours.
fn clear_one(directory: &Directory, name: &OsStr) -> Option<OsString> {
    let is_file = directory.kind(name).is_ok_and(|kind| kind == Some(EntryKind::File));
    if !is_file || !directory.may_be_own(name) {
        return None;
    }
    let file = directory.open_file(name).ok()?;
    if !directory.lock(&file) {
        return None;
    }
    if is_ours(directory, name, &file) {
        let _ = directory.remove(name);
        return None;
    }
    let recovered = OsString::from(format!("pgcerts-recovered.{}", directory.inode(&file)?));
    directory.rename_new(name, &recovered).ok().map(|()| recovered)
}

/// Whether it is a new file, or the old one that the killed run had read.
fn is_ours(directory: &Directory, name: &OsStr, file: &File) -> bool {
    let Some((inode, digest)) = name.to_str().and_then(swapped) else { return true };
    directory.inode(file) == Some(inode) || read_open(file).is_ok_and(|found| digits(&found.bytes) == digest)
}

/// What the name under which two files are swapped says.
fn swapped(name: &str) -> Option<(u64, &str)> {
    let (inode, digest) = name.strip_prefix(".pgcerts.")?.strip_suffix(".tmp")?.split_once('.')?;
    Some((inode.parse().ok()?, digest))
}

/// Removes a file of this run, trying once more before it gives up.
pub(super) fn remove(directory: &Directory, path: &Path, name: &OsStr) -> Result<(), StoreFailure> {
    let removed = directory.remove(name).or_else(|_| directory.remove(name));
    removed.map_err(StoreFailure::when(StoreAction::Remove, &path.with_file_name(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_temporary_files_are_known_and_others_are_not() {
        for name in [".pgcerts.tmp", ".pgcerts.1.tmp", ".pgcerts.123.00ff00ff00ff00ff.tmp"] {
            assert!(is_temporary(OsStr::new(name)), "{name}");
        }
        for name in
            [".pgcerts.lock", "pgcerts.tmp", ".pgcertsx.tmp", ".pgcerts.x.tmp", ".pgcerts.tmp~", "root.crt"]
        {
            assert!(!is_temporary(OsStr::new(name)), "{name}");
        }
        assert_eq!(swapped(".pgcerts.123.00ff.tmp"), Some((123, "00ff")));
        assert_eq!(swapped(".pgcerts.1.tmp"), None);
    }
}
