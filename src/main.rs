//! The program: arguments in, exit code out.

use std::process::ExitCode;

#[expect(clippy::disallowed_methods, reason = "the arguments enter here, and run() takes them as values")]
fn main() -> ExitCode {
    pgcerts::run(std::env::args_os())
}
