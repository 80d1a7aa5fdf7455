//! Backups of what was replaced, and dry runs, which replace nothing.

use super::{appended, stranger};
use crate::support::names;
use crate::support::store::{backups, install};
use crate::support::user::User;

#[test]
fn a_backup_of_the_old_bytes_lies_beside_the_file() {
    let user = User::new();
    let old = stranger().pem();
    let json = appended(&user, &old, &[]);
    let backups = backups(&user.folder());
    assert_eq!(backups.len(), 1);
    assert_eq!(json["backup"], backups[0].to_str().unwrap());
    assert_eq!(std::fs::read_to_string(&backups[0]).unwrap(), old);
    let name = backups[0].file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        name.replace(|c: char| c.is_ascii_digit(), "0"),
        "root.crt.00000000T000000.000Z.bak",
        "a time in UTC"
    );
    assert_eq!(names(&user.folder()).len(), 2);
}

#[test]
fn every_change_has_a_backup_of_its_own() {
    let user = User::new();
    let old = stranger().pem();
    appended(&user, &old, &["--set", "azure-minimum"]);
    let between = std::fs::read_to_string(user.root_crt()).unwrap();
    install(&user, &["--set", "azure-all"]).exits(0);
    let copies: Vec<String> = backups(&user.folder())
        .iter()
        .map(|backup| std::fs::read_to_string(backup).expect("a backup"))
        .collect();
    assert_eq!(copies, [old, between]);
}

#[test]
fn a_new_file_has_no_backup() {
    let user = User::new();
    assert!(install(&user, &[]).exits(0).json()["backup"].is_null());
    assert_eq!(names(&user.folder()), ["root.crt"]);
}

#[test]
fn no_backup_keeps_none() {
    let user = User::new();
    let json = appended(&user, stranger().pem(), &["--no-backup"]);
    assert!(json["backup"].is_null());
    assert_eq!(names(&user.folder()), ["root.crt"]);
}

#[test]
fn a_dry_run_makes_no_folder() {
    let user = User::new();
    let json = install(&user, &["--dry-run"]).exits(0).json();
    assert_eq!((&json["action"], &json["changed"]), (&"create".into(), &true.into()));
    assert_eq!((&json["dry_run"], &json["backup"]), (&true.into(), &().into()));
    assert_eq!(names(user.home()), [""; 0]);
}

#[test]
fn a_dry_run_tells_what_would_be_and_touches_nothing() {
    let user = User::new();
    let text = stranger().pem() + "-----BEGIN OTHER-----\nAAAA\n-----END OTHER-----\n";
    for (arguments, action) in [
        (&["--dry-run"][..], "append"),
        (&["--dry-run", "--replace"], "replace"),
        (&["--dry-run", "--repair"], "append"),
    ] {
        user.write_root_crt(&text);
        let modified = || std::fs::metadata(user.root_crt()).expect("root.crt").modified().expect("a time");
        let before = modified();
        let json = install(&user, arguments).exits(0).json();
        assert_eq!((&json["action"], &json["changed"]), (&action.into(), &true.into()));
        assert!(json["backup"].is_null());
        assert_eq!(modified(), before);
        assert_eq!(std::fs::read_to_string(user.root_crt()).unwrap(), text);
        assert_eq!(names(&user.folder()), ["root.crt"]);
    }
}
