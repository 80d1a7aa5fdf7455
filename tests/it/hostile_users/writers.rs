//! `status` says who else may change the file: by its mode, its list, its owner, or a folder above.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::{Machine, OTHER, mode, run, text};
use crate::support::tools::need;
use crate::support::user::{Answer, answer};

const DAEMON: u32 = 1;

/// A store of root's, three folders deep.
fn store(machine: &Machine) -> std::path::PathBuf {
    let folder = machine.make("a", 0, 0o755).join("b");
    std::fs::create_dir(&folder).expect("a folder");
    mode(&folder, 0o755);
    let file = folder.join("root.crt");
    machine.install(&file, &[]).exits(0);
    file
}

fn status(machine: &Machine, file: &Path) -> Answer {
    machine.root(Path::new("/nonexistent"), &["status", "--json", "--dest", text(file)])
}

/// The severity and message of each finding.
fn writers(answer: &Answer) -> Vec<(String, String)> {
    let json = answer.json();
    let findings = json["findings"].as_array().expect("findings");
    let writable = findings.iter().filter(|finding| finding["code"] == "writable-by-others");
    let word = |finding: &serde_json::Value, field: &str| finding[field].as_str().expect("text").to_owned();
    writable.map(|finding| (word(finding, "severity"), word(finding, "message"))).collect()
}

#[test]
fn everybody_who_may_change_the_file_is_named_with_the_place() {
    let test = "who may write";
    let (Some(machine), Some(setfacl)) = (Machine::new(test), need(test, "setfacl")) else { return };
    let file = store(&machine);
    let (folder, above) = (machine.path("a/b"), machine.path("a"));
    assert_eq!(writers(&status(&machine, &file).exits(0)), []);
    for place in [&file, &folder, &above] {
        let usual = if place == &file { 0o644 } else { 0o755 };
        let case = |what: &str, severity: &str, named: &str, change: &dyn Fn(), undo: &dyn Fn()| {
            change();
            let answer = status(&machine, &file).exits(i32::from(severity == "error"));
            undo();
            let found = writers(&answer);
            assert_eq!(found.len(), 1, "{what} {place:?}: {found:?}");
            assert_eq!(found[0].0, severity, "{what} {place:?}");
            assert!(found[0].1.starts_with(named), "{what} {place:?}: {found:?}");
            assert!(found[0].1.contains(&format!("`{}`", text(place))), "{what} {place:?}: {found:?}");
            assert_eq!(writers(&status(&machine, &file).exits(0)), [], "{what} {place:?}: undone");
        };
        let usual_mode = || mode(place, usual);
        case("everybody", "error", "every user", &|| mode(place, usual | 0o002), &usual_mode);
        let in_group = || {
            chown(place, None, Some(100)).expect("a group");
            mode(place, usual | 0o020);
        };
        let undo = || {
            chown(place, None, Some(0)).expect("a group");
            mode(place, usual);
        };
        case("group", "warning", "group `users`", &in_group, &undo);
        let owner = |user: u32| chown(place, Some(user), None).expect("an owner");
        case("owner", "warning", "user `nobody`", &|| owner(OTHER), &|| owner(0));
        let list = |entry: &str| run(&setfacl, &["-m", entry, text(place)]);
        let remove = || {
            run(&setfacl, &["-b", text(place)]);
            mode(place, usual);
        };
        case("listed", "warning", "user `nobody`", &|| list("u:nobody:rwx"), &remove);
        case("listed group", "warning", "group `nogroup`", &|| list("g:nogroup:rwx"), &remove);
    }
}

#[test]
fn a_sticky_folder_protects_only_what_is_roots() {
    let Some(machine) = Machine::new("a sticky folder") else { return };
    let file = store(&machine);
    mode(&machine.path("a"), 0o1777);
    assert_eq!(writers(&status(&machine, &file).exits(0)), []);
    // Whose the folder below is can replace it.
    chown(machine.path("a/b"), Some(OTHER), None).expect("an owner");
    let found = writers(&status(&machine, &file).exits(1));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_folder_between_two_links_counts_too() {
    let Some(machine) = Machine::new("a folder between two links") else { return };
    let file = store(&machine);
    let open = machine.make("open", 0, 0o777);
    std::os::unix::fs::symlink(&file, open.join("second")).expect("a link");
    let first = machine.path("first");
    std::os::unix::fs::symlink(open.join("second"), &first).expect("a link");
    let found = writers(&status(&machine, &first).exits(1));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains(&format!("`{}`", text(&open))), "{found:?}");
}

#[test]
fn a_masked_right_and_a_group_of_the_owner_alone_are_no_rights_of_others() {
    let test = "rights that let nobody write";
    let (Some(machine), Some(setfacl)) = (Machine::new(test), need(test, "setfacl")) else { return };
    let file = store(&machine);
    run(&setfacl, &["-m", "u:nobody:rw-,m:r--", text(&file)]);
    assert_eq!(writers(&status(&machine, &file).exits(0)), []);
    run(&setfacl, &["-b", text(&file)]);
    mode(&file, 0o664);
    assert_eq!(writers(&status(&machine, &file).exits(0)), [], "root's group has root alone");
    // Debian's `daemon` has a group of its own.
    let home = machine.make("home", DAEMON, 0o775);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(machine.path("pgcerts"));
        command.uid(DAEMON).gid(DAEMON).env_clear().env("HOME", &home).current_dir(&home);
        answer(command.args(arguments)).exits(0)
    };
    run(&["install", "--offline"]);
    mode(&home.join(".postgresql/root.crt"), 0o664);
    assert_eq!(writers(&run(&["status", "--json"])), []);
}
