//! Another user of the machine who wants root, or a neighbor, to write, read or trust what they choose.
#![cfg(target_os = "linux")]

mod attributes;
mod backups;
mod folders;
mod links;
mod locks;
mod mounts;
mod writers;

use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::tools::need_that;
use crate::support::user::{Answer, answer};
use crate::support::{copy_program, program};

/// The other user: Debian's `nobody`.
const OTHER: u32 = 65_534;

/// A folder that root and the other user can reach, with a copy of the program that both can run.
struct Machine {
    folder: TempDir,
}

impl Machine {
    /// None after saying that `test` is left out, where this is not root.
    fn new(test: &str) -> Option<Self> {
        if !need_that(test, "root, to act as two users", nix::unistd::Uid::effective().is_root()) {
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        mode(folder.path(), 0o755);
        copy_program(&folder.path().join("pgcerts"));
        Some(Self { folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A folder with this owner and mode.
    fn make(&self, name: &str, owner: u32, bits: u32) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir(&path).expect("a folder");
        chown(&path, Some(owner), Some(owner)).expect("an owner");
        mode(&path, bits);
        path
    }

    /// `pgcerts` run by root with this home.
    fn root(&self, home: &Path, arguments: &[&str]) -> Answer {
        let mut command = Command::new(program());
        command.env_clear().env("HOME", home).current_dir(self.folder.path()).args(arguments);
        answer(&mut command)
    }

    /// The same by the other user.
    fn other(&self, home: &Path, arguments: &[&str]) -> Answer {
        let mut command = Command::new(self.path("pgcerts"));
        command.uid(OTHER).gid(OTHER).env_clear().env("HOME", home).current_dir(self.folder.path());
        answer(command.args(arguments))
    }

    /// Root installs into this file, with further arguments.
    fn install(&self, file: &Path, arguments: &[&str]) -> Answer {
        let mut all = vec!["install", "--offline", "--json", "--dest", text(file)];
        all.extend(arguments);
        self.root(Path::new("/nonexistent"), &all)
    }

    /// Root rolls this file back, with further arguments.
    fn rollback(&self, file: &Path, arguments: &[&str]) -> Answer {
        let mut all = vec!["rollback", "--json", "--dest", text(file)];
        all.extend(arguments);
        self.root(Path::new("/nonexistent"), &all)
    }
}

fn mode(path: &Path, bits: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits)).expect("a mode");
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Runs a command that has to succeed.
#[track_caller]
fn run(program: &Path, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().expect("a program");
    assert!(status.success(), "{} {arguments:?}", program.display());
}

/// Puts a file there as the other user.
fn plant(path: &Path, content: impl AsRef<[u8]>) {
    std::fs::write(path, content).expect("a file");
    chown(path, Some(OTHER), Some(OTHER)).expect("an owner");
}

/// Puts a link there as the other user.
fn plant_link(target: &Path, link: &Path) {
    std::os::unix::fs::symlink(target, link).expect("a link");
    std::os::unix::fs::lchown(link, Some(OTHER), Some(OTHER)).expect("an owner");
}
