//! Locks and temporary files of others keep nobody from writing, or it is said whose they are.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Machine, OTHER, plant, plant_link, text};
use crate::support::store::install;
use crate::support::tools::need;
use crate::support::user::User;
use crate::support::{certificates, names};

/// A process of the other user that holds a lock on a folder until it is dropped.
struct Holder(Child);

impl Holder {
    fn new(flock: &Path, kind: &str, folder: &Path) -> Self {
        let mut command = Command::new(flock);
        command.args([kind, text(folder), "sh", "-c", "echo held; exec cat"]).uid(OTHER).gid(OTHER);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("flock");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert_eq!(line, "held\n");
        Self(child)
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn a_shared_lock_of_a_reader_is_not_waited_for() {
    let test = "a foreign shared lock";
    let (Some(machine), Some(flock)) = (Machine::new(test), need(test, "flock")) else { return };
    let folder = machine.make("folder", 0, 0o755);
    let _holder = Holder::new(&flock, "-s", &folder);
    let start = Instant::now();
    machine.install(&folder.join("root.crt"), &[]).exits(0);
    assert!(start.elapsed() < Duration::from_secs(20), "it waited");
    assert_eq!(certificates(&folder.join("root.crt")).len(), 3);
    machine.install(&folder.join("root.crt"), &["--set", "azure-all"]).exits(0);
    machine.rollback(&folder.join("root.crt"), &[]).exits(0);
    assert!(names(&folder).iter().all(|name| name.starts_with("root.crt")), "{:?}", names(&folder));
}

#[test]
fn runs_at_once_under_a_foreign_shared_lock_lose_nothing_of_each_other() {
    const RUNS: usize = 8;
    let test = "runs under a foreign shared lock";
    let (Some(machine), Some(flock)) = (Machine::new(test), need(test, "flock")) else { return };
    let folder = machine.make("folder", 0, 0o755);
    let file = folder.join("root.crt");
    let _holder = Holder::new(&flock, "-s", &folder);
    std::thread::scope(|scope| {
        for run in 0..RUNS {
            let (machine, file) = (&machine, &file);
            let set = if run % 2 == 0 { "azure-minimum" } else { "azure-all" };
            scope.spawn(move || machine.install(file, &["--set", set]).exits(0));
        }
    });
    assert_eq!(certificates(&file).len(), 7);
}

#[test]
fn a_run_that_waits_in_vain_says_for_whom() {
    let test = "a foreign lock that stays";
    let (Some(machine), Some(flock)) = (Machine::new(test), need(test, "flock")) else { return };
    let folder = machine.make("folder", 0, 0o755);
    let holder = Holder::new(&flock, "-x", &folder);
    let answer = machine.install(&folder.join("root.crt"), &[]).exits(2);
    assert_eq!(answer.error_code(), "io");
    // `flock` lets its command have the lock, which by now is another program in the same process.
    assert!(answer.stdout.contains("of user `nobody`"), "{}", answer.stdout);
    assert!(answer.stdout.contains(&holder.0.id().to_string()), "{}", answer.stdout);
    assert!(!answer.stdout.contains("another pgcerts"), "{}", answer.stdout);
    assert_eq!(names(&folder), [""; 0]);
}

#[test]
fn a_foreign_temporary_file_blocks_nobody_and_stays() {
    let Some(machine) = Machine::new("a planted temporary file") else { return };
    let victim = machine.path("victim");
    std::fs::write(&victim, "precious\n").expect("a file");
    let theirs = machine.make("theirs", OTHER, 0o777);
    let file = theirs.join("root.crt");
    for kind in ["folder", "link", "pipe"] {
        let planted = theirs.join(".pgcerts.tmp");
        match kind {
            "folder" => std::fs::create_dir(&planted).expect("a folder"),
            "link" => plant_link(&victim, &planted),
            _ => nix::unistd::mkfifo(&planted, nix::sys::stat::Mode::S_IRWXU).expect("a pipe"),
        }
        for set in ["azure", "azure-all"] {
            machine.install(&file, &["--as-root", "--set", set]).exits(0);
        }
        assert!(planted.symlink_metadata().is_ok(), "{kind}: it stays");
        let others = names(&theirs).into_iter().filter(|name| !name.starts_with("root.crt"));
        assert_eq!(others.collect::<Vec<_>>(), [".pgcerts.tmp"], "{kind}");
        let removed =
            if kind == "folder" { std::fs::remove_dir(&planted) } else { std::fs::remove_file(&planted) };
        removed.expect("its removal");
        std::fs::remove_file(&file).expect("its removal");
    }
    assert_eq!(std::fs::read_to_string(victim).expect("a file"), "precious\n");
    // What a killed run of anybody else left does not keep this user from writing either.
    let sticky = machine.make("sticky", 0, 0o1777);
    plant(&sticky.join("other"), "");
    std::fs::write(sticky.join(".pgcerts.tmp"), "root's").expect("a file");
    let theirs = sticky.join("root.crt");
    machine.other(machine.folder.path(), &["install", "--offline", "--dest", text(&theirs)]).exits(0);
    assert_eq!(std::fs::read(sticky.join(".pgcerts.tmp")).expect("a file"), b"root's");
}

#[test]
fn names_that_pgcerts_uses_itself_are_refused_and_long_ones_get_no_backup_by_halves() {
    let user = User::new();
    for name in [".pgcerts.tmp", ".pgcerts.1.tmp", ".pgcerts.lock"] {
        let answer = install(&user, &["--dest", name]).exits(2);
        assert!(answer.stdout.contains("pgcerts uses for itself"), "{}", answer.stdout);
    }
    for length in [200, 231, 232, 251, 255, 256] {
        let name = "x".repeat(length);
        let created = install(&user, &["--dest", &name, "--set", "azure-minimum"]);
        if length > 255 {
            created.exits(2);
            continue;
        }
        created.exits(0);
        let fits = length + ".20261128T000000.000Z.bak".len() <= 255;
        let answer = install(&user, &["--dest", &name]).exits(if fits { 0 } else { 2 });
        if !fits {
            assert!(answer.stdout.contains("--no-backup"), "{}", answer.stdout);
            assert_eq!(certificates(&user.path(&name)).len(), 2);
            install(&user, &["--dest", &name, "--no-backup"]).exits(0);
        }
        assert_eq!(certificates(&user.path(&name)).len(), 3, "{length}");
    }
}
