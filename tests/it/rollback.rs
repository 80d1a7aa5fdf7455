//! `pgcerts rollback`: the way back to a backup, and from there.
#![cfg(unix)]

use std::fs::{Permissions, create_dir, read, remove_file, set_permissions, write};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::authority::Authority;
use crate::support::names;
use crate::support::store::backups;
use crate::support::tools::{need, need_that};
use crate::support::user::{Answer, User, answer};

/// What the user had before: no line of it is pgcerts' own.
fn old() -> String {
    format!("# ours, \u{fc}\r\n\n{}\n# the end, with no newline", Authority::new("Stranger").pem())
}

/// A user whose file was changed once; also the content before and after.
fn changed() -> (User, Vec<u8>, Vec<u8>) {
    let user = User::in_memory();
    let old = old().into_bytes();
    user.write_root_crt(&old);
    user.run(["install", "--offline", "-q"]).exits(0);
    let new = read(user.root_crt()).expect("root.crt");
    assert_ne!(old, new);
    (user, old, new)
}

fn rollback(user: &User, arguments: &[&str]) -> Answer {
    user.run(["rollback", "--json"].iter().chain(arguments))
}

fn content(user: &User) -> Vec<u8> {
    read(user.root_crt()).expect("root.crt")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn path_of(value: &Value) -> PathBuf {
    value.as_str().expect("a path").into()
}

/// A file that has the name of a backup made at this minute of a day long ago.
fn put_backup(user: &User, minute: u32, bytes: &[u8]) -> PathBuf {
    let path = user.folder().join(format!("root.crt.20200101T10{minute:02}00.000Z.bak"));
    write(&path, bytes).expect("a backup");
    path
}

#[test]
fn the_file_is_again_what_it_was_byte_for_byte_and_twice_brings_the_newer_back() {
    let (user, old, new) = changed();
    let first = backups(&user.folder());
    let json = rollback(&user, &[]).exits(0).json();
    assert_eq!(content(&user), old);
    assert_eq!((&json["command"], &json["schema"]), (&"rollback".into(), &1.into()));
    assert_eq!(path_of(&json["path"]), user.root_crt());
    assert_eq!(path_of(&json["restored"]), first[0]);
    let kept = path_of(&json["backup"]);
    assert_eq!(read(&kept).expect("a backup"), new);
    assert!(json.get("backups").is_none() && json.get("error").is_none(), "{json}");

    let json = rollback(&user, &[]).exits(0).json();
    assert_eq!(content(&user), new);
    assert_eq!(path_of(&json["restored"]), kept);
    rollback(&user, &[]).exits(0);
    assert_eq!(content(&user), old);
    assert_eq!(read(&first[0]).expect("the first backup"), old, "no backup is used up");
    assert_eq!(names(&user.folder()).len(), backups(&user.folder()).len() + 1, "nothing else is left");
}

#[test]
fn people_are_told_what_was_put_back_and_quiet_says_nothing() {
    let (user, ..) = changed();
    let backup = backups(&user.folder()).remove(0);
    let told = user.run(["rollback"]).exits(0);
    let (file, from) = (user.root_crt(), text(&backup));
    assert!(told.stdout.contains(&format!("restored {} from {from}", text(&file))), "{}", told.stdout);
    let kept = backups(&user.folder()).pop().expect("a backup");
    assert!(told.stdout.contains(text(&kept)) && told.stdout.contains("once more"), "{}", told.stdout);
    let quiet = user.run(["rollback", "-q"]).exits(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}

#[test]
fn the_list_names_the_newest_first_and_changes_nothing() {
    let (user, _, new) = changed();
    put_backup(&user, 2, b"two");
    put_backup(&user, 1, b"one");
    let mut expected = backups(&user.folder());
    expected.reverse();
    let json = rollback(&user, &["--list"]).exits(0).json();
    let listed: Vec<PathBuf> = json["backups"].as_array().expect("backups").iter().map(path_of).collect();
    assert_eq!(listed, expected);
    assert!(text(&listed[2]).contains("T100100"), "{listed:?}");
    assert_eq!((&json["restored"], &json["backup"]), (&Value::Null, &Value::Null));
    for arguments in [&["rollback", "--list"][..], &["rollback", "--list", "-q"]] {
        let lines: Vec<PathBuf> = user.run(arguments).exits(0).stdout.lines().map(PathBuf::from).collect();
        assert_eq!(lines, expected);
    }
    assert_eq!(content(&user), new);
    assert_eq!(backups(&user.folder()).len(), 3);
}

#[test]
fn an_empty_list_is_no_backup_and_makes_no_folder() {
    let user = User::in_memory();
    assert_eq!(rollback(&user, &["--list"]).exits(2).error_code(), "no-backup");
    assert_eq!(user.run(["rollback", "--list"]).exits(2).stdout, "");
    assert!(!user.folder().exists());
}

#[test]
fn to_puts_the_named_one_back() {
    let (user, _, new) = changed();
    let two = put_backup(&user, 2, b"two");
    put_backup(&user, 1, b"one");
    let json = rollback(&user, &["--to", text(&two)]).exits(0).json();
    assert_eq!(content(&user), b"two");
    assert_eq!(read(path_of(&json["backup"])).expect("a backup"), new);
    let relative = ".postgresql/root.crt.20200101T100100.000Z.bak";
    for spelling in [relative.to_owned(), format!("./{relative}")] {
        rollback(&user, &["--to", &spelling]).exits(0);
        assert_eq!(content(&user), b"one", "{spelling}");
    }
}

#[test]
fn to_refuses_what_is_no_backup_of_this_file() {
    let (user, _, new) = changed();
    write(user.folder().join("other.crt.20200101T100000.000Z.bak"), "other").expect("a file");
    write(user.path("root.crt.20200101T100000.000Z.bak"), "elsewhere").expect("a file");
    let before = names(&user.folder());
    for to in [
        ".postgresql/root.crt",
        ".postgresql/other.crt.20200101T100000.000Z.bak",
        "root.crt.20200101T100000.000Z.bak",
        ".postgresql/root.crt.20200101T100000.000Z.bak",
        "/etc/passwd",
        ".postgresql",
    ] {
        let answer = rollback(&user, &["--to", to]).exits(2);
        assert_eq!(answer.error_code(), "no-backup", "{to}");
        assert!(answer.json()["error"]["hint"].as_str().expect("a hint").contains("--list"));
    }
    assert_eq!((content(&user), names(&user.folder())), (new, before));
    for arguments in [&["--list", "--to", "x"][..], &["--to"], &["--to", ""], &["now"]] {
        assert_eq!(rollback(&user, arguments).exits(2).error_code(), "usage", "{arguments:?}");
    }
}

#[test]
fn without_a_backup_nothing_happens() {
    let user = User::in_memory();
    assert_eq!(rollback(&user, &[]).exits(2).error_code(), "no-backup");
    assert_eq!(rollback(&user, &["--to", "x"]).exits(2).error_code(), "no-backup");
    assert!(!user.folder().exists());
    user.run(["install", "--offline", "-q"]).exits(0);
    let new = content(&user);
    let answer = user.run(["rollback"]).exits(2);
    assert!(answer.stderr.contains(text(&user.root_crt())) && answer.stderr.contains("fix: "), "{answer:?}");
    assert_eq!((content(&user), names(&user.folder())), (new, vec!["root.crt".to_owned()]));
}

#[test]
fn names_that_only_look_like_backups_are_ignored() {
    let user = User::in_memory();
    user.write_root_crt("now");
    for name in [
        "root.crt.bak",
        "root.crt.20200101T100000Z.bak",
        "root.crt.20200101T100000.000Z",
        "root.crt.20200101T100000.000Z.bak~",
        "root.crt.20200101T100000.000Z.BAK",
        "root.crt.2020010AT100000.000Z.bak",
        "root.crt.\u{662}0200101T100000.000Z.bak",
        "xroot.crt.20200101T100000.000Z.bak",
        "root.crl.20200101T100000.000Z.bak",
        ".pgcerts.tmp",
    ] {
        write(user.folder().join(name), name).expect("a file");
    }
    assert_eq!(rollback(&user, &["--list"]).exits(2).error_code(), "no-backup");
    assert_eq!(rollback(&user, &[]).exits(2).error_code(), "no-backup");
    assert_eq!(content(&user), b"now");
}

#[test]
fn a_deleted_file_comes_back_with_the_mode_of_its_backup() {
    let (user, old, _) = changed();
    let backup = backups(&user.folder()).remove(0);
    set_permissions(&backup, Permissions::from_mode(0o600)).expect("a mode");
    remove_file(user.root_crt()).expect("its removal");
    let json = rollback(&user, &[]).exits(0).json();
    assert_eq!(json["backup"], Value::Null);
    assert_eq!(content(&user), old);
    assert_eq!(user.root_crt().metadata().expect("root.crt").mode() & 0o7777, 0o600);
    assert_eq!(backups(&user.folder()), [backup]);
}

#[test]
fn mode_and_owner_stay() {
    let (user, old, _) = changed();
    set_permissions(user.root_crt(), Permissions::from_mode(0o640)).expect("a mode");
    let owner = chown(user.root_crt(), Some(1234), Some(4321)).is_ok();
    need_that("the owner after a rollback", "the right to change owners", owner);
    let like = user.root_crt().metadata().expect("root.crt");
    let kept = path_of(&rollback(&user, &[]).exits(0).json()["backup"]);
    assert_eq!(content(&user), old);
    for path in [user.root_crt(), kept] {
        let now = path.metadata().expect("a file");
        assert_eq!((now.mode(), now.uid(), now.gid()), (like.mode(), like.uid(), like.gid()), "{path:?}");
    }
}

#[test]
fn behind_a_link_the_target_is_put_back_from_beside_it() {
    let user = User::in_memory();
    for folder in [user.folder(), user.path("shared")] {
        create_dir(folder).expect("a folder");
    }
    let old = old();
    write(user.path("shared/roots.pem"), &old).expect("a file");
    symlink("../shared/roots.pem", user.root_crt()).expect("a link");
    user.run(["install", "--offline", "-q"]).exits(0);
    let new = content(&user);
    rollback(&user, &[]).exits(0);
    assert_eq!(content(&user), old.as_bytes());
    assert!(user.root_crt().symlink_metadata().expect("a link").is_symlink());
    assert_eq!(names(&user.folder()), ["root.crt"]);
    // By the path of the list, and by the one that a shell completes.
    let listed = rollback(&user, &["--list"]).exits(0).json()["backups"].clone();
    let newest = path_of(&listed[0]);
    rollback(&user, &["--to", text(&newest)]).exits(0);
    assert_eq!(content(&user), new);
    rollback(&user, &[]).exits(0);
    let plain = Path::new("shared").join(newest.file_name().expect("a name"));
    rollback(&user, &["--to", text(&plain)]).exits(0);
    assert_eq!(content(&user), new);
}

#[test]
fn dest_has_backups_of_its_own() {
    let (user, _, new) = changed();
    let dest = ["--dest", "elsewhere/ca.crt"];
    assert_eq!(rollback(&user, &dest).exits(2).error_code(), "no-backup");
    create_dir(user.path("elsewhere")).expect("a folder");
    write(user.path("elsewhere/ca.crt"), old()).expect("a file");
    let before = read(user.path("elsewhere/ca.crt")).expect("a file");
    user.run(["install", "--offline", "-q"].iter().chain(&dest)).exits(0);
    let json = rollback(&user, &dest).exits(0).json();
    assert_eq!(json["path"], "elsewhere/ca.crt");
    assert!(path_of(&json["restored"]).starts_with("elsewhere"), "{json}");
    assert_eq!(read(user.path("elsewhere/ca.crt")).expect("a file"), before);
    // A name without a folder is one of the working directory.
    let mut command = user.pgcerts();
    command.current_dir(user.path("elsewhere")).args(["rollback", "--json", "--dest", "ca.crt"]);
    answer(&mut command).exits(0);
    assert_ne!(read(user.path("elsewhere/ca.crt")).expect("a file"), before);
    assert_eq!(content(&user), new);
}

#[test]
fn what_is_not_a_file_is_never_a_backup_and_blocks_none() {
    let (user, old, new) = changed();
    let at = |name: &str| user.folder().join(format!("root.crt.20200101T100000.00{name}Z.bak"));
    create_dir(at("0")).expect("a folder");
    nix::unistd::mkfifo(&at("1"), nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
    symlink(user.root_crt(), at("2")).expect("a link");
    for name in ["0", "1", "2"] {
        let answer = rollback(&user, &["--to", text(&at(name))]).exits(2);
        assert_eq!(answer.error_code(), "foreign-backup");
        assert_eq!(content(&user), new);
    }
    // Even for somebody who vouches for it, a folder or a pipe has no content.
    for name in ["0", "1"] {
        assert_eq!(rollback(&user, &["--force", "--to", text(&at(name))]).exits(2).error_code(), "io");
    }
    let answer = rollback(&user, &[]).exits(0);
    assert_eq!(answer.warning_codes(), ["foreign-backup"; 3]);
    assert_eq!(content(&user), old);
    assert!(!user.folder().join(".pgcerts.tmp").exists());
}

#[test]
fn a_root_crt_that_is_no_file_stays() {
    let user = User::in_memory();
    std::fs::create_dir_all(user.root_crt()).expect("a folder");
    put_backup(&user, 1, b"one");
    let before = names(&user.folder());
    let answer = rollback(&user, &[]).exits(2);
    assert_eq!(answer.error_code(), "io");
    assert!(answer.json()["error"]["message"].as_str().expect("a message").contains("is a folder"));
    assert_eq!(names(&user.folder()), before);
    std::fs::remove_dir(user.root_crt()).expect("its removal");
    nix::unistd::mkfifo(&user.root_crt(), nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
    assert_eq!(rollback(&user, &[]).exits(2).error_code(), "io");
    assert_eq!(names(&user.folder()), before);
}

#[test]
fn it_waits_for_whoever_holds_the_lock() {
    let Some(flock) = need("a rollback under a foreign lock", "flock") else { return };
    let (user, old, new) = changed();
    let mut holder = Command::new(flock);
    let mut holder = holder
        .arg(user.folder())
        .args(["sh", "-c", "echo held; read line"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("flock");
    let mut held = String::new();
    std::io::BufRead::read_line(
        &mut std::io::BufReader::new(holder.stdout.as_mut().expect("stdout")),
        &mut held,
    )
    .expect("a line");
    let mut waiting = user.pgcerts();
    let mut waiting = waiting.args(["rollback", "-q"]).spawn().expect("pgcerts");
    std::thread::sleep(Duration::from_millis(400));
    assert!(waiting.try_wait().expect("its state").is_none(), "it waits");
    assert_eq!(content(&user), new);
    // To look at the list takes no lock.
    rollback(&user, &["--list"]).exits(0);
    drop(holder.stdin.take());
    assert!(holder.wait().expect("an end").success() || !held.is_empty());
    assert!(waiting.wait().expect("an end").success());
    assert_eq!(content(&user), old);
}

#[test]
fn killed_at_any_moment_it_leaves_the_one_file_or_the_other() {
    const KILLS: u32 = 50;
    let (user, old, new) = changed();
    // As long as a run takes, found on the way: it grows with each kill and shrinks with each run that was faster.
    let mut window = Duration::from_millis(5);
    let mut kills = 0;
    for run in 0..20 * KILLS {
        let before = backups(&user.folder());
        let mut child = user.pgcerts();
        let mut child = child.args(["rollback", "-q"]).spawn().expect("pgcerts");
        std::thread::sleep(window * (run % 7) / 6);
        child.kill().expect("a kill");
        let killed = !child.wait().expect("an end").success();
        window = if killed { window * 11 / 10 } else { window * 2 / 3 };
        let now = content(&user);
        assert!(now == old || now == new, "run {run}: {}", String::from_utf8_lossy(&now));
        for backup in backups(&user.folder()).iter().filter(|backup| !before.contains(backup)) {
            let kept = read(backup).expect("a backup");
            assert!(kept == old || kept == new, "run {run}: {backup:?} is not whole");
        }
        kills += u32::from(killed);
        if kills == KILLS {
            break;
        }
    }
    assert_eq!(kills, KILLS);
    rollback(&user, &[]).exits(0);
    assert!(!user.folder().join(".pgcerts.tmp").exists(), "the next run clears up");
}

#[test]
fn a_file_that_pgcerts_made_has_no_backup_and_the_way_back_is_told() {
    let user = User::in_memory();
    let hint = || {
        let answer = rollback(&user, &[]).exits(2);
        assert_eq!(answer.error_code(), "no-backup");
        answer.json()["error"]["hint"].as_str().expect("a hint").to_owned()
    };
    assert!(!hint().contains("uninstall"), "there is nothing to remove");
    user.run(["install", "--offline", "-q"]).exits(0);
    assert!(hint().contains("use `pgcerts uninstall`"), "{}", hint());
    user.run(["uninstall"]).exits(0);
    assert!(!user.root_crt().exists());
}
