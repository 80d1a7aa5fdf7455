//! What may lie at the path besides a plain file: folders, devices, pipes and links, and files and disks that
//! cannot be read or written.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::stat::Mode;

use super::stranger;
use crate::support::store::{azure, backups, install};
use crate::support::tools::need_that;
use crate::support::user::{Answer, User, answer};
use crate::support::{certificates, copy_program, names, program};

/// The error is `io`, and the folder holds nothing but `left`.
#[track_caller]
fn refused(user: &User, answer: Answer, left: &[&str]) {
    assert_eq!(answer.exits(2).error_code(), "io");
    assert_eq!(names(&user.folder()), left);
}

fn with_folder() -> User {
    let user = User::new();
    std::fs::create_dir(user.folder()).expect("the folder");
    user
}

fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[test]
fn a_folder_at_the_path_is_refused() {
    let user = User::new();
    std::fs::create_dir_all(user.root_crt()).unwrap();
    refused(&user, install(&user, &[]), &["root.crt"]);
    refused(&user, install(&user, &["--replace"]), &["root.crt"]);
}

#[test]
fn a_link_to_a_device_is_refused() {
    let user = with_folder();
    symlink("/dev/null", user.root_crt()).unwrap();
    refused(&user, install(&user, &[]), &["root.crt"]);
    assert!(user.root_crt().is_symlink());
    assert!(!Path::new("/dev/null").is_file());
}

#[test]
fn a_device_is_refused() {
    let user = with_folder();
    let device = nix::sys::stat::makedev(1, 3);
    let kind = nix::sys::stat::SFlag::S_IFCHR;
    let made = nix::sys::stat::mknod(&user.root_crt(), kind, Mode::from_bits_truncate(0o666), device).is_ok();
    if need_that("a_device_is_refused", "the right to make devices", made) {
        refused(&user, install(&user, &["--repair"]), &["root.crt"]);
    }
}

