//! Links libgcc's unwinder into the release build for Linux with glibc, where the linker has it. std asks for the shared
//! one, whose loading is a fifth of what a short run costs; a program that aborts on panics never unwinds.

#![allow(clippy::disallowed_methods, reason = "a build script reads what cargo tells it")]

use std::env::var;
use std::path::Path;
use std::process::Command;

const ARCHIVE: &str = "libgcc_eh.a";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| var(name).is_ok_and(|found| found == value);
    let is_meant =
        is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if is_meant && linker().is_some_and(|linker| has_archive(&linker)) {
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// The linker, if it is known.
fn linker() -> Option<String> {
    let native = || (var("HOST") == var("TARGET")).then(|| "cc".into());
    var("RUSTC_LINKER").ok().or_else(native)
}

/// A linker that does not have it gives the bare name back.
fn has_archive(linker: &str) -> bool {
    let answer = Command::new(linker).arg(format!("-print-file-name={ARCHIVE}")).output();
    answer.is_ok_and(|answer| {
        let path = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        answer.status.success() && Path::new(&path).is_absolute() && Path::new(&path).is_file()
    })
}
