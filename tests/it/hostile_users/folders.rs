//! Root writes in no folder that somebody else decides on, and nobody installs into another user's home.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::Path;

use super::{Machine, OTHER, mode, plant, run, text};
use crate::support::tools::need;
use crate::support::{certificates, names};

fn owner(path: &Path) -> (u32, u32) {
    let metadata = std::fs::symlink_metadata(path).expect("an entry");
    (metadata.uid(), metadata.mode() & 0o7777)
}

#[test]
fn a_folder_that_somebody_else_owns_or_may_write_is_refused() {
    let test = "folders of others";
    let (Some(machine), Some(setfacl)) = (Machine::new(test), need(test, "setfacl")) else { return };
    machine.make("theirs", OTHER, 0o755);
    machine.make("open", 0, 0o777);
    machine.make("sticky", 0, 0o1777);
    let group = machine.make("group", 0, 0o775);
    chown(&group, None, Some(100)).expect("a group");
    run(&setfacl, &["-m", "u:nobody:rwx", text(&machine.make("listed", 0, 0o755))]);
    run(&setfacl, &["-m", "g:nogroup:rwx", text(&machine.make("listed-group", 0, 0o755))]);
    for (folder, named) in [
        ("theirs", "user `nobody`"),
        ("open", "every user"),
        ("sticky", "every user"),
        ("group", "group `users`"),
        ("listed", "user `nobody`"),
        ("listed-group", "group `nogroup`"),
    ] {
        let file = machine.path(folder).join("root.crt");
        for arguments in [&[][..], &["--dry-run"]] {
            let answer = machine.install(&file, arguments).exits(2);
            assert_eq!(answer.error_code(), "unsafe-folder", "{folder}");
            assert!(answer.stdout.contains(named), "{folder}: {}", answer.stdout);
        }
        // A folder that would have to be made there is theirs to replace.
        let below = machine.path(folder).join("new/root.crt");
        assert_eq!(machine.install(&below, &[]).exits(2).error_code(), "unsafe-folder", "{folder}");
        assert_eq!(machine.rollback(&file, &[]).exits(2).error_code(), "no-backup");
        assert_eq!(names(&machine.path(folder)), [""; 0], "{folder}");
        machine.install(&file, &["--as-root"]).exits(0);
        assert_eq!(certificates(&file).len(), 3);
    }
    assert_eq!(owner(&machine.path("theirs/root.crt")), (OTHER, 0o644), "it is the folder's owner's");
    assert_eq!(owner(&machine.path("sticky/root.crt")), (0, 0o644));
}

#[test]
fn what_only_root_may_write_is_not_refused() {
    let test = "folders of root";
    let (Some(machine), Some(setfacl)) = (Machine::new(test), need(test, "setfacl")) else { return };
    machine.make("plain", 0, 0o755);
    machine.make("root-group", 0, 0o775);
    let masked = machine.make("masked", 0, 0o755);
    run(&setfacl, &["-m", "u:nobody:rwx,m:r-x", text(&masked)]);
    run(&setfacl, &["-m", "u:nobody:r-x", text(&machine.make("readable", 0, 0o755))]);
    for folder in ["plain", "root-group", "masked", "readable"] {
        machine.install(&machine.path(folder).join("root.crt"), &[]).exits(0);
    }
}

#[test]
fn nobody_installs_into_the_home_of_another_user_by_mistake() {
    let Some(machine) = Machine::new("another user's home") else { return };
    let home = machine.make("home", OTHER, 0o755);
    for arguments in
        [&["install", "--offline", "--json"][..], &["install", "--offline", "--json", "--dry-run"]]
    {
        let answer = machine.root(&home, arguments).exits(2);
        assert_eq!(answer.error_code(), "unsafe-folder");
        assert!(answer.stdout.contains("runuser -u nobody -- pgcerts install"), "{}", answer.stdout);
    }
    assert_eq!(names(&home), [""; 0]);
    // Nor does a neighbor, who may write there.
    let neighbor = machine.make("neighbor", 1234, 0o777);
    let answer = machine.other(&neighbor, &["install", "--offline", "--json"]).exits(2);
    assert_eq!(answer.error_code(), "unsafe-folder");
    assert_eq!(names(&neighbor), [""; 0]);

    machine.root(&home, &["install", "--offline", "--json", "--as-root"]).exits(0);
    assert_eq!(owner(&home.join(".postgresql")), (OTHER, 0o700));
    assert_eq!(owner(&home.join(".postgresql/root.crt")), (OTHER, 0o644));
    machine.other(&home, &["status", "-q"]).exits(0);
    machine.other(&home, &["install", "--offline", "--set", "azure-all"]).exits(0);
    machine.root(&home, &["rollback", "--json"]).exits(2);
    machine.root(&home, &["rollback", "--json", "--as-root"]).exits(0);
    assert_eq!(owner(&home.join(".postgresql/root.crt")), (OTHER, 0o644));
}

#[test]
fn a_file_that_another_user_made_where_everybody_may_becomes_roots() {
    let Some(machine) = Machine::new("a file made in advance") else { return };
    let sticky = machine.make("sticky", 0, 0o1777);
    let file = sticky.join("root.crt");
    plant(&file, "# mine\n");
    mode(&file, 0o666);
    let answer = machine.install(&file, &["--as-root"]).exits(0);
    assert_eq!(answer.warning_codes(), ["foreign-owner"]);
    assert_eq!(owner(&file), (0, 0o644));
    // A folder of root's alone has what root put there, whoever it was given to.
    let given = machine.make("plain", 0, 0o755).join("root.crt");
    plant(&given, "# for nobody\n");
    machine.install(&given, &[]).exits(0);
    assert_eq!(owner(&given), (OTHER, 0o644));
}
