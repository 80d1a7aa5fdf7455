//! The file is replaced whole or not at all: with each system call failing in turn, and with the program killed
//! at each of them and at any time.
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::os::unix::fs::{MetadataExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::authority::Authority;
use crate::support::names;
use crate::support::store::backups;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};

/// The calls that can fail in earnest; which of them there are is up to the processor and the C library.
/// `fcntl` is not among them: the standard library checks a descriptor with it and ends the process.
const FALLIBLE: [&str; 33] = [
    "open",
    "openat",
    "read",
    "write",
    "lseek",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "fchmod",
    "fchmodat",
    "fchown",
    "fchownat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "flock",
    "statx",
    "newfstatat",
    "readlink",
    "readlinkat",
    "fstat",
    "faccessat",
    "faccessat2",
    "getdents64",
    "link",
    "linkat",
    "flistxattr",
    "fgetxattr",
    "fsetxattr",
    "fremovexattr",
];

const LEFTOVER: &str = ".pgcerts.tmp";

/// A link to a root.crt with a certificate in it, or to one whose folder is not there yet.
struct Scene {
    user: User,
    arguments: &'static [&'static str],
    old: Option<Vec<u8>>,
    new: Option<Vec<u8>>,
}

impl Scene {
    fn replacing() -> Self {
        Self::new(Some(format!("# ours\n{}", Authority::new("Stranger").pem()).into_bytes()))
    }

    fn creating() -> Self {
        Self::new(None)
    }

    /// A root.crt that `uninstall` leaves without a certificate.
    fn removing() -> Self {
        let old = Self::creating().new;
        Self::of_command(&["uninstall", "--json", "--set", "azure-all", "--dest", "link"], old)
    }

    fn new(old: Option<Vec<u8>>) -> Self {
        Self::of_command(&INSTALL, old)
    }

