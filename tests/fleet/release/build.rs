//! How `packaging/build` compiles and with which modes it packs.

use std::process::Command;

use crate::support::user::{Answer, answer};
use crate::support::{packages, repository};

fn bash(script: &str) -> Answer {
    let mut bash = Command::new("bash");
    answer(bash.args(["-euo", "pipefail", "-c", script]).current_dir(repository("")))
}

#[test]
fn what_is_packed_has_the_same_modes_under_every_umask() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let script = format!(
        "umask 077; SOURCE_DATE_EPOCH=0; source packaging/contents.sh; cd '{}'; mkdir of; touch of/page of/program; \
         chmod u+x of/program; chmod g+w of/page; settle of; stat -c '%n %a %Y' of of/*",
        folder.path().display()
    );
    assert_eq!(bash(&script).exits(0).stdout, "of 755 0\nof/page 644 0\nof/program 755 0\n");
}

#[test]
fn the_packages_of_rpm_and_the_archive_for_windows_are_readable_for_everyone() {
    let test = "the modes in the packages";
    let ends = [".x86_64.rpm", ".aarch64.rpm"];
    for end in ends {
        let Some(package) = packages::find(test, end) else { return };
        let mut rpm = Command::new("rpm");
        let modes =
            answer(rpm.args(["-qp", "--queryformat", "[%{FILEMODES:perms}\n]"]).arg(package)).exits(0).stdout;
        let other = modes.lines().find(|mode| !["drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--"].contains(mode));
        assert_eq!((other, modes.is_empty()), (None, false), "{end}");
    }
    let Some(archive) = packages::find(test, "-windows.zip") else { return };
    let listed = answer(Command::new("unzip").arg("-Z").arg(archive)).exits(0).stdout;
    let files = listed.lines().filter(|line| line.contains(" unx "));
    let other = files
        .clone()
        .find(|line| !["drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--"].iter().any(|mode| line.starts_with(mode)));
    assert_eq!((other, files.count() > 10), (None, true));
}

#[test]
fn one_compilation_that_fails_ends_the_build_after_the_others() {
    let script =
        "source packaging/compile.sh; fails() { return 3; }; takes_longer() { sleep 0.3; echo done; }
        side_by_side fails takes_longer; echo packed";
    assert_eq!(bash(script).exits(1).stdout, "done\n");
    assert_eq!(bash(&script.replace("return 3", "true")).exits(0).stdout, "done\npacked\n");
}
