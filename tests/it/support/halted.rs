//! The program, halted at a system call: whatever a test does meanwhile comes between that call and the next one,
//! however busy the machine is.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::user::User;

/// How long the program may take to its halt or to its end.
const PATIENCE: Duration = Duration::from_mins(1);

const PAUSE: Duration = Duration::from_millis(5);

/// A run under strace. It is ended with the value, halted or not.
pub(crate) struct Halted {
    strace: Child,
    /// The program's own process.
    program: String,
    _folder: TempDir,
}

impl Halted {
    /// Runs the program until it has made this call for the `nth` time.
    #[track_caller]
    pub(crate) fn behind(strace: &Path, user: &User, call: &str, nth: u32, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = folder.path().join("trace");
        let mut command = user.command(strace);
        command.current_dir(user.home()).arg("-f").arg("-o").arg(&log);
        command.args([format!("--trace={call}"), format!("--inject={call}:signal=STOP:when={nth}")]);
        command.arg(super::program()).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let strace = command.spawn().expect("strace");
        let mut run = Self { strace, program: String::new(), _folder: folder };
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let told = std::fs::read_to_string(&log).unwrap_or_default();
            let halt = told.lines().find(|line| line.ends_with("--- stopped by SIGSTOP ---"));
            if let Some(process) = halt.and_then(|line| line.split_whitespace().next()) {
                process.clone_into(&mut run.program);
                return run;
            }
            let ended = run.strace.try_wait().expect("its state");
            assert!(ended.is_none(), "the run ended without a halt: {told}");
            std::thread::sleep(PAUSE);
        }
        panic!("no halt behind {call}");
    }

    /// Lets it go on. What it says can be read meanwhile.
    pub(crate) fn go_on(&mut self) -> &mut Child {
        assert!(self.signal("CONT"), "the program is gone");
        &mut self.strace
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn ends(mut self) -> Output {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.strace.try_wait().expect("its state") {
                // What is left of what it said fits into a pipe.
                let read = |pipe: Option<&mut dyn std::io::Read>| {
                    let mut bytes = Vec::new();
                    pipe.map(|pipe| pipe.read_to_end(&mut bytes)).transpose().expect("what it said");
                    bytes
                };
                let stdout = read(self.strace.stdout.as_mut().map(|pipe| pipe as _));
                let stderr = read(self.strace.stderr.as_mut().map(|pipe| pipe as _));
                return Output { status, stdout, stderr };
            }
            std::thread::sleep(PAUSE);
        }
        panic!("the run does not end");
    }

    fn signal(&self, name: &str) -> bool {
        let mut shell = Command::new("sh");
        shell.args(["-c", "kill -s \"$0\" \"$1\"", name, &self.program]).stderr(Stdio::null());
        shell.status().is_ok_and(|status| status.success())
    }
}

impl Drop for Halted {
    fn drop(&mut self) {
        if self.strace.try_wait().is_ok_and(|ended| ended.is_none()) {
            // Without strace it would stay halted for ever.
            if !self.program.is_empty() {
                self.signal("KILL");
            }
            let _ = self.strace.kill();
            let _ = self.strace.wait();
        }
    }
}
