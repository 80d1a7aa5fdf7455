//! Runs at the same time lose nothing of each other, nor of what another program writes meanwhile.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use pgcerts::testing::BUNDLED;
use serde_json::Value;

use crate::support::authority::{Authority, manifest, write_manifest};
#[cfg(target_os = "linux")]
use crate::support::halted::Halted;
use crate::support::store::{azure, backups, install};
use crate::support::tools::need;
use crate::support::user::User;
use crate::support::{certificates, names};

const RUNS: usize = 50;
const AUTHORITIES: usize = 12;

/// An authority with a manifest of its own, in a folder of its own.
fn authority(user: &User, number: usize) -> (Authority, PathBuf) {
    let authority = Authority::new(&format!("Root {number}"));
    let folder = user.path(&format!("authority-{number}"));
    std::fs::create_dir(&folder).expect("a folder");
    let pins = manifest(&[authority.pin("root", &[])]);
    let path = write_manifest(&folder, &pins, &[("root.crt", authority.der())]);
    (authority, path)
}

/// Every root of the program.
fn azure_all() -> Vec<Vec<u8>> {
    BUNDLED[..7].iter().map(|(_, der)| der.to_vec()).collect()
}

/// The report of a run that ended well.
#[track_caller]
fn report(child: Child) -> Value {
    report_of(&child.wait_with_output().expect("an end"))
}

#[track_caller]
fn report_of(output: &Output) -> Value {
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "stdout: {stdout}\nstderr: {stderr}");
    serde_json::from_str(&stdout).expect("JSON")
}

