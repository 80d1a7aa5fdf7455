//! What rolls pgcerts out, run with the programs that operators use. A crate of its own, whose tools are many:
//! `tests/run fleet` installs them and runs it, a plain `cargo test` does not.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, reason = "the tests are the world around the program")]

mod ansible;

#[allow(dead_code, reason = "shared with the tests in tests/it, which need all of it")]
#[path = "../it/support/mod.rs"]
mod support;

mod arm64;
mod ci_templates;
mod foreign;
mod images;
mod kubernetes;
mod machine;
mod plugins;
mod release;
mod rpm;
mod running;
mod units;
mod yaml;
