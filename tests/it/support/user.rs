//! A user with an empty home, who runs the program with nothing in the environment but what a test sets.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

pub(crate) use super::answer::{Answer, answer};
use super::program;

/// A home folder of its own, removed with the value.
pub(crate) struct User {
    home: TempDir,
}

impl User {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A home in memory where the system has that, for hundreds of runs that would wait for the disk.
    pub(crate) fn in_memory() -> Self {
        let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self { home: home.expect("a temporary folder") }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// A path below the home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home().join(name)
    }

    /// libpq's folder, which is not there at first.
    pub(crate) fn folder(&self) -> PathBuf {
        self.path(".postgresql")
    }

    /// libpq's root.crt, which is not there at first.
    pub(crate) fn root_crt(&self) -> PathBuf {
        self.folder().join("root.crt")
    }

    /// Puts `bytes` into root.crt.
    pub(crate) fn write_root_crt(&self, bytes: impl AsRef<[u8]>) {
        std::fs::create_dir_all(self.folder()).expect("the folder");
        std::fs::write(self.root_crt(), bytes).expect("root.crt");
    }

    /// The program with an environment of HOME and a PATH alone.
    pub(crate) fn pgcerts(&self) -> Command {
        let mut command = self.command(program());
        command.current_dir(self.home());
        command
    }

    /// Any command in the same environment.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// Runs `pgcerts` with these arguments.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Answer {
        answer(self.pgcerts().args(arguments))
    }
}

impl Answer {
    /// The code of the error in the JSON on stdout.
    #[track_caller]
    pub(crate) fn error_code(&self) -> String {
        self.json()["error"]["code"].as_str().expect("an error code").to_owned()
    }

    /// The codes of the warnings in the JSON on stdout.
    #[track_caller]
    pub(crate) fn warning_codes(&self) -> Vec<String> {
        let json = self.json();
        let warnings = json["warnings"].as_array().expect("warnings");
        warnings.iter().map(|warning| warning["code"].as_str().expect("a code").to_owned()).collect()
    }
}