/// Many runs with different sets; every root is in the file once, behind what was there.
fn all_at_once(user: &User, before: &[Vec<u8>]) {
    let authorities: Vec<(Authority, PathBuf)> =
        (0..AUTHORITIES).map(|number| authority(user, number)).collect();
    let command = |number: usize| {
        let mut command = user.pgcerts();
        command.args(["install", "--offline", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        match number % 5 {
            0 => command.args(["--set", "azure-minimum"]),
            1 => command.args(["--set", "azure-all"]),
            _ => command.arg("--pins").arg(&authorities[number % AUTHORITIES].1),
        };
        command
    };
    let children: Vec<Child> = (0..RUNS).map(|number| command(number).spawn().expect("a run")).collect();
    let reports: Vec<Value> = children.into_iter().map(report).collect();

    let there = certificates(&user.root_crt());
    let distinct: BTreeSet<Vec<u8>> = there.iter().cloned().collect();
    assert_eq!(distinct.len(), there.len(), "a root is there twice");
    let own = authorities.iter().map(|(authority, _)| authority.der().to_vec());
    let expected: BTreeSet<Vec<u8>> = before.iter().cloned().chain(own).chain(azure_all()).collect();
    assert!(distinct == expected, "{} certificates in place of {}", distinct.len(), expected.len());
    assert!(there.starts_with(before));

    let count = |action: &str| reports.iter().filter(|report| report["action"] == action).count();
    assert_eq!(count("create"), usize::from(before.is_empty()));
    let backups = backups(&user.folder());
    assert_eq!(backups.len(), count("append"));
    assert_eq!(names(&user.folder()).len(), backups.len() + 1, "{:?}", names(&user.folder()));
    // Each copy is whole: it is what some run left, and the next one only added to it.
    let mut sizes: Vec<u64> =
        backups.iter().map(|backup| std::fs::metadata(backup).expect("a backup").len()).collect();
    sizes.push(std::fs::metadata(user.root_crt()).expect("root.crt").len());
    let new = std::fs::read(user.root_crt()).expect("root.crt");
    assert!(backups.iter().all(|backup| new.starts_with(&std::fs::read(backup).expect("a backup"))));
    sizes.sort_unstable();
    sizes.dedup();
    assert_eq!(sizes.len(), backups.len() + 1, "two runs started from the same file");
}

#[test]
fn runs_at_once_create_one_file_with_the_roots_of_all() {
    all_at_once(&User::new(), &[]);
}

#[test]
fn runs_at_once_add_the_roots_of_all_to_a_file() {
    let user = User::new();
    let stranger = Authority::new("Stranger");
    user.write_root_crt(stranger.pem());
    all_at_once(&user, &[stranger.der().to_vec()]);
}

#[test]
fn runs_at_once_that_want_the_same_change_the_file_once() {
    let user = User::new();
    let runs = (0..20).map(|_| {
        let mut command = user.pgcerts();
        command.args(["install", "--offline", "--json"]).stdout(Stdio::piped()).spawn().expect("a run")
    });
    let children: Vec<Child> = runs.collect();
    let changes = children.into_iter().map(report).filter(|report| report["changed"] == true).count();
    assert_eq!(changes, 1);
    assert_eq!(certificates(&user.root_crt()), azure());
    assert_eq!(names(&user.folder()), ["root.crt"]);
}

/// Another process that holds the lock on a folder until its standard input ends.
fn hold(flock: &Path, folder: &Path) -> Child {
    hold_as(flock, "-x", folder)
}

fn hold_as(flock: &Path, kind: &str, folder: &Path) -> Child {
    let mut holder = Command::new(flock)
        .arg(kind)
        .arg(folder)
        .args(["sh", "-c", "echo held; exec cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("flock");
    let mut line = String::new();
    BufReader::new(holder.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    assert_eq!(line, "held\n");
    holder
}

#[test]
fn a_run_waits_for_the_lock_of_another_process_and_says_so() {
    let Some(flock) = need("a_run_waits_for_the_lock_of_another_process_and_says_so", "flock") else {
        return;
    };
    let user = User::new();
    std::fs::create_dir(user.folder()).unwrap();
    let mut holder = hold(&flock, &user.folder());

    let mut run = user.pgcerts();
    run.args(["install", "--offline", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = run.spawn().unwrap();
    let mut said = String::new();
    let start = Instant::now();
    BufReader::new(run.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains("waiting for another process that has locked the folder"), "{said}");
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert!(run.try_wait().unwrap().is_none());
    assert_eq!(names(&user.folder()), [""; 0]);

    drop(holder.stdin.take());
    assert!(holder.wait().unwrap().success());
    assert_eq!(report(run)["action"], "create");
    assert_eq!(install(&user, &[]).exits(0).json()["action"], "none");
    assert_eq!(names(&user.folder()), ["root.crt"]);
}

/// Where neither a folder nor another lock can be had, a lock file is used; here somebody put another thing in
/// its place, which blocks nobody.
#[cfg(target_os = "linux")]
fn beside_a_planted_lock_file(test: &str, plant: impl FnOnce(&Path)) {
    let Some(strace) = need(test, "strace") else { return };
    let user = User::new();
    std::fs::create_dir(user.folder()).expect("the folder");
    plant(&user.folder().join(".pgcerts.lock"));
    let start = Instant::now();
    let mut command = user.command(strace);
    let inject = ["-f", "-o", "/dev/null", "--trace=flock", "--inject=flock:error=ENOLCK:when=1"];
    command.args(inject).arg(crate::support::program()).args(["install", "--offline", "--json"]);
    let answer = crate::support::user::answer(&mut command).exits(0);
    assert!(answer.warning_codes().contains(&"no-lock".to_owned()), "{}", answer.stdout);
    assert!(start.elapsed() < Duration::from_secs(20), "it waited");
    assert_eq!(names(&user.folder()), [".pgcerts.lock", "root.crt"]);
    assert_eq!(names(user.home()), [".postgresql"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_link_in_place_of_the_lock_file_is_not_followed() {
    beside_a_planted_lock_file("a planted link", |path| {
        std::os::unix::fs::symlink("../elsewhere", path).unwrap();
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_pipe_in_place_of_the_lock_file_is_not_waited_for() {
    beside_a_planted_lock_file("a planted pipe", |path| {
        nix::unistd::mkfifo(path, nix::sys::stat::Mode::S_IRWXU).unwrap();
    });
}

#[cfg(target_os = "linux")]
const INSTALL: [&str; 3] = ["install", "--offline", "--json"];

#[test]
#[cfg(target_os = "linux")]
fn what_another_program_does_to_the_file_before_it_is_replaced_is_not_lost() {
    const TEST: &str = "what_another_program_does_to_the_file_before_it_is_replaced_is_not_lost";
    let Some(strace) = need(TEST, "strace") else { return };
    let old = Authority::new("Stranger").pem();
    let foreign = Authority::new("Latecomer").pem();
    // What was there when the run read it, and what the other program leaves.
    for (before, after) in [(Some(&old), Some(&foreign)), (None, Some(&foreign)), (Some(&old), None)] {
        let user = User::new();
        std::fs::create_dir(user.folder()).expect("the folder");
        if let Some(old) = before {
            user.write_root_crt(old);
        }
        // A file that is replaced has its backup synced before.
        let nth = if before.is_some() { 2 } else { 1 };
        let mut run = Halted::behind(&strace, &user, "fsync", nth, &INSTALL);
        assert!(user.folder().join(".pgcerts.tmp").exists(), "the new file waits for its name");
        assert_eq!(backups(&user.folder()).len(), usize::from(before.is_some()));
        match after {
            Some(foreign) => user.write_root_crt(foreign),
            None => std::fs::remove_file(user.root_crt()).expect("it is gone"),
        }
        run.go_on();
        let answer = crate::support::user::Answer::of(run.ends()).exits(2);
        assert_eq!(answer.error_code(), "io");
        assert!(answer.stdout.contains("another program changed"), "{}", answer.stdout);
        assert_eq!(std::fs::read_to_string(user.root_crt()).ok().as_ref(), after);
        // Neither the temporary file nor a backup of what is no longer there.
        let left: &[&str] = if after.is_some() { &["root.crt"] } else { &[] };
        assert_eq!(names(&user.folder()), left);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn two_runs_that_hold_different_locks_put_no_unfinished_file_in_place() {
    const TEST: &str = "two_runs_that_hold_different_locks_put_no_unfinished_file_in_place";
    let (Some(strace), Some(flock)) = (need(TEST, "strace"), need(TEST, "flock")) else { return };
    let user = User::new();
    user.write_root_crt(Authority::new("Stranger").pem());
    // A reader's shared lock makes the first run take the lock file. Then the reader leaves.
    let mut reader = hold_as(&flock, "-s", &user.folder());
    let mut first = Halted::behind(&strace, &user, "fsync", 2, &INSTALL);
    drop(reader.stdin.take());
    assert!(reader.wait().expect("its end").success());
    install(&user, &["--set", "azure-all"]).exits(0);
    let second = std::fs::read(user.root_crt()).expect("root.crt");
    assert!(
        names(&user.folder()).contains(&".pgcerts.tmp".to_owned()),
        "the first one's file is not a leftover"
    );
    first.go_on();
    crate::support::user::Answer::of(first.ends()).exits(2);
    assert_eq!(std::fs::read(user.root_crt()).expect("root.crt"), second);
    assert!(
        names(&user.folder()).iter().all(|name| name.starts_with("root.crt")),
        "{:?}",
        names(&user.folder())
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_was_closed_to_others_before_it_is_replaced_stays_closed() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(strace) = need("a file that is closed meanwhile", "strace") else { return };
    let user = User::new();
    user.write_root_crt(Authority::new("Stranger").pem());
    let mut run = Halted::behind(&strace, &user, "fsync", 2, &INSTALL);
    std::fs::set_permissions(user.root_crt(), std::fs::Permissions::from_mode(0o600)).expect("a mode");
    run.go_on();
    crate::support::user::Answer::of(run.ends()).exits(2);
    let mode = std::fs::metadata(user.root_crt()).expect("root.crt").permissions().mode();
    assert_eq!((mode & 0o777, certificates(&user.root_crt()).len()), (0o600, 1));
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_was_replaced_while_its_lock_was_waited_for_is_locked_anew() {
    const TEST: &str = "a_folder_that_was_replaced_while_its_lock_was_waited_for_is_locked_anew";
    let (Some(strace), Some(flock)) = (need(TEST, "strace"), need(TEST, "flock")) else { return };
    let user = User::new();
    let gone = user.path("gone");
    std::fs::create_dir(user.folder()).expect("the folder");
    let mut run = Halted::behind(&strace, &user, "flock", 1, &INSTALL);
    std::fs::rename(user.folder(), &gone).expect("another name");
    std::fs::create_dir(user.folder()).expect("another folder");
    let mut holder = hold(&flock, &user.folder());

    // The lock on the old folder keeps nobody out of the new one, where another run is at work.
    let stderr = run.go_on().stderr.take().expect("what it says");
    let mut said = String::new();
    BufReader::new(stderr).read_line(&mut said).expect("a line");
    assert!(said.contains("waiting for another process that has locked the folder"), "{said}");
    assert_eq!(names(&user.folder()), [""; 0]);

    drop(holder.stdin.take());
    assert!(holder.wait().expect("its end").success());
    assert_eq!(report_of(&run.ends())["action"], "create");
    assert_eq!(names(&user.folder()), ["root.crt"]);
    assert_eq!(names(&gone), [""; 0]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_was_removed_while_its_lock_was_waited_for_is_made_anew() {
    const TEST: &str = "a_folder_that_was_removed_while_its_lock_was_waited_for_is_made_anew";
    let Some(strace) = need(TEST, "strace") else { return };
    let user = User::new();
    std::fs::create_dir(user.folder()).expect("the folder");
    let mut run = Halted::behind(&strace, &user, "flock", 1, &INSTALL);
    std::fs::remove_dir(user.folder()).expect("it is gone");
    run.go_on();
    assert_eq!(report_of(&run.ends())["action"], "create");
    assert_eq!(names(&user.folder()), ["root.crt"]);
}