#[test]
fn a_pipe_is_refused_without_waiting_for_its_writer() {
    let user = with_folder();
    nix::unistd::mkfifo(&user.root_crt(), Mode::from_bits_truncate(0o600)).unwrap();
    let mut child =
        user.pgcerts().args(["install", "--offline", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    while child.try_wait().unwrap().is_none() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    refused(&user, Answer { code: output.status.code(), stdout, stderr: String::new() }, &["root.crt"]);
}

/// Runs the program without the rights of root.
struct Unprivileged {
    folder: tempfile::TempDir,
}

impl Unprivileged {
    /// Where root has a way to give its rights up; anyone else has nothing to give up.
    fn new(test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let this = Self { folder };
        if is_root() {
            set_permissions(this.folder.path(), Permissions::from_mode(0o755)).expect("a mode");
            copy_program(&this.program());
            let mut version = this.command();
            let able = version.arg("--version").stdout(Stdio::null()).status();
            if !need_that(test, "setpriv", able.is_ok_and(|status| status.success())) {
                return None;
            }
        }
        Some(this)
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("pgcerts")
    }

    fn command(&self) -> Command {
        if !is_root() {
            return Command::new(program());
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(self.program());
        command
    }

    fn install(&self, user: &User) -> Answer {
        set_permissions(user.home(), Permissions::from_mode(0o755)).expect("a mode");
        let dest = user.root_crt();
        answer(self.command().args(["install", "--offline", "--json", "--dest"]).arg(dest))
    }
}

#[test]
fn a_file_that_may_not_be_read_is_refused() {
    let Some(unprivileged) = Unprivileged::new("a_file_that_may_not_be_read_is_refused") else { return };
    let user = User::new();
    let old = stranger().pem();
    user.write_root_crt(&old);
    set_permissions(user.folder(), Permissions::from_mode(0o777)).unwrap();
    set_permissions(user.root_crt(), Permissions::from_mode(0o000)).unwrap();
    refused(&user, unprivileged.install(&user), &["root.crt"]);
    set_permissions(user.root_crt(), Permissions::from_mode(0o600)).unwrap();
    assert_eq!(std::fs::read_to_string(user.root_crt()).unwrap(), old);
}

#[test]
fn a_folder_that_may_not_be_written_is_refused() {
    let Some(unprivileged) = Unprivileged::new("a_folder_that_may_not_be_written_is_refused") else { return };
    let user = User::new();
    let old = stranger().pem();
    user.write_root_crt(&old);
    set_permissions(user.folder(), Permissions::from_mode(0o555)).unwrap();
    let answer = unprivileged.install(&user);
    set_permissions(user.folder(), Permissions::from_mode(0o755)).unwrap();
    refused(&user, answer, &["root.crt"]);
    assert_eq!(std::fs::read_to_string(user.root_crt()).unwrap(), old);
}

#[test]
fn a_folder_that_may_not_be_made_is_refused() {
    let Some(unprivileged) = Unprivileged::new("a_folder_that_may_not_be_made_is_refused") else { return };
    let user = with_folder();
    set_permissions(user.folder(), Permissions::from_mode(0o555)).unwrap();
    let dest = user.folder().join("deep/root.crt");
    set_permissions(user.home(), Permissions::from_mode(0o755)).unwrap();
    let answer = answer(unprivileged.command().args(["install", "--offline", "--json", "--dest"]).arg(dest));
    set_permissions(user.folder(), Permissions::from_mode(0o755)).unwrap();
    refused(&user, answer, &[]);
}

/// A small file system on a folder, gone with the value.
struct Disk(PathBuf);

impl Disk {
    fn mount(test: &str, folder: &Path) -> Option<Self> {
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs"])
            .arg(folder)
            .stderr(Stdio::null())
            .status();
        need_that(test, "the right to mount", mount.is_ok_and(|status| status.success()))
            .then(|| Self(folder.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_the_old_file_and_nothing_else() {
    let user = with_folder();
    let Some(_disk) = Disk::mount("a_full_disk_leaves_the_old_file_and_nothing_else", &user.folder()) else {
        return;
    };
    let old = stranger().pem();
    user.write_root_crt(&old);
    // None left, room for a part of the new file, room for the backup but not for the file.
    for free in [0, 4096, 8192] {
        let filler = user.folder().join("filler");
        std::fs::write(&filler, vec![0; 60 * 1024 - free]).unwrap();
        let answer = install(&user, &["--set", "azure-all"]).exits(2);
        assert!(answer.stdout.contains("make room"), "{}", answer.stdout);
        refused(&user, answer, &["filler", "root.crt"]);
        assert_eq!(std::fs::read_to_string(user.root_crt()).unwrap(), old);
        std::fs::remove_file(filler).unwrap();
    }
    install(&user, &["--set", "azure-all"]).exits(0);
}

#[test]
fn links_in_a_circle_are_refused() {
    let user = with_folder();
    symlink("other", user.root_crt()).unwrap();
    symlink("root.crt", user.folder().join("other")).unwrap();
    refused(&user, install(&user, &[]), &["other", "root.crt"]);
    assert!(user.root_crt().is_symlink());
}

#[test]
fn the_target_of_a_dangling_link_is_created() {
    let user = with_folder();
    symlink("../shared/roots.pem", user.root_crt()).unwrap();
    let json = install(&user, &[]).exits(0).json();
    assert_eq!(json["action"], "create");
    assert!(user.root_crt().is_symlink());
    assert_eq!(certificates(&user.path("shared/roots.pem")), azure());
    assert_eq!(names(&user.path("shared")), ["roots.pem"]);
}

#[test]
fn links_are_followed_each_from_its_own_folder() {
    let user = User::new();
    for folder in ["conf/deep", "links", "files", "elsewhere"] {
        std::fs::create_dir_all(user.path(folder)).unwrap();
    }
    symlink("../../links/second", user.path("conf/deep/root.crt")).unwrap();
    symlink("../files/real.pem", user.path("links/second")).unwrap();
    let old = stranger().pem();
    std::fs::write(user.path("files/real.pem"), &old).unwrap();
    let mut command = user.pgcerts();
    command.current_dir(user.path("elsewhere"));
    command.args(["install", "--offline", "--json", "--dest", "../conf/deep/root.crt"]);
    let json = answer(&mut command).exits(0).json();
    assert_eq!((&json["path"], &json["action"]), (&"../conf/deep/root.crt".into(), &"append".into()));
    let target = user.path("elsewhere").join(json["target"].as_str().unwrap());
    assert_eq!(target.canonicalize().unwrap(), user.path("files/real.pem").canonicalize().unwrap());
    assert!(user.path("conf/deep/root.crt").is_symlink() && user.path("links/second").is_symlink());
    assert!(std::fs::read_to_string(user.path("files/real.pem")).unwrap().starts_with(&old));
    let backups = backups(&user.path("files"));
    assert_eq!(backups.len(), 1);
    assert!(backups[0].file_name().unwrap().to_str().unwrap().starts_with("real.pem.2"));
    for folder in ["conf/deep", "links"] {
        assert_eq!(names(&user.path(folder)).len(), 1);
    }
    assert_eq!(names(&user.path("elsewhere")), [""; 0]);
}

#[test]
fn a_hard_link_keeps_the_old_file_under_its_other_name() {
    let user = User::new();
    let old = stranger().pem();
    user.write_root_crt(&old);
    std::fs::hard_link(user.root_crt(), user.path("other")).unwrap();
    let answer = install(&user, &[]).exits(0);
    assert!(answer.warning_codes().contains(&"hard-link".to_owned()), "{}", answer.stdout);
    assert_eq!(std::fs::read_to_string(user.path("other")).unwrap(), old);
    assert_eq!(certificates(&user.root_crt()).len(), 4);
    assert_ne!(
        std::fs::metadata(user.root_crt()).unwrap().ino(),
        std::fs::metadata(user.path("other")).unwrap().ino()
    );
    let again = install(&user, &[]).exits(0);
    assert!(!again.warning_codes().contains(&"hard-link".to_owned()), "{}", again.stdout);
}

#[test]
fn a_file_larger_than_memory_is_refused() {
    let user = with_folder();
    std::fs::File::create(user.root_crt()).unwrap().set_len(4 << 40).unwrap();
    refused(&user, install(&user, &[]), &["root.crt"]);
    user.run(["env", "--shell", "sh"]).exits(0);
    assert_eq!(
        user.run(["status", "--json"]).exits(2).error_code(),
        "io",
        "no judgment is better than a guess"
    );
}

#[test]
fn a_dry_run_fails_where_the_run_would() {
    let user = User::new();
    std::fs::write(user.path("file"), "").unwrap();
    for dest in ["folder/", "file/root.crt", "."] {
        let dry = install(&user, &["--dry-run", "--dest", dest]);
        assert_eq!(dry.exits(2).error_code(), "io", "{dest}");
        assert_eq!(install(&user, &["--dest", dest]).exits(2).error_code(), "io", "{dest}");
    }
}

#[test]
fn on_a_file_system_that_cannot_be_written_a_run_with_nothing_to_do_is_well() {
    let user = with_folder();
    let Some(_disk) = Disk::mount("a read-only file system", &user.folder()) else { return };
    install(&user, &[]).exits(0);
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(user.folder()).status();
    assert!(remounted.expect("mount").success());
    assert_eq!(install(&user, &[]).exits(0).json()["action"], "none");
    let answer = install(&user, &["--set", "azure-all"]).exits(2);
    assert!(answer.stdout.contains("Read-only file system"), "{}", answer.stdout);
    assert_eq!(install(&user, &["--set", "azure-all", "--dry-run"]).exits(2).error_code(), "io");
}
