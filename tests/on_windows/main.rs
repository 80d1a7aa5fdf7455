//! The program as users of Windows meet it. `tests/windows` runs this under Wine, `cargo test` on Windows itself,
//! where it leaves out what would change the user's own root.crt.
#![cfg(windows)]
#![allow(clippy::disallowed_methods, reason = "the tests are the world around the program")]

#[path = "../it/support/answer.rs"]
mod answer;
mod support;

mod check;
mod client_snippets;
mod default_file;
mod existing_files;
mod in_use;
mod paths;
mod shells;
mod sources;
