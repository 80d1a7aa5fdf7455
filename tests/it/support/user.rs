//! A user with an empty home, who runs the program with nothing in the environment but what a test sets.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

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

/// What a run printed and how it ended.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    /// The exit code is `code`, or the test ends with all that was printed.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// stdout as one JSON object, and nothing else there.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

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

/// Runs a command to its end.
pub(crate) fn answer(command: &mut Command) -> Answer {
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Answer { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}
