//! `--replace`: the set and nothing else.

use super::{lines, refused, stranger};
use crate::support::store::{azure, backups, install};
use crate::support::user::User;
use crate::support::{certificates, names, pem};

fn set() -> String {
    azure().iter().map(|der| "# a root\n".to_owned() + &pem("CERTIFICATE", der)).collect()
}

/// `bytes` give way to the set.
#[track_caller]
fn replaced(bytes: impl AsRef<[u8]>) -> serde_json::Value {
    let user = User::new();
    user.write_root_crt(&bytes);
    let json = install(&user, &["--replace"]).exits(0).json();
    assert_eq!(json["action"], "replace");
    assert_eq!(certificates(&user.root_crt()), azure());
    assert_eq!(std::fs::read(&backups(&user.folder())[0]).expect("a backup"), bytes.as_ref());
    assert_eq!(install(&user, &["--replace"]).exits(0).json()["action"], "none");
    json["dropped"].clone()
}

#[test]
fn other_certificates_are_dropped_and_listed() {
    let dropped = replaced(format!("# ours\n{}{}", stranger().pem(), set()));
    let dropped = dropped.as_array().unwrap();
    assert_eq!(dropped.len(), 1);
    assert_eq!((&dropped[0]["line"], &dropped[0]["reason"]), (&2.into(), &"not in the set".into()));
    assert!(dropped[0]["subject"].as_str().unwrap().contains("Stranger"));
    assert_eq!(dropped[0]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn a_private_key_is_refused_as_without_the_flag() {
    let key = stranger().server(&["db"]).key;
    let error = refused(format!("{}{key}", set()), &["--replace"]);
    assert_eq!((&error["code"], &error["line"]), (&"private-key".into(), &(lines(&set()) + 1).into()));
}

#[test]
fn an_unreadable_file_is_replaced() {
    assert_eq!(replaced(stranger().der()).as_array().unwrap().len(), 1);
    assert_eq!(replaced("<html></html>\n").as_array().unwrap().len(), 1);
}

#[test]
fn a_file_with_a_missing_root_is_replaced() {
    assert_eq!(replaced(pem("CERTIFICATE", &azure()[0])), serde_json::json!([]));
}

#[test]
fn a_file_with_the_set_and_comments_needs_nothing() {
    let user = User::new();
    user.write_root_crt(set());
    assert_eq!(install(&user, &["--replace"]).exits(0).json()["action"], "none");
    assert_eq!(std::fs::read_to_string(user.root_crt()).unwrap(), set());
    assert_eq!(names(&user.folder()), ["root.crt"]);
}

#[test]
fn replace_with_repair_is_a_usage_error() {
    let user = User::new();
    user.write_root_crt(stranger().pem());
    assert_eq!(install(&user, &["--replace", "--repair"]).exits(2).error_code(), "usage");
    assert_eq!(
        std::fs::read_to_string(user.root_crt()).unwrap().lines().count(),
        stranger().pem().lines().count()
    );
    assert_eq!(names(&user.folder()), ["root.crt"]);
}
