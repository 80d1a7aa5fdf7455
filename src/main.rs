//! The program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    pgcerts::run(std::env::args_os())
}
