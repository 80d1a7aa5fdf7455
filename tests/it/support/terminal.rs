//! A terminal of so many columns, as `script` gives one.

use std::process::Stdio;

use super::program;
use super::tools::need;
use super::user::{User, answer};

/// What the terminal gets of a run of the program, stdout and stderr, whatever the exit code.
pub(crate) fn on_terminal(user: &User, columns: usize, arguments: &str) -> Option<String> {
    let script = need("the width of a terminal", "script")?;
    let run = format!("stty rows 24 cols {columns}; {} --color never {arguments}", program().display());
    let mut command = user.command(script);
    command.current_dir(user.home()).env("TERM", "dumb").args(["-qc", &run, "/dev/null"]);
    Some(answer(command.stdin(Stdio::null())).stdout.replace('\r', ""))
}
