//! How the tools of the tests are downloaded, with a stand-in for apt-get.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::support::repository;
use crate::support::user::{Answer, answer};

/// Unpacks a program whose download succeeds from that attempt on, and says what apt-get was asked.
fn unpack(attempt: u32) -> (Answer, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let log = path("log");
    for (name, script) in [
        (
            "apt-get",
            format!(
                "echo $1 >>{log}; [ $1 = update ] || {{ [ $(grep -c download {log}) -ge {attempt} ] && touch program_1.deb; }}"
            ),
        ),
        ("dpkg", "mkdir -p $3/usr/bin && touch $3/usr/bin/program-of-the-test".to_owned()),
        ("sudo", "shift; exec \"$@\"".to_owned()),
    ] {
        std::fs::write(path(name), format!("#!/bin/sh\n{script}\n")).expect("a program");
        std::fs::set_permissions(path(name), PermissionsExt::from_mode(0o755)).expect("its mode");
    }
    let mut bash = Command::new("bash");
    let script = format!(
        "PATH={}:$PATH; source tests/installing.sh; unpack program usr/bin/program-of-the-test; ls $folder",
        folder.path().display()
    );
    bash.args(["-euo", "pipefail", "-c", &script]).env("PGCERTS_TEST_TOOLS", path("tools"));
    let answered = answer(bash.current_dir(repository("")));
    (answered, std::fs::read_to_string(log).expect("the log"))
}

#[test]
fn a_download_that_fails_is_tried_again_with_new_lists_and_then_ends_the_run() {
    let (first, asked) = unpack(1);
    assert!(first.exits(0).stdout.ends_with("program-of-the-test\n"));
    assert_eq!(asked, "download\n");
    let (second, asked) = unpack(2);
    assert!(second.exits(0).stdout.ends_with("program-of-the-test\n"));
    assert_eq!(asked, "download\nupdate\ndownload\n");
    let (none, asked) = unpack(3);
    assert!(none.exits(1).stderr.contains("could not download program"));
    assert_eq!(asked, "download\nupdate\ndownload\n");
}
