//! `pins add` with each system call failing in turn, and killed at each of them: a manifest never names a file that is
//! not there, and a run that fails leaves no file behind.
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::path::Path;

use super::{read, sha256};
use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::names;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};

/// A manifest in `team/` with one root, and the arguments that add another.
struct Scene {
    user: User,
    old: String,
    arguments: Vec<String>,
}

impl Scene {
    fn new() -> Self {
        let (first, new) = (Authority::new("First"), Authority::new("New"));
        let user = User::in_memory();
        std::fs::create_dir(user.path("team")).expect("a folder");
        std::fs::write(user.path("new.crt"), new.der()).expect("a file");
        let pins = manifest(&[first.pin("first", &[])]);
        let path = write_manifest(&user.path("team"), &pins, &[("first.crt", first.der())]);
        let arguments = "pins add team/pins.json --from new.crt --id new --set test --json --sha256";
        let arguments = arguments.split(' ').map(str::to_owned).chain([sha256(new.der())]).collect();
        Self { user, old: read(&path), arguments }
    }

    /// Adds the root under strace with this fault; everything is as at first before.
    fn add(&self, strace: &Path, fault: Option<&str>) -> Answer {
        let team = self.user.path("team");
        for name in names(&team).iter().filter(|name| *name != "first.crt") {
            std::fs::remove_file(team.join(name)).expect("a file less");
        }
        std::fs::write(team.join("pins.json"), &self.old).expect("the manifest");
        let mut command = self.user.command(strace);
        command.current_dir(self.user.home()).args(["-f", "-o", "trace"]).args(fault);
        command.arg(crate::support::program()).args(&self.arguments);
        answer(&mut command)
    }

    /// Every call of a run without faults once it has come to the manifest, as strace's options name it.
    fn calls(&self, strace: &Path) -> Vec<(String, usize)> {
        self.add(strace, None).exits(0);
        let (mut seen, mut calls) = (HashMap::new(), Vec::new());
        let trace = read(&self.user.path("trace"));
        let at_work = |line: &&str| line.contains("team/pins.json") && !line.contains("execve(");
        let first = trace.lines().position(|line| at_work(&line)).expect("work on the manifest");
        for (number, line) in trace.lines().enumerate() {
            let name = line.split_whitespace().nth(1).and_then(|call| call.split_once('('));
            let Some((name, _)) = name.filter(|(name, _)| name.chars().all(char::is_alphanumeric)) else {
                continue;
            };
            let nth = seen.entry(name.to_owned()).or_insert(0);
            *nth += 1;
            if number >= first {
                calls.push((name.to_owned(), *nth));
            }
        }
        calls
    }

    /// Whether the root is in the manifest, which is whole, and its certificate beside it then.
    #[track_caller]
    fn is_added(&self, fault: &str) -> bool {
        let text = read(&self.user.path("team/pins.json"));
        let listed = ["pins", "verify", "--offline", "--strict", "--pins", "team/pins.json"];
        self.user.run(listed).exits(0);
        assert!(text == self.old || text.contains("\"new.crt\""), "{fault}: {text}");
        text != self.old
    }
}

/// The calls that can fail in earnest.
const FALLIBLE: [&str; 12] = [
    "openat",
    "read",
    "write",
    "fsync",
    "rename",
    "renameat2",
    "fchmod",
    "fchown",
    "flock",
    "statx",
    "unlink",
    "readlink",
];

#[test]
fn a_call_that_fails_leaves_the_root_whole_or_nothing_of_it() {
    let Some(strace) = need("a failing `pins add`", "strace") else { return };
    let scene = Scene::new();
    let (mut refused, mut failed) = (0, 0);
    for (name, nth) in scene.calls(&strace).iter().filter(|(name, _)| FALLIBLE.contains(&name.as_str())) {
        let fault = format!("--inject={name}:error=EIO:when={nth}");
        let answer = scene.add(&strace, Some(&fault));
        let is_added = scene.is_added(&fault);
        let expected: &[&str] =
            if is_added { &["first.crt", "new.crt", "pins.json"] } else { &["first.crt", "pins.json"] };
        assert_eq!(names(&scene.user.path("team")), expected, "{fault}: {answer:?}");
        match answer.code {
            Some(0) => assert!(is_added, "{fault}"),
            _ if is_added => {
                failed += 1;
                let said = format!("{}{}", answer.stdout, answer.stderr);
                assert!(
                    said.contains("is in place") || said.contains("what was asked for is done"),
                    "{fault}: {said}"
                );
            }
            _ => refused += 1,
        }
    }
    assert!(refused > 10 && failed > 0, "only {refused} and {failed} faults had an effect");
}

#[test]
fn a_kill_at_any_call_is_mended_by_the_next_run() {
    let Some(strace) = need("a killed `pins add`", "strace") else { return };
    let scene = Scene::new();
    let (mut kills, mut strays) = (0, 0);
    for (name, nth) in scene.calls(&strace).iter().filter(|(name, _)| name != "exit_group") {
        let fault = format!("--inject={name}:signal=KILL:when={nth}");
        kills += usize::from(scene.add(&strace, Some(&fault)).code.is_none());
        let is_added = scene.is_added(&fault);
        strays += usize::from(!is_added && scene.user.path("team/new.crt").exists());
        scene.user.run(&scene.arguments).exits(0);
        assert!(scene.is_added(&fault), "{fault}");
        assert_eq!(names(&scene.user.path("team")), ["first.crt", "new.crt", "pins.json"], "{fault}");
    }
    assert!(kills > 20 && strays > 0, "only {kills} kills, {strays} of them between the two files");
}
