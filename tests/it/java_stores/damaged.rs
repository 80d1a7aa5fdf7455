//! Stores that cannot be read, entries that are not certificates, and passwords for nothing.

use super::hostile::refused;
use super::{bytes, is_there, made, run, user};
use crate::support::store::backups;
use crate::support::user::User;

const PW: [&str; 2] = ["--storepass-file", "pw"];

/// A store that is cut, and its bytes.
fn cut(user: &User, name: &str) -> Vec<u8> {
    run(user, "install", name, &[]).exits(0);
    let whole = bytes(user, name);
    std::fs::write(user.path(name), &whole[..whole.len() - 9]).expect("a store");
    whole[..whole.len() - 9].to_vec()
}

#[test]
fn a_damaged_store_is_replaced_with_a_warning_and_never_without_a_backup() {
    let user = user();
    for name in ["a.p12", "a.jks"] {
        let damaged = cut(&user, name);
        for more in [&["--replace", "--no-backup"][..], &["--replace", "--no-backup", "--dry-run"]] {
            let answer = run(&user, "install", name, more).exits(2);
            assert_eq!(answer.error_code(), "unreadable-store");
            assert!(answer.stdout.contains("may hold a private key"), "{}", answer.stdout);
            assert!(bytes(&user, name) == damaged);
        }
        let dry = run(&user, "install", name, &["--replace", "--dry-run"]).exits(0);
        assert_eq!(dry.warning_codes(), ["unreadable-store"]);
        let answer = run(&user, "install", name, &["--replace"]).exits(0);
        assert_eq!(answer.warning_codes(), ["unreadable-store"]);
        let backup = answer.json()["backup"].as_str().expect("a backup").to_owned();
        let message = answer.json()["warnings"][0]["message"].to_string();
        assert!(message.contains(&backup) && message.contains("private key"), "{message}");
        assert!(std::fs::read(user.home().join(backup)).expect("the backup") == damaged);
        // What can be read is replaced without a word.
        let sound = run(&user, "install", name, &["--replace", "--no-backup", "--set", "azure-minimum"]);
        assert!(sound.exits(0).warning_codes().is_empty());
    }
}

#[test]
fn status_says_of_a_store_that_it_cannot_read_what_install_says() {
    let user = user();
    for name in ["a.p12", "a.jks", "odd"] {
        cut(&user, if name == "odd" { "c.p12" } else { name });
        if name == "odd" {
            let aes = made::pbes2(made::AES_256_GCM, &[7; 12], None, &made::cost(&[7; 16], &[9]));
            std::fs::write(user.path(name), made::pfx(&[&aes], &[])).expect("a store");
        }
        let installed = run(&user, "install", name, &[]).exits(2).json()["error"].clone();
        let status = run(&user, "status", name, &[]).exits(2).json()["error"].clone();
        let message = |error: &serde_json::Value| error["message"].as_str().expect("a message").to_owned();
        assert_eq!(message(&installed), format!("{}; it was left alone", message(&status)));
        assert_eq!((&installed["code"], &installed["hint"]), (&status["code"], &status["hint"]));
    }
    let message = run(&user, "status", "a.jks", &[]).exits(2).stdout;
    assert!(message.contains("cut short or damaged") && !message.contains("libpq"), "{message}");
}

#[test]
fn only_a_key_is_called_one() {
    let user = user();
    run(&user, "install", "whole.p12", &[]).exits(0);
    let whole = bytes(&user, "whole.p12");
    let bag = |kind| [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, kind];
    for (kind, code, words) in [
        (1, "private-key", "holds a key"),
        (2, "private-key", "holds a key"),
        (5, "private-key", "holds a key"),
        (6, "unreadable-store", "holds a nested store"),
        (9, "unreadable-store", "holds an entry of the kind 1.2.840.113549.1.12.10.1.9"),
    ] {
        let odd = made::replaced(&whole, &bag(3), &bag(kind));
        std::fs::write(user.path("odd.p12"), &odd).expect("a store");
        let message = refused(&user, "odd.p12", &[], code);
        assert!(message.contains(words) && message.contains("pgcerts-digicert"), "{message}");
        let json = run(&user, "status", "odd.p12", &[]).exits(1).json();
        let expected = if code == "private-key" { code } else { "ignored-block" };
        assert!(
            json["findings"].as_array().expect("findings").iter().any(|one| one["code"] == expected),
            "{json}"
        );
    }
    // A revocation list is no key. Java ignores it.
    std::fs::write(user.path("crl.p12"), made::replaced(&whole, &bag(3), &bag(4))).expect("a store");
    assert_eq!(run(&user, "install", "crl.p12", &["--set", "azure-all"]).exits(0).json()["action"], "append");
}

