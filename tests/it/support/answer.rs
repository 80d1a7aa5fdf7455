//! What a run of a command printed and how it ended. Both crates of tests have this module.

use std::process::{Command, Output};

use serde_json::Value;

/// A run's exit code and its texts.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    pub(crate) fn of(Output { status, stdout, stderr }: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

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
}

/// Runs a command to its end; its standard input is empty, unless the command says otherwise.
pub(crate) fn answer(command: &mut Command) -> Answer {
    Answer::of(command.output().unwrap_or_else(|error| panic!("{command:?}: {error}")))
}
