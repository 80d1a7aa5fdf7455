//! Programs that a test needs and a machine may lack. `cargo test` alone says what it leaves out;
//! `tests/run` sets `PGCERTS_TESTS_COMPLETE`, and then a missing tool fails the test.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Where Debian keeps pgjdbc.
pub(crate) const PGJDBC: &str = "/usr/share/java/postgresql.jar";

/// The path of a program, or none after saying that `test` is left out for it.
#[track_caller]
pub(crate) fn need(test: &str, program: &str) -> Option<PathBuf> {
    let found = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
    });
    need_that(test, program, found.is_some());
    found
}

/// Whether a command succeeds, for tools that are more than a program, such as a Python package.
#[track_caller]
pub(crate) fn need_success(test: &str, what: &str, command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    need_that(test, what, status.is_ok_and(|status| status.success()))
}

/// Says that `test` is left out, or fails it, unless `there`.
#[track_caller]
pub(crate) fn need_that(test: &str, what: &str, there: bool) -> bool {
    if there {
        return true;
    }
    let complete = std::env::var_os("PGCERTS_TESTS_COMPLETE").is_some();
    assert!(!complete, "{test} needs {what}, which is missing");
    // Straight to the stream: the harness hides what passing tests print.
    let _ = writeln!(std::io::stderr(), "left out: {test} needs {what}");
    false
}

/// Prometheus' own tool, where there is one: what it checks is checked in other ways too.
pub(crate) fn promtool() -> Option<PathBuf> {
    installed_or_unpacked("promtool")
}

/// A program that `tests/tools` takes out of its package, unless it is installed.
pub(crate) fn installed_or_unpacked(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = std::env::split_paths(&path).map(|folder| folder.join(program));
    installed.chain([test_tools(program)]).find(|file| file.is_file())
}

/// A path below the folder that `tests/tools` fills.
pub(crate) fn test_tools(path: &str) -> PathBuf {
    let folder = std::env::var_os("PGCERTS_TEST_TOOLS").map(PathBuf::from);
    super::repository("").join(folder.unwrap_or_else(|| "target/test-tools".into())).join(path)
}