    fn of_command(arguments: &'static [&'static str], old: Option<Vec<u8>>) -> Self {
        let user = User::in_memory();
        symlink(".postgresql/root.crt", user.path("link")).expect("a link");
        let mut scene = Self { user, arguments, old, new: None };
        scene.reset();
        answer(&mut scene.command()).exits(0);
        scene.new = std::fs::read(scene.user.root_crt()).ok();
        scene
    }

    fn command(&self) -> Command {
        let mut command = self.user.pgcerts();
        command.args(self.arguments);
        command
    }

    /// The same under strace with these options, whose log is in the home.
    fn strace(&self, strace: &Path, options: &[String]) -> Answer {
        let mut command = self.user.command(strace);
        command.current_dir(self.user.home()).args(["-f", "-o", "trace"]);
        command.args(options).arg(crate::support::program()).args(self.arguments);
        answer(&mut command)
    }

    fn trace(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.user.path("trace")).expect("a trace")).into_owned()
    }

    fn reset(&self) {
        let _ = std::fs::remove_dir_all(self.user.folder());
        if let Some(old) = &self.old {
            self.user.write_root_crt(old);
            // Only root can; then keeping the owner is one more call that may fail.
            let _ = chown(self.user.root_crt(), Some(1234), Some(4321));
            // Not every file system has attributes; each one that there is takes more calls.
            let (file, flags) = (self.user.root_crt(), rustix::fs::XattrFlags::empty());
            let _ = rustix::fs::setxattr(&file, "user.origin", b"ours", flags);
        }
    }

    /// The file is the old one or the new one and its copies are whole. Tells whether it is the new one.
    #[track_caller]
    fn check_whole(&self, what: &str) -> bool {
        let now = std::fs::read(self.user.root_crt()).ok();
        assert!(self.user.path("link").is_symlink(), "{what}: the link was replaced");
        let is_new = now == self.new;
        if now.is_none() && self.old.is_some() {
            let saved =
                backups(&self.user.folder()).iter().any(|backup| std::fs::read(backup).ok() == self.old);
            assert!(saved, "{what}: the file went without a backup");
        }
        assert!(is_new || now == self.old, "{what}: neither the old file nor the new one");
        if !self.user.folder().exists() {
            return is_new;
        }
        for backup in backups(&self.user.folder()) {
            let bytes = std::fs::read(&backup).expect("a backup");
            assert!(Some(bytes) == self.old, "{what}: a backup that is not the old file");
        }
        if let Ok(metadata) = std::fs::metadata(self.user.root_crt())
            && self.old.is_some()
            && nix::unistd::geteuid().is_root()
        {
            assert_eq!(
                (metadata.uid(), metadata.gid(), metadata.mode() & 0o777),
                (1234, 4321, 0o644),
                "{what}"
            );
        }
        is_new
    }

    /// Nothing but the file and its copies is in the folder.
    #[track_caller]
    fn check_tidy(&self, what: &str) {
        if !self.user.folder().exists() {
            return;
        }
        let there = names(&self.user.folder());
        assert!(there.iter().all(|name| name.starts_with("root.crt")), "{what}: {there:?}");
        assert!(!there.is_empty(), "{what}: an empty folder was left");
    }

    /// What holds after a run in which one call failed.
    #[track_caller]
    fn check_after_failure(&self, what: &str, answer: &Answer) {
        let is_new = self.check_whole(what);
        self.check_tidy(what);
        let said = format!("{}{}", answer.stdout, answer.stderr);
        match answer.code {
            Some(0) => assert!(is_new, "{what}: exit 0 without the roots"),
            Some(2) if is_new => assert!(
                said.contains("is in place")
                    || said.contains("is removed")
                    || said.contains("what was asked for is done"),
                "{what}: the message does not say that the file is new: {said}"
            ),
            // The dynamic loader and the runtime end the process in ways of their own.
            _ => {
                assert!(!is_new, "{what}: ended with {:?}: {said}", answer.code);
                let folder = self.user.folder();
                assert!(!folder.exists() || backups(&folder).is_empty(), "{what}: a backup was left");
            }
        }
    }

    /// The next run ends well and leaves the new file and whole copies alone.
    #[track_caller]
    fn check_recovery(&self, what: &str) {
        answer(&mut self.command()).exits(0);
        assert!(self.check_whole(what), "{what}: the next run did not change the file");
        if self.new.is_none() {
            // Only a run that finds or makes a file removes what a killed one left.
            answer(self.user.pgcerts().args(INSTALL)).exits(0);
        }
        self.check_tidy(what);
    }

    /// Every system call of a run without faults, by name and how many of that name came before it.
    fn calls(&self, strace: &Path) -> Vec<Call> {
        self.reset();
        self.strace(strace, &[]).exits(0);
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut own = false;
        let mut calls = Vec::new();
        for line in self.trace().lines() {
            own |= line.contains("\"link\"") && !line.contains("execve(");
            let Some(name) = line.split_whitespace().nth(1).and_then(|call| call.split('(').next()) else {
                continue;
            };
            if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                let nth = seen.entry(name.to_owned()).or_default();
                *nth += 1;
                calls.push(Call { name: name.to_owned(), nth: *nth, own });
            }
        }
        assert!(own, "the trace shows no work on the file");
        calls
    }
}

const INSTALL: [&str; 7] = ["install", "--offline", "--json", "--set", "azure-all", "--dest", "link"];

struct Call {
    name: String,
    nth: usize,
    /// It belongs to the work on the file, not to the start of the process.
    own: bool,
}

impl Call {
    fn inject(&self, what: &str) -> String {
        format!("--inject={}:{what}:when={}", self.name, self.nth)
    }
}

fn strace(test: &str) -> Option<PathBuf> {
    need(test, "strace")
}

/// Each call that can fail does so once.
fn every_call_fails(strace: &Path, scene: &Scene) {
    let mut failed = 0;
    for call in scene.calls(strace).iter().filter(|call| FALLIBLE.contains(&call.name.as_str())) {
        let errors: &[&str] =
            if call.own && call.name == "write" { &["error=EIO", "error=ENOSPC"] } else { &["error=EIO"] };
        for error in errors {
            scene.reset();
            let what = call.inject(error);
            let answer = scene.strace(strace, std::slice::from_ref(&what));
            scene.check_after_failure(&what, &answer);
            // Runs differ by a read or two of what the system tells of the process.
            let happened = scene.trace().contains("(INJECTED)");
            failed += usize::from(happened && call.own && answer.code == Some(2));
        }
    }
    assert!(failed > 10, "only {failed} failing calls had an effect");
}

