//! Programs that operators use, out of Debian's packages, and what they answer.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::tools::{need_that, test_tools};
use crate::support::user::answer;

/// A program out of one of Debian's packages, or none after saying that `test` is left out.
#[track_caller]
pub(crate) fn operators(test: &str, path: &str) -> Option<PathBuf> {
    let program = test_tools("operators").join(path);
    need_that(test, path, program.is_file()).then_some(program)
}

/// A program that runs until the value is dropped.
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self(started.unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An address on loopback at which nobody listens.
pub(crate) fn free_address() -> String {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    socket.local_addr().expect("an address").to_string()
}

/// What a server answers that has just been started.
pub(crate) fn fetched(url: &str) -> String {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--noproxy", "*", "--max-time", "20"]);
    curl.args(["--retry", "50", "--retry-delay", "0", "--retry-max-time", "20", "--retry-connrefused", url]);
    answer(&mut curl).exits(0).stdout
}