#[test]
fn an_alias_is_read_as_java_writes_it_and_stays_to_the_byte() {
    let user = user();
    run(&user, "install", "a.jks", &[]).exits(0);
    let plain = b"pgcerts-digicert-global-root-g2";
    // A NUL and a character of two units, as `DataOutput.writeUTF` has them.
    let odd = b"A\xc0\x80\xed\xa0\xbd\xed\xb8\x80\xc3\x9f-digicert-glob-rootg";
    std::fs::write(user.path("odd.jks"), made::renamed(&bytes(&user, "a.jks"), plain, odd)).expect("a store");
    let json = run(&user, "status", "odd.jks", &[]).exits(0).json();
    assert!(json.to_string().contains("\u{1f600}ß-digicert"), "{json}");
    let root = ["--root", "DigiCert Global Root CA", "--no-backup"];
    run(&user, "uninstall", "odd.jks", &root).exits(0);
    let after = bytes(&user, "odd.jks");
    assert!(after.windows(odd.len()).any(|window| window == odd));
    // Half a character is damage: whoever wrote it back would write something else.
    let half = b"A\xed\xa0\xbd----digicert-global-root-g2";
    let half = made::renamed(&bytes(&user, "a.jks"), plain, half);
    std::fs::write(user.path("half.jks"), half).expect("a store");
    assert!(refused(&user, "half.jks", &[], "unreadable-store").contains("damaged"));
    run(&user, "install", "a.p12", &[]).exits(0);
    let half = made::replaced(&bytes(&user, "a.p12"), b"\0p\0g\0c", b"\0p\xd8\x3d\0c");
    std::fs::write(user.path("half.p12"), half).expect("a store");
    assert!(refused(&user, "half.p12", &[], "unreadable-store").contains("damaged"));
}

#[test]
fn a_password_for_a_store_that_has_none_is_not_dropped_silently() {
    let user = user();
    run(&user, "install", "open.p12", &["--set", "azure-minimum"]).exits(0);
    let message = refused(&user, "open.p12", &PW, "password");
    assert!(message.contains("has no password"), "{message}");
    let json = run(&user, "status", "open.p12", &[&PW[..], &["--set", "none"]].concat()).exits(0).json();
    assert!(json.to_string().contains("protects nothing"), "{json}");
    let quiet = run(&user, "status", "open.p12", &["--set", "none"]).exits(0).stdout;
    assert!(!quiet.contains("protects nothing"), "{quiet}");
    run(&user, "install", "open.p12", &[]).exits(0);
    assert_eq!(run(&user, "rollback", "open.p12", &["--dry-run"]).exits(0).warning_codes(), [""; 0]);
    assert_eq!(run(&user, "rollback", "open.p12", &PW).exits(0).warning_codes(), ["password"]);
    let message = run(&user, "install", "root.crt", &PW).exits(2);
    assert_eq!(message.error_code(), "usage");
    assert!(!is_there(&user.path("root.crt")) && backups(user.home()).len() == 2);
}

#[test]
fn replace_with_a_password_makes_a_protected_store() {
    let user = user();
    for set in ["azure-minimum", "azure"] {
        run(&user, "install", "open.p12", &["--set", "azure-minimum"]).exits(0);
        let more = [&PW[..], &["--replace", "--set", set]].concat();
        assert_eq!(run(&user, "install", "open.p12", &more).exits(0).json()["action"], "replace");
        assert_eq!(run(&user, "status", "open.p12", &[]).exits(2).error_code(), "password");
        let status = run(&user, "status", "open.p12", &[&PW[..], &["--set", set]].concat()).exits(0);
        assert!(!status.stdout.contains("protects nothing"), "{}", status.stdout);
        assert_eq!(run(&user, "install", "open.p12", &more).exits(0).json()["action"], "none");
        std::fs::remove_file(user.path("open.p12")).expect("removed");
    }
}