/// The program is killed at each call of its work on the file.
fn every_call_kills(strace: &Path, scene: &Scene) {
    let (mut kills, mut leftovers) = (0, 0);
    for call in scene.calls(strace).iter().filter(|call| call.own && call.name != "exit_group") {
        scene.reset();
        let what = call.inject("signal=KILL");
        let answer = scene.strace(strace, std::slice::from_ref(&what));
        kills += usize::from(answer.code.is_none());
        scene.check_whole(&what);
        leftovers += usize::from(scene.user.folder().join(LEFTOVER).exists());
        scene.check_recovery(&what);
    }
    assert!(kills > 20, "only {kills} kills happened");
    assert!(leftovers > 0, "no kill came between writing and renaming");
}

#[test]
fn a_failing_call_leaves_the_old_file_or_the_new_one() {
    let Some(strace) = strace("a_failing_call_leaves_the_old_file_or_the_new_one") else { return };
    every_call_fails(&strace, &Scene::replacing());
}

#[test]
fn a_failing_call_leaves_no_file_or_the_new_one() {
    let Some(strace) = strace("a_failing_call_leaves_no_file_or_the_new_one") else { return };
    every_call_fails(&strace, &Scene::creating());
}

#[test]
fn a_kill_at_any_call_leaves_the_old_file_or_the_new_one() {
    let Some(strace) = strace("a_kill_at_any_call_leaves_the_old_file_or_the_new_one") else { return };
    every_call_kills(&strace, &Scene::replacing());
}

#[test]
fn a_kill_at_any_call_leaves_the_old_keystore_or_the_new_one() {
    let test = "a_kill_at_any_call_leaves_the_old_keystore_or_the_new_one";
    let Some(strace) = strace(test) else { return };
    let user = User::in_memory();
    let make = ["install", "--offline", "--set", "azure-minimum", "--dest", "old.jks"];
    user.run(make).exits(0);
    let old = std::fs::read(user.path("old.jks")).expect("a keystore");
    every_call_kills(&strace, &Scene::of_command(&INSTALL, Some(old)));
}

#[test]
fn a_kill_at_any_call_leaves_no_file_or_the_new_one() {
    let Some(strace) = strace("a_kill_at_any_call_leaves_no_file_or_the_new_one") else { return };
    every_call_kills(&strace, &Scene::creating());
}

#[test]
fn a_failing_call_of_a_removal_leaves_the_file_or_its_backup() {
    let Some(strace) = strace("a_failing_call_of_a_removal_leaves_the_file_or_its_backup") else { return };
    every_call_fails(&strace, &Scene::removing());
}

#[test]
fn a_kill_at_any_call_of_a_removal_leaves_the_file_or_its_backup() {
    let Some(strace) = strace("a_kill_at_any_call_of_a_removal_leaves_the_file_or_its_backup") else {
        return;
    };
    every_call_kills(&strace, &Scene::removing());
}

#[test]
fn what_is_renamed_is_on_the_disk_and_then_the_folder_is() {
    let Some(strace) = strace("what_is_renamed_is_on_the_disk_and_then_the_folder_is") else { return };
    let scene = Scene::replacing();
    let calls = scene.calls(&strace);
    let work: Vec<&str> = calls
        .iter()
        .filter(|call| call.own)
        .map(|call| if call.name.starts_with("rename") { "rename" } else { call.name.as_str() })
        .filter(|name| ["fsync", "rename"].contains(name))
        .collect();
    // The backup, the file, which takes a name for the swap first, the folder.
    assert_eq!(work, ["fsync", "rename", "fsync", "rename", "rename", "fsync"]);
}

#[test]
fn a_failing_sync_of_the_folder_says_that_the_new_file_is_in_place() {
    let Some(strace) = strace("a_failing_sync_of_the_folder_says_that_the_new_file_is_in_place") else {
        return;
    };
    let scene = Scene::replacing();
    let calls = scene.calls(&strace);
    let last = calls.iter().rfind(|call| call.name == "fsync").unwrap();
    scene.reset();
    let answer = scene.strace(&strace, &[last.inject("error=EIO")]).exits(2);
    assert_eq!(answer.error_code(), "io");
    assert!(answer.stdout.contains("is in place"), "{}", answer.stdout);
    assert!(scene.check_whole("fsync"));
    assert_eq!(backups(&scene.user.folder()).len(), 1);
}

