//! Who holds a lock on a folder, as far as Linux tells.

use super::directory::Directory;
use crate::store::writer::User;

/// A process that holds a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LockHolder {
    pub(crate) process: u32,
    /// The program's name, unless the process is gone.
    pub(crate) program: Option<String>,
    pub(crate) user: Option<User>,
}

/// The processes that hold a lock on this folder. None is known in another namespace or on another system.
#[cfg(target_os = "linux")]
pub(super) fn holders(directory: &Directory) -> Vec<LockHolder> {
    let Ok(stat) = rustix::fs::fstat(directory) else { return Vec::new() };
    let locks = std::fs::read_to_string("/proc/locks").unwrap_or_default();
    locks.lines().filter_map(|line| holder(line, stat.st_ino)).collect()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn holders(_: &Directory) -> Vec<LockHolder> {
    Vec::new()
}

/// Reads a line such as `1: FLOCK  ADVISORY  WRITE 4711 fd:00:1234 0 EOF` (`proc_locks(5)`). The device is not compared:
/// some file systems give `stat` another one. A process that waits has `->` behind the number.
#[cfg(target_os = "linux")]
fn holder(line: &str, inode: u64) -> Option<LockHolder> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [_, "FLOCK", _, _, process, file, ..] = fields.as_slice() else { return None };
    if file.rsplit(':').next()?.parse() != Ok(inode) {
        return None;
    }
    let process: u32 = process.parse().ok()?;
    let folder = std::path::PathBuf::from(format!("/proc/{process}"));
    let program = std::fs::read_to_string(folder.join("comm")).ok().map(|name| name.trim_end().to_owned());
    let user = rustix::fs::stat(&folder).ok().map(|stat| User::find(stat.st_uid));
    Some(LockHolder { process, program, user })
}
