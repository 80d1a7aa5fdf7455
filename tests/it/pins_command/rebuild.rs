//! `tests/certs`: the certificates of `certs/` are what Debian has.

use std::path::Path;
use std::process::Command;

use crate::support::tools::{need, need_that, test_tools};
use crate::support::user::{Answer, User, answer};
use crate::support::{bundled, repository};

/// A copy of `certs/` and of the script, in the user's home.
pub(super) fn copy(user: &User) {
    let copied = Command::new("cp").arg("-R").arg(repository("certs")).arg(user.home()).status();
    assert!(copied.is_ok_and(|status| status.success()));
    std::fs::create_dir(user.path("tests")).expect("a folder");
    std::fs::copy(repository("tests/certs"), user.path("tests/certs")).expect("the script");
}

fn there(test: &str) -> bool {
    let debian = Path::new("/usr/share/ca-certificates/mozilla").is_dir();
    let package = need_that(test, "the package ca-certificates", debian);
    let bundles = need_that(test, "the bundles that tests/tools unpacks", test_tools("rds").is_dir());
    package && bundles && need(test, "python3").is_some()
}

fn rebuild(user: &User, arguments: &[&str]) -> Answer {
    let tools = test_tools("");
    answer(
        user.command("bash").arg(user.path("tests/certs")).args(arguments).env("PGCERTS_TEST_TOOLS", tools),
    )
}

#[test]
fn what_is_committed_is_what_debian_has() {
    if there("tests/certs") {
        answer(Command::new(repository("tests/certs")).env_remove("PGCERTS_MOZILLA")).exits(0);
    }
}

#[test]
fn a_changed_a_missing_and_a_surplus_certificate_are_named_and_written_anew() {
    if !there("tests/certs with changes") {
        return;
    }
    let user = User::new();
    copy(&user);
    rebuild(&user, &[]).exits(0);
    let (changed, missing) = ("DigiCertGlobalRootG2.crt", "DigiCertGlobalRootG3.crt");
    std::fs::write(user.path("certs").join(changed), bundled(missing)).expect("a file");
    std::fs::remove_file(user.path("certs").join(missing)).expect("its removal");
    std::fs::write(user.path("certs/surplus.crt"), "").expect("a file");
    let told = rebuild(&user, &[]).exits(1).stderr;
    for file in [changed, missing, "surplus.crt"] {
        assert!(told.contains(file), "no {file} in {told}");
    }
    std::fs::remove_file(user.path("certs/surplus.crt")).expect("its removal");
    rebuild(&user, &["--write"]).exits(0);
    rebuild(&user, &[]).exits(0);
    assert!(std::fs::read(user.path("certs").join(changed)).expect("a file") == bundled(changed));
    let other = std::fs::read_to_string(user.path("certs/pins.json"))
        .expect("the manifest")
        .replacen("cb3c", "cb3d", 1);
    std::fs::write(user.path("certs/pins.json"), other).expect("the manifest");
    assert!(rebuild(&user, &[]).exits(1).stderr.contains("is not among Debian's"));
}