#[test]
fn a_folder_that_cannot_be_locked_is_locked_by_a_file_that_goes_again() {
    let Some(strace) = strace("a_folder_that_cannot_be_locked_is_locked_by_a_file_that_goes_again") else {
        return;
    };
    for scene in [Scene::replacing(), Scene::creating()] {
        for error in ["ENOLCK", "EBADF", "EOPNOTSUPP"] {
            scene.reset();
            scene.strace(&strace, &[format!("--inject=flock:error={error}:when=1")]).exits(0);
            assert!(scene.trace().contains(".pgcerts.lock"), "no lock file");
            assert!(scene.check_whole(error));
            scene.check_tidy(error);
        }
    }
}

#[test]
fn where_nothing_can_be_locked_the_file_is_written_with_a_warning() {
    let Some(strace) = strace("where_nothing_can_be_locked_the_file_is_written_with_a_warning") else {
        return;
    };
    for scene in [Scene::replacing(), Scene::creating()] {
        scene.reset();
        let answer = scene.strace(&strace, &["--inject=flock:error=ENOLCK".to_owned()]).exits(0);
        assert!(answer.warning_codes().contains(&"no-lock".to_owned()), "{}", answer.stdout);
        assert!(scene.check_whole("flock"), "the new file");
        scene.check_tidy("flock");
    }
}

#[test]
fn a_file_system_that_cannot_swap_names_gets_the_new_file_by_a_rename() {
    let test = "a_file_system_that_cannot_swap_names_gets_the_new_file_by_a_rename";
    let Some(strace) = strace(test) else { return };
    for scene in [Scene::replacing(), Scene::creating()] {
        for missing in [&["renameat2"][..], &["renameat2", "linkat"]] {
            for error in ["EINVAL", "ENOSYS", "EOPNOTSUPP"] {
                scene.reset();
                let faults: Vec<String> =
                    missing.iter().map(|call| format!("--inject={call}:error={error}")).collect();
                scene.strace(&strace, &faults).exits(0);
                assert!(scene.check_whole(error), "{missing:?}: the new file");
                scene.check_tidy(error);
                let expected = usize::from(scene.old.is_some());
                assert_eq!(backups(&scene.user.folder()).len(), expected, "{missing:?}");
            }
        }
    }
}

#[test]
fn a_file_that_is_written_into_keeps_its_backup_until_it_is_whole_again() {
    let test = "a_file_that_is_written_into_keeps_its_backup_until_it_is_whole_again";
    let Some(strace) = strace(test) else { return };
    let scene = Scene::replacing();
    let in_place = |faults: &[&str]| {
        scene.reset();
        let mut command = scene.user.command(&strace);
        command.current_dir(scene.user.home()).args(["-f", "-o", "trace"]).args(faults);
        answer(command.arg(crate::support::program()).args(INSTALL).arg("--in-place"))
    };
    in_place(&[]).exits(0);
    assert!(scene.check_whole("in place"), "the new file");
    assert_eq!(backups(&scene.user.folder()).len(), 1);
    // Once it fails, and the old content comes back; twice, and only the backup has it.
    in_place(&["--inject=ftruncate:error=EIO:when=1"]).exits(2);
    assert!(!scene.check_whole("a fault"), "the old file");
    assert!(backups(&scene.user.folder()).is_empty());
    let failed = in_place(&["--inject=ftruncate:error=EIO"]).exits(2);
    let backup = backups(&scene.user.folder()).pop().expect("a backup");
    assert_eq!(std::fs::read(&backup).ok(), scene.old);
    assert!(failed.stdout.contains("half written"), "{}", failed.stdout);
    assert!(failed.stdout.contains(backup.file_name().expect("a name").to_str().expect("UTF-8")));
}

