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
fn what_a_check_saves_goes_into_no_folder_of_another_user() {
    let Some(machine) = Machine::new("what check saves") else { return };
    let theirs = machine.make("theirs", OTHER, 0o755);
    let report = theirs.join("ticket.md");
    let answer =
        machine.root(&theirs, &["check", "--json", "127.0.0.1:1", "--report", text(&report)]).exits(2);
    assert_eq!(answer.error_code(), "unsafe-folder");
    assert!(answer.stdout.contains("runuser -u nobody -- pgcerts check"), "{}", answer.stdout);
    assert!(!answer.stdout.contains("--as-root"), "it has no such flag: {}", answer.stdout);
    assert_eq!(names(&theirs), [""; 0]);
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
fn a_folder_that_its_owner_puts_in_place_of_the_new_one_is_not_given_away() {
    let test = "a folder in place of the new one";
    let (Some(machine), Some(strace)) = (Machine::new(test), need(test, "strace")) else { return };
    let home = machine.make("home", OTHER, 0o755);
    let (secret, made) = (home.join("secret"), home.join(".postgresql"));
    std::fs::create_dir(&secret).expect("a folder");
    std::fs::write(secret.join("key"), "only root reads this").expect("a file");
    mode(&secret, 0o700);
    let mut command = std::process::Command::new(&strace);
    command.env_clear().env("HOME", &home).args(["-f", "-o", "/dev/null"]);
    command.args(["--trace=mkdirat", "--inject=mkdirat:delay_exit=6000000"]);
    command.arg(crate::support::program()).args(["install", "--offline", "--json", "--as-root"]);
    std::thread::scope(|scope| {
        let run = scope.spawn(|| crate::support::user::answer(&mut command));
        let start = std::time::Instant::now();
        while !made.exists() && start.elapsed().as_secs() < 20 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        std::fs::rename(&made, home.join("aside")).expect("the new folder");
        std::fs::rename(&secret, &made).expect("root's folder");
        run.join().expect("a run").exits(2);
    });
    assert_eq!(owner(&made), (0, 0o700), "root's folder stays root's");
    assert_eq!(names(&made), ["key"]);
}

#[test]
fn the_flag_for_root_is_nothing_for_anybody_else() {
    let Some(machine) = Machine::new("--as-root of another user") else { return };
    let home = machine.make("home", 1, 0o777);
    let answer = machine.other(&home, &["install", "--offline", "--json", "--as-root"]).exits(2);
    assert_eq!(answer.error_code(), "unsafe-folder");
    assert_eq!(names(&home), [""; 0]);
}

#[test]
fn a_folder_of_roots_in_the_home_of_another_user_is_refused_too() {
    let Some(machine) = Machine::new("root's folder in another user's home") else { return };
    let home = machine.make("home", OTHER, 0o755);
    std::fs::create_dir(home.join(".postgresql")).expect("a folder");
    mode(&home.join(".postgresql"), 0o700);
    for arguments in [&["--dry-run"][..], &[]] {
        let all: Vec<&str> = ["install", "--offline", "--json"].iter().chain(arguments).copied().collect();
        assert_eq!(machine.root(&home, &all).exits(2).error_code(), "unsafe-folder");
    }
    let refused = machine.root(&home, &["rollback", "--list"]).exits(2);
    assert!(refused.stderr.contains("there is no backup"), "{}", refused.stderr);
}

#[test]
fn what_is_put_beside_a_manifest_belongs_to_the_folders_owner() {
    let Some(machine) = Machine::new("a certificate beside a manifest") else { return };
    let theirs = machine.make("theirs", OTHER, 0o755);
    let pins = theirs.join("pins.json");
    let home = machine.folder.path();
    machine.root(home, &["pins", "export", text(&pins)]).exits(2);
    machine.root(home, &["pins", "export", "--as-root", text(&pins)]).exits(0);
    let authority = crate::support::authority::Authority::new("Team");
    let file = machine.path("team.crt");
    std::fs::write(&file, authority.der()).expect("a file");
    let sha256 = pgcerts::testing::Sha256::hash(authority.der()).to_string();
    let add = ["pins", "add", text(&pins), "--from", text(&file), "--id", "team", "--set", "azure"];
    let add: Vec<&str> = add.into_iter().chain(["--sha256", &sha256, "--as-root"]).collect();
    machine.root(home, &add).exits(0);
    for name in names(&theirs) {
        assert_eq!(owner(&theirs.join(&name)).0, OTHER, "{name}");
    }
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
    let backup = crate::support::store::backups(&sticky).pop().expect("a backup");
    assert_eq!(owner(&backup), (0, 0o644), "nor does the backup stay theirs");
    machine.rollback(&file, &["--as-root"]).exits(0);
    // What may still be open cannot be taken over in place.
    let other = sticky.join("other.crt");
    plant(&other, "# mine\n");
    let answer = machine.install(&other, &["--as-root", "--in-place"]).exits(2);
    assert_eq!(answer.error_code(), "unsafe-folder");
    assert_eq!(std::fs::read_to_string(&other).expect("a file"), "# mine\n");
    // A folder of root's alone has what root put there, whoever it was given to.
    let given = machine.make("plain", 0, 0o755).join("root.crt");
    plant(&given, "# for nobody\n");
    machine.install(&given, &[]).exits(0);
    assert_eq!(owner(&given), (OTHER, 0o644));
}
