//! Whoever could not write or read the file before cannot afterwards, and nothing that was attached to it is lost.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{XattrFlags, getxattr, setxattr};

use super::{Machine, OTHER, mode, run, text};
use crate::support::names;
use crate::support::program;
use crate::support::store::backups;
use crate::support::tools::need;
use crate::support::user::answer;

fn bits(path: &Path) -> u32 {
    std::fs::metadata(path).expect("a file").mode() & 0o7777
}

/// The access control list, as `getfacl` prints it.
fn list(path: &Path) -> String {
    let output = Command::new("getfacl").args(["-cpE", text(path)]).output().expect("getfacl");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn attribute(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut value = Vec::with_capacity(1 << 10);
    getxattr(path, name, rustix::buffer::spare_capacity(&mut value)).ok()?;
    Some(value)
}

/// A file with a certificate of root's in a folder of root's.
fn file(machine: &Machine) -> PathBuf {
    let file = machine.make("folder", 0, 0o755).join("root.crt");
    machine.install(&file, &["--set", "azure-minimum"]).exits(0);
    file
}

#[test]
fn a_list_and_attributes_stay_with_the_file_and_its_backup() {
    let test = "lists and attributes";
    let (Some(machine), Some(setfacl)) = (Machine::new(test), need(test, "setfacl")) else { return };
    let file = file(&machine);
    mode(&file, 0o640);
    run(&setfacl, &["-m", "u:nobody:r--,g:users:r--,m:rw-", text(&file)]);
    setxattr(&file, "user.origin", b"ours", XattrFlags::empty()).expect("an attribute");
    let (before, before_bits) = (list(&file), bits(&file));
    assert!(before.contains("group::r--") && before.contains("mask::rw-"), "{before}");
    machine.install(&file, &[]).exits(0);
    machine.rollback(&file, &[]).exits(0);
    let all: Vec<PathBuf> = backups(file.parent().expect("a folder")).into_iter().chain([file]).collect();
    assert_eq!(all.len(), 3);
    for path in all {
        assert_eq!((list(&path), bits(&path)), (before.clone(), before_bits), "{path:?}");
        assert_eq!(attribute(&path, "user.origin").as_deref(), Some(&b"ours"[..]), "{path:?}");
    }
}

#[test]
fn a_list_that_the_folder_gives_to_new_files_widens_no_old_one() {
    let test = "a folder's own list";
    let (Some(machine), Some(setfacl)) = (Machine::new(test), need(test, "setfacl")) else { return };
    let file = file(&machine);
    mode(&file, 0o660);
    let before = list(&file);
    run(&setfacl, &["-d", "-m", "u:nobody:rw-,g:users:rw-", text(file.parent().expect("a folder"))]);
    machine.install(&file, &[]).exits(0);
    assert_eq!(list(&file), before);
    assert_eq!(list(&backups(file.parent().expect("a folder"))[0]), before);
}

#[test]
fn bits_that_mean_nothing_for_certificates_go_and_others_stay() {
    let Some(machine) = Machine::new("special bits") else { return };
    let file = file(&machine);
    for (before, after) in
        [(0o4755, 0o755), (0o2664, 0o664), (0o1600, 0o600), (0o7777, 0o777), (0o440, 0o440)]
    {
        mode(&file, before);
        machine.install(&file, &["--replace", "--set", "azure-minimum"]).exits(0);
        machine.install(&file, &["--set", "azure-all"]).exits(0);
        assert_eq!(bits(&file), after, "{before:o}");
    }
    for backup in backups(file.parent().expect("a folder")) {
        assert_eq!(bits(&backup) & 0o7000, 0, "{backup:?}");
    }
}

#[test]
fn what_cannot_be_kept_ends_the_run_with_nothing_changed() {
    let test = "an attribute that cannot be kept";
    let (Some(machine), Some(strace), Some(setfacl)) =
        (Machine::new(test), need(test, "strace"), need(test, "setfacl"))
    else {
        return;
    };
    let file = file(&machine);
    run(&setfacl, &["-m", "u:nobody:r--", text(&file)]);
    let before = (std::fs::read(&file).expect("root.crt"), list(&file));
    for call in ["fsetxattr", "flistxattr", "fgetxattr"] {
        let mut command = Command::new(&strace);
        command.env_clear().args(["-f", "-o", "/dev/null", &format!("--inject={call}:error=EPERM")]);
        command.arg(program()).args(["install", "--offline", "--json", "--dest", text(&file)]);
        let failed = answer(&mut command).exits(2);
        assert_eq!(failed.error_code(), "metadata", "{call}");
        assert_eq!((std::fs::read(&file).expect("root.crt"), list(&file)), before, "{call}");
        assert_eq!(names(file.parent().expect("a folder")), ["root.crt"], "{call}");
    }
}

#[test]
fn a_group_that_the_user_cannot_give_ends_the_run() {
    let Some(machine) = Machine::new("a group of others") else { return };
    let home = machine.make("home", OTHER, 0o755);
    machine.other(&home, &["install", "--offline", "--set", "azure-minimum"]).exits(0);
    let file = home.join(".postgresql/root.crt");
    chown(&file, None, Some(0)).expect("a group");
    mode(&file, 0o664);
    machine.other(&home, &["install", "--offline", "--json"]).exits(2);
    let metadata = std::fs::metadata(&file).expect("root.crt");
    assert_eq!((metadata.uid(), metadata.gid(), bits(&file)), (OTHER, 0, 0o664));
}
