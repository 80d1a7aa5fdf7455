//! Links of another user lead root nowhere, whether they are there before or appear meanwhile.

use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Machine, OTHER, plant, plant_link, text};
use crate::support::{certificates, names};

/// How often root runs while the other user swaps.
const RUNS: usize = 60;

#[test]
fn a_link_of_another_user_is_followed_nowhere_on_the_way() {
    let Some(machine) = Machine::new("links of another user") else { return };
    let theirs = machine.make("theirs", OTHER, 0o755);
    let system = machine.make("system", 0, 0o755);
    // The file, its folder, a folder above, and one that leads to a link of root's.
    plant_link(&system.join("made.crt"), &theirs.join("root.crt"));
    plant_link(&system, &theirs.join("folder"));
    symlink(theirs.join("folder"), machine.path("own-link")).expect("a link");
    for file in
        ["theirs/root.crt", "theirs/folder/root.crt", "theirs/folder/new/root.crt", "own-link/root.crt"]
    {
        for arguments in [&[][..], &["--as-root"], &["--dry-run"], &["--as-root", "--replace"]] {
            let answer = machine.install(&machine.path(file), arguments).exits(2);
            assert_eq!(answer.error_code(), "unsafe-folder", "{file} {arguments:?}");
        }
    }
    assert_eq!(names(&system), [""; 0]);
}

#[test]
fn links_of_root_and_of_oneself_are_followed() {
    let Some(machine) = Machine::new("links of root and of oneself") else { return };
    let real = machine.make("real", 0, 0o755);
    symlink("real", machine.path("link")).expect("a link");
    symlink("../real/roots.pem", real.join("root.crt")).expect("a link");
    let json = machine.install(&machine.path("link/root.crt"), &[]).exits(0).json();
    assert_eq!(json["action"], "create");
    assert_eq!(certificates(&real.join("roots.pem")).len(), 3);

    let home = machine.make("home", OTHER, 0o700);
    let shared = machine.make("shared", OTHER, 0o755);
    plant_link(&shared, &home.join(".postgresql"));
    machine.other(&home, &["install", "--offline"]).exits(0);
    assert_eq!(certificates(&shared.join("root.crt")).len(), 3);
}

#[test]
fn whoever_swaps_a_link_at_the_right_moment_gets_nothing_made_elsewhere() {
    let Some(machine) = Machine::new("a race with links") else { return };
    let theirs = machine.make("theirs", OTHER, 0o755);
    let system = machine.make("system", 0, 0o755);
    let file = theirs.join("folder/root.crt");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // What its owner can do with the folder, as fast as possible.
        scope.spawn(|| {
            let (folder, link) = (theirs.join("folder"), theirs.join("link"));
            plant_link(&system, &link);
            std::fs::create_dir(&folder).expect("a folder");
            std::os::unix::fs::chown(&folder, Some(OTHER), Some(OTHER)).expect("an owner");
            while !stop.load(Ordering::Relaxed) {
                let aside = theirs.join("aside");
                let _ = std::fs::rename(&folder, &aside);
                let _ = std::fs::rename(&link, &folder);
                let _ = std::fs::rename(&folder, &link);
                let _ = std::fs::rename(&aside, &folder);
            }
        });
        for run in 0..RUNS {
            let removed = if run % 2 == 0 { "--replace" } else { "--no-backup" };
            machine.install(&file, &["--as-root", removed]);
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(names(&system), [""; 0], "root wrote where the other user's link led");
}

#[test]
fn a_link_that_replaces_the_file_before_it_is_swapped_is_not_followed() {
    let Some(machine) = Machine::new("a link in place of the file") else { return };
    let theirs = machine.make("theirs", OTHER, 0o755);
    let secret = machine.path("secret");
    std::fs::write(&secret, "# only root knows\n").expect("a file");
    let file = theirs.join("root.crt");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (plain, link) = (theirs.join("plain"), theirs.join("link"));
            while !stop.load(Ordering::Relaxed) {
                plant(&plain, "# theirs\n");
                let _ = std::fs::rename(&plain, &file);
                let _ = std::fs::remove_file(&link);
                plant_link(&secret, &link);
                let _ = std::fs::rename(&link, &file);
            }
        });
        for _ in 0..RUNS {
            machine.install(&file, &["--as-root"]);
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(std::fs::read_to_string(&secret).expect("a file"), "# only root knows\n");
    for name in names(&theirs) {
        let content = std::fs::symlink_metadata(theirs.join(&name)).expect("an entry");
        let is_copy = content.is_file()
            && std::fs::read_to_string(theirs.join(&name)).is_ok_and(|copy| copy.contains("only root knows"));
        assert!(!is_copy, "{name} has the secret");
    }
}

#[test]
fn man_and_pins_export_write_through_no_link_and_wait_for_no_pipe() {
    let Some(machine) = Machine::new("links in place of pages") else { return };
    let victim = machine.path("victim");
    std::fs::write(&victim, "precious\n").expect("a file");
    for (number, name) in ["pgcerts.1", "pgcerts-install.1"].into_iter().enumerate() {
        let pages = machine.make(&format!("pages{number}"), 0, 0o755);
        symlink(&victim, pages.join(name)).expect("a link");
        let answer = machine.root(machine.folder.path(), &["man", "--json", text(&pages)]).exits(2);
        assert_eq!(answer.error_code(), "io");
    }
    let pages = machine.make("pages", 0, 0o755);
    nix::unistd::mkfifo(&pages.join("pgcerts-man.1"), nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
    machine.root(machine.folder.path(), &["man", text(&pages)]).exits(2);
    let theirs = machine.make("theirs", OTHER, 0o755);
    plant_link(&victim, &theirs.join("pins.json"));
    for arguments in [["man", text(&theirs), "--json"], ["pins", "export", text(&theirs.join("pins.json"))]] {
        machine.root(machine.folder.path(), &arguments).exits(2);
        let mut lifted = arguments.to_vec();
        lifted.push("--as-root");
        if arguments[0] == "pins" {
            machine.root(machine.folder.path(), &lifted).exits(2);
        }
    }
    assert_eq!(std::fs::read_to_string(victim).expect("a file"), "precious\n");
}
