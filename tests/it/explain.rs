//! `pgcerts explain`: every code as its page has it, and the error texts of clients.

mod codes;

use std::process::Stdio;

use crate::support::user::{Answer, User, answer};

/// Explains a text that stands on the command line.
fn explain(text: &str) -> Answer {
    User::new().run(["explain", text])
}

/// Explains a text that comes from standard input.
fn explain_piped(text: &str, arguments: &[&str]) -> Answer {
    let user = User::new();
    let file = user.path("text");
    std::fs::write(&file, text).expect("a text");
    let file = std::fs::File::open(&file).expect("the text");
    answer(user.pgcerts().args(["explain", "-"]).args(arguments).stdin(Stdio::from(file)))
}