#[test]
fn a_kill_at_any_call_of_a_write_into_the_file_leaves_the_old_content_in_it_or_in_a_backup() {
    let test = "a_kill_at_any_call_of_a_write_into_the_file_leaves_the_old_content";
    let Some(strace) = strace(test) else { return };
    let scene = Scene::replacing();
    let in_place = |faults: &[String]| {
        scene.reset();
        let mut command = scene.user.command(&strace);
        command.current_dir(scene.user.home()).args(["-f", "-o", "trace"]).args(faults);
        answer(command.arg(crate::support::program()).args(INSTALL).arg("--in-place"))
    };
    in_place(&[]).exits(0);
    let mut kills = 0;
    for call in ["openat", "fsync", "renameat2", "write", "ftruncate", "lseek", "fstat"] {
        for nth in 1..=12 {
            let what = format!("--inject={call}:signal=KILL:when={nth}");
            kills += usize::from(in_place(std::slice::from_ref(&what)).code.is_none());
            let now = std::fs::read(scene.user.root_crt()).ok();
            let saved: Vec<Option<Vec<u8>>> =
                backups(&scene.user.folder()).iter().map(|backup| std::fs::read(backup).ok()).collect();
            assert!(now == scene.old || saved.contains(&scene.old), "{what}: the old content is gone");
        }
    }
    assert!(kills > 10, "only {kills} kills happened");
}

#[test]
fn a_temporary_file_that_cannot_be_removed_costs_no_backup() {
    let Some(strace) = strace("a_temporary_file_that_cannot_be_removed_costs_no_backup") else { return };
    let scene = Scene::replacing();
    scene.reset();
    let failed = scene.strace(&strace, &["--inject=unlinkat:error=EIO".to_owned()]).exits(2);
    assert!(failed.stdout.contains("is in place"), "{}", failed.stdout);
    assert!(scene.check_whole("unlinkat"), "the new file");
    assert_eq!(backups(&scene.user.folder()).len(), 1);
    scene.check_recovery("unlinkat");
}

#[test]
fn what_a_killed_run_left_is_removed_unless_another_program_wrote_it() {
    let scene = Scene::replacing();
    scene.reset();
    let folder = scene.user.folder();
    let old = scene.old.clone().expect("an old file");
    let digest = &pgcerts::testing::Sha256::hash(&old).to_string()[..16];
    for (content, stays) in [(old.as_slice(), false), (b"# theirs\n", true)] {
        let left = folder.join(format!(".pgcerts.1.{digest}.tmp"));
        std::fs::write(&left, content).expect("a leftover");
        let inode = std::fs::metadata(&left).expect("a leftover").ino();
        let own = folder.join(format!(".pgcerts.{inode}.0011223344556677.tmp"));
        if !stays {
            // A new file that was never swapped has its own number.
            std::fs::rename(&left, &own).expect("another name");
            std::fs::write(&left, content).expect("a leftover");
        }
        let done = answer(&mut scene.command()).exits(0);
        assert!(!left.exists() && !own.exists(), "{:?}", names(&folder));
        assert_eq!(done.warning_codes().contains(&"recovered-file".to_owned()), stays, "{}", done.stdout);
        let kept = folder.join(format!("pgcerts-recovered.{inode}"));
        assert_eq!(std::fs::read(kept).ok().as_deref(), stays.then_some(content));
    }
}

#[test]
fn a_failure_under_the_lock_file_leaves_no_folder() {
    let Some(strace) = strace("a_failure_under_the_lock_file_leaves_no_folder") else { return };
    let scene = Scene::creating();
    scene.reset();
    let faults =
        ["--inject=flock:error=ENOLCK:when=1".to_owned(), "--inject=fsync:error=EIO:when=1".to_owned()];
    let answer = scene.strace(&strace, &faults).exits(2);
    scene.check_after_failure("flock and fsync", &answer);
    assert!(!scene.user.folder().exists());
}

#[test]
fn a_kill_at_any_time_leaves_the_old_file_or_the_new_one() {
    const KILLS: u32 = 200;
    let scene = Scene::replacing();
    scene.reset();
    let start = Instant::now();
    answer(&mut scene.command()).exits(0);
    let span = start.elapsed();
    let mut random: u64 = 20_261_124;
    for kill in 0..KILLS {
        scene.reset();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pause =
            span.mul_f64(f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX));
        let what = format!("kill {kill} after {pause:?}");
        let mut child = scene.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(pause.max(Duration::from_micros(1)));
        let _ = child.kill();
        child.wait().unwrap();
        scene.check_whole(&what);
        scene.check_recovery(&what);
    }
}
