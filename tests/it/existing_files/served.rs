//! Content that stays byte for byte while the set's roots come behind it.

use std::os::unix::fs::MetadataExt as _;

use super::{appended, stranger};
use crate::support::authority::Authority;
use crate::support::certificates;
use crate::support::store::{azure, install, loaded_by_openssl};
use crate::support::user::User;

/// Behind `bytes`, in which OpenSSL reads `before` certificates, it reads the set too.
#[track_caller]
fn serves(test: &str, bytes: impl AsRef<[u8]>, before: usize) -> User {
    let user = User::new();
    appended(&user, bytes, &[]);
    if let Some(count) = loaded_by_openssl(test, &user.root_crt()) {
        assert_eq!(count, before + azure().len());
    }
    assert_eq!(install(&user, &[]).exits(0).json()["action"], "none");
    user
}

#[test]
fn an_empty_file_is_filled() {
    let user = serves("an_empty_file_is_filled", "", 0);
    assert_eq!(certificates(&user.root_crt()), azure());
}

#[test]
fn a_file_of_comments_is_filled() {
    serves("a_file_of_comments_is_filled", "# roots of our databases\n\n# none yet", 0);
}

#[test]
fn crlf_stays() {
    serves("crlf_stays", stranger().pem().replace('\n', "\r\n"), 1);
}

#[test]
fn a_missing_final_newline_is_made_up_for() {
    serves("a_missing_final_newline_is_made_up_for", stranger().pem().trim_end(), 1);
}

#[test]
fn a_byte_order_mark_stays() {
    serves("a_byte_order_mark_stays", format!("\u{feff}# ours\n{}", stranger().pem()), 1);
    serves("a_byte_order_mark_stays", format!("\u{feff}{}", stranger().pem()), 1);
    serves("a_byte_order_mark_stays", "\u{feff}", 0);
}

#[test]
fn text_between_blocks_stays() {
    let text = format!("ours\n{}\u{fc}ber\n{}", stranger().pem(), Authority::new("Second").pem());
    serves("text_between_blocks_stays", text, 2);
}

#[test]
fn an_end_missing_in_the_middle_does_not_hide_the_roots() {
    let text = stranger().pem().replace("-----END CERTIFICATE-----\n", "") + &Authority::new("Lost").pem();
    serves("an_end_missing_in_the_middle_does_not_hide_the_roots", text, 1);
}

#[test]
fn ten_megabytes_of_comments_stay() {
    let line = "# The quick brown fox jumps over the lazy dog, and the dog does not mind at all.\n";
    serves("ten_megabytes_of_comments_stay", line.repeat(10_000_000 / line.len()), 0);
}

#[test]
fn roots_that_are_there_are_not_written_again() {
    let user = User::new();
    let first = crate::support::pem("CERTIFICATE", &azure()[2]);
    let json = appended(&user, stranger().pem() + &first, &[]);
    let states: Vec<&str> =
        json["roots"].as_array().unwrap().iter().map(|root| root["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["added", "added", "present"]);
    assert_eq!(json["kept"].as_array().unwrap().len(), 1);
    assert_eq!(certificates(&user.root_crt()).len(), 4);
}

#[test]
fn a_second_run_leaves_the_very_file() {
    let user = User::new();
    install(&user, &[]).exits(0);
    let identity = || {
        let metadata = std::fs::metadata(user.root_crt()).expect("root.crt");
        (metadata.modified().expect("a time"), metadata.ino())
    };
    let before = identity();
    let json = install(&user, &[]).exits(0).json();
    assert_eq!(
        (&json["action"], &json["changed"], &json["backup"]),
        (&"none".into(), &false.into(), &().into())
    );
    assert_eq!(identity(), before);
    assert_eq!(crate::support::names(&user.folder()), ["root.crt"]);
}

#[test]
fn the_folder_of_a_relative_path_is_made() {
    let user = User::new();
    let json = install(&user, &["--dest", "certs/deep/root.crt"]).exits(0).json();
    assert_eq!((&json["action"], &json["path"]), (&"create".into(), &"certs/deep/root.crt".into()));
    assert_eq!(certificates(&user.path("certs/deep/root.crt")), azure());
}

#[test]
fn a_bare_file_name_is_a_file_in_the_working_folder() {
    let user = User::new();
    install(&user, &["--dest", "root.crt"]).exits(0);
    install(&user, &["--dest", "root.crt", "--set", "azure-all"]).exits(0);
    assert_eq!(crate::support::store::backups(user.home()).len(), 1);
    assert_eq!(crate::support::names(user.home()).len(), 2);
}

#[test]
fn a_root_in_a_trusted_block_does_not_count_and_is_warned_of() {
    let user = User::new();
    let json = appended(&user, crate::support::pem("TRUSTED CERTIFICATE", &azure()[0]), &[]);
    assert_eq!(json["roots"][0]["state"], "added");
    let codes: Vec<&str> = json["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .filter_map(|warning| warning["code"].as_str())
        .collect();
    assert!(codes.contains(&"trusted-block"), "{codes:?}");
    assert_eq!(certificates(&user.root_crt()), azure());
    assert_eq!(install(&user, &[]).exits(0).json()["action"], "none");
}
