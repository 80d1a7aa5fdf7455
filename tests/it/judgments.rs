//! Judgments of `status`, `install` and `rollback` where a wrong one would be trusted: look-alikes that are hard to
//! read, keys that are hard to see, clocks that went back.

use serde_json::Value;

use crate::support::authority::{Authority, common_name, manifest, name_of_g2, write_manifest};
use crate::support::encodings::signature_in_pieces;
use crate::support::store::{azure, backups, install};
use crate::support::user::{Answer, User};
use crate::support::{names, pem};

fn set() -> String {
    azure().iter().fold(String::new(), |text, der| text + &pem("CERTIFICATE", der))
}

fn status(user: &User) -> Answer {
    user.run(["status", "--json"])
}

fn codes(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let findings = json["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
}

#[track_caller]
fn finds(user: &User, code: &str) -> Value {
    let answer = status(user);
    assert!(codes(&answer).contains(&code.to_owned()), "{}", answer.stdout);
    answer.json()
}

#[test]
fn a_certificate_that_only_openssl_can_read_is_never_passed_over() {
    let user = User::new();
    let impostor = signature_in_pieces(&Authority::long("DigiCert Global Root G2"));
    user.write_root_crt(pem("CERTIFICATE", &impostor) + &set());
    let json = finds(&user, "unreadable-certificate");
    assert_eq!((&json["ok"], &json["libpq"]["certificates"]), (&false.into(), &4.into()));
    assert_eq!(json["certificates"][0]["kind"], Value::Null);
}

#[test]
fn a_signature_that_cannot_be_verified_here_is_no_proof() {
    let user = User::new();
    // Both algorithm identifiers become sha224WithRSAEncryption, which no part of this program verifies.
    let sha256 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
    let mut root = azure()[0].clone();
    for at in 0..root.len() - sha256.len() {
        if root[at..].starts_with(&sha256) {
            root[at + 8] = 0x0e;
        }
    }
    user.write_root_crt(pem("CERTIFICATE", &root) + &set());
    assert_eq!(finds(&user, "tampered-root")["ok"], false);
}

#[test]
fn an_impostor_is_seen_without_the_file_of_the_root_whose_name_it_bears() {
    let (pinned, impostor) = (Authority::new("Team Root"), Authority::new("Team Root"));
    let user = User::new();
    let mut pin = pinned.pin("team", &[]);
    pin["file"] = Value::Null;
    write_manifest(user.home(), &manifest(&[pin]), &[]);
    let judge = |store: String| {
        user.write_root_crt(store);
        user.run(["status", "--json", "--pins", "pins.json"])
    };
    assert!(codes(&judge(impostor.pem())).contains(&"impostor-root".to_owned()));
    assert!(codes(&judge(pinned.pem() + &impostor.pem())).contains(&"impostor-root".to_owned()));
    // The tests' home is never the password database's.
    assert_eq!(codes(&judge(pinned.pem()).exits(0)), ["home-mismatch"]);
}

#[test]
fn an_impostor_that_stays_in_the_file_is_warned_of_by_install() {
    let user = User::new();
    user.write_root_crt(pem("CERTIFICATE", &Authority::named_as_g2()));
    assert!(install(&user, &[]).exits(0).warning_codes().contains(&"impostor-root".to_owned()));
    user.write_root_crt(Authority::new("Mine").pem());
    assert!(!install(&user, &[]).exits(0).warning_codes().contains(&"impostor-root".to_owned()));
}

#[test]
fn a_key_is_seen_behind_der_and_in_what_starts_like_utf_16() {
    let key = Authority::new("Mine").server(&["db"]).key;
    let behind_der = [azure()[0].as_slice(), b"\n", key.as_bytes(), set().as_bytes()].concat();
    let like_utf16 = [b"a\0b\0\n".as_slice(), key.as_bytes(), set().as_bytes()].concat();
    for store in [behind_der, like_utf16] {
        let user = User::new();
        user.write_root_crt(&store);
        finds(&user, "private-key");
        assert_eq!(install(&user, &[]).exits(2).error_code(), "private-key");
        let dropped = install(&user, &["--repair"]).exits(0).json()["dropped"].clone();
        let mut dropped = dropped.as_array().expect("dropped").iter();
        assert!(dropped.any(|dropped| dropped["reason"] == "a private key"));
    }
}

#[test]
fn comments_that_end_in_written_out_newlines_do_not_hide_certificates() {
    let mine = Authority::new("Mine");
    let file = format!("# mine\n{}", mine.pem());
    for odd in [file.replace('\n', "\\n"), file.replace('\n', "\r")] {
        let user = User::new();
        user.write_root_crt(&odd);
        finds(&user, "not-pem");
        assert_eq!(install(&user, &[]).exits(2).error_code(), "unreadable-store");
        let json = install(&user, &["--repair"]).exits(0).json();
        assert_eq!(json["kept"][0]["subject"], "Mine");
        assert_eq!(status(&user).exits(0).json()["libpq"]["certificates"], 4);
    }
}

#[test]
fn many_lines_of_dashes_are_one_finding() {
    let user = User::new();
    user.write_root_crt(set() + &"------\n".repeat(1000));
    let answer = status(&user).exits(0);
    assert_eq!(codes(&answer).iter().filter(|code| *code == "dash-line").count(), 1);
    assert!(answer.stdout.contains("the first of 1000"), "{}", answer.stdout);
}

#[test]
fn a_root_signed_by_an_older_key_of_the_same_name_is_an_intermediate() {
    let user = User::new();
    user.write_root_crt(pem("CERTIFICATE", &Authority::rolled_over(&common_name("Rolling Root"))) + &set());
    let json = finds(&user, "pinned-intermediate");
    assert_eq!(json["certificates"][0]["kind"], "intermediate");
}

#[test]
fn a_variable_that_names_the_same_file_in_another_way_overrides_nothing() {
    let user = User::new();
    user.write_root_crt(set());
    let run = |value: &str, command: &str| {
        let mut run = user.pgcerts();
        run.args([command, "--json"]).env("PGSSLROOTCERT", value);
        if command == "install" {
            run.arg("--offline");
        }
        crate::support::user::answer(&mut run).exits(0)
    };
    let same = user.folder().join("../.postgresql/root.crt");
    let same = same.to_str().expect("UTF-8");
    assert!(!codes(&run(same, "status")).contains(&"env-override".to_owned()));
    assert!(!run(same, "install").warning_codes().contains(&"env-override".to_owned()));
    let other = run("system", "status");
    assert!(codes(&other).contains(&"env-override".to_owned()));
    assert!(other.json()["libpq"]["prefer"].as_str().expect("a sentence").contains("env-override"));
}

#[test]
fn a_backup_with_a_date_in_the_future_takes_part_in_nothing_until_its_user_insists() {
    let user = User::new();
    user.write_root_crt("# one\n");
    let future = user.folder().join("root.crt.99991231T235959.999Z.bak");
    std::fs::write(&future, "# two\n").expect("a backup");
    let to = future.to_str().expect("UTF-8");
    let text = || std::fs::read_to_string(user.root_crt()).expect("root.crt");
    let answer = user.run(["rollback", "--json"]).exits(2);
    assert_eq!(answer.error_code(), "no-backup");
    assert!(answer.stdout.contains("a date in the future"), "{}", answer.stdout);
    assert_eq!(user.run(["rollback", "--json", "--to", to]).exits(2).error_code(), "foreign-backup");
    assert_eq!(text(), "# one\n");
    user.run(["rollback", "--to", to, "--force"]).exits(0);
    assert_eq!(text(), "# two\n");
    user.run(["rollback"]).exits(0);
    assert_eq!(text(), "# one\n");
    install(&user, &[]).exits(0);
    assert_eq!(backups(&user.folder()).len(), 4, "its name is no reason to make no backup");
}

#[test]
fn rolling_back_to_what_is_there_changes_nothing() {
    let user = User::new();
    user.write_root_crt("# one\n");
    install(&user, &[]).exits(0);
    let backup = backups(&user.folder()).remove(0);
    let name = backup.file_name().expect("a name").to_str().expect("UTF-8");
    let first = user.run(["rollback", "--json", "--to", name]).exits(0).json();
    assert_eq!(first["restored"], backup.to_str().expect("UTF-8"));
    let before = names(&user.folder());
    assert_eq!(user.run(["rollback", "--json", "--to", name]).exits(0).json()["backup"], Value::Null);
    assert_eq!(names(&user.folder()), before);
}

#[test]
fn a_broken_file_that_comes_back_is_warned_of() {
    let user = User::new();
    let key = Authority::new("Mine").server(&["db"]).key;
    for (old, code) in [("<html>".to_owned(), "unreadable-store"), (set() + &key, "private-key")] {
        user.write_root_crt(&old);
        install(&user, &["--repair"]).exits(0);
        let answer = user.run(["rollback", "--json"]).exits(0);
        assert!(answer.warning_codes().contains(&code.to_owned()), "{}", answer.stdout);
    }
}

#[test]
fn an_impostor_is_one_whatever_key_it_says_signed_it() {
    let user = User::new();
    user.write_root_crt(set() + &pem("CERTIFICATE", &Authority::rolled_over(&name_of_g2())));
    assert_eq!(finds(&user, "impostor-root")["ok"], false);
    assert!(install(&user, &[]).exits(0).warning_codes().contains(&"impostor-root".to_owned()));
}

#[test]
fn a_comment_in_which_newlines_are_written_out_is_a_comment() {
    let user = User::new();
    user.write_root_crt("# paste here: -----BEGIN CERTIFICATE-----\\nMII\n");
    assert_eq!(install(&user, &[]).exits(0).json()["action"], "append");
}

#[test]
fn rolling_back_to_what_is_there_says_nothing_of_names_that_were_cut() {
    let user = User::new();
    user.write_root_crt("<html>");
    std::fs::write(user.folder().join("root.crt.20260101T000000.000Z.bak"), "<html>").expect("a backup");
    std::fs::hard_link(user.root_crt(), user.path("other-name")).expect("a link");
    let answer = user.run(["rollback", "--json"]).exits(0);
    assert!(answer.warning_codes().is_empty(), "{}", answer.stdout);
}

#[test]
fn a_hint_promises_no_install_where_no_file_can_be() {
    let user = User::new();
    std::fs::create_dir_all(user.root_crt()).expect("a folder in place of the file");
    let json = finds(&user, "unreadable-file");
    let errors = json["findings"].as_array().expect("findings").iter();
    let errors: Vec<&serde_json::Value> = errors.filter(|finding| finding["severity"] == "error").collect();
    assert_eq!(errors.len(), 1, "{json}");
    assert!(!errors[0]["hint"].as_str().expect("a hint").contains("pgcerts install"), "{json}");
}

#[test]
fn a_missing_legacy_root_is_a_warning_and_a_missing_current_one_an_error() {
    let user = User::new();
    let (current, legacy) = (Authority::new("Current"), Authority::new("Legacy"));
    let mut pins = manifest(&[current.pin("current", &[]), legacy.pin("legacy", &[])]);
    pins["sets"][0]["roots"][1]["role"] = "legacy".into();
    let files = [("current.crt", current.der()), ("legacy.crt", legacy.der())];
    write_manifest(user.home(), &pins, &files);
    for (there, missing, severity, code) in
        [(&current, "legacy", "warning", 0), (&legacy, "current", "error", 1)]
    {
        user.write_root_crt(there.pem());
        let status = ["status", "--json", "--pins", "pins.json"];
        let json = user.run(status).exits(code).json();
        assert_eq!(json["ok"], code == 0, "{missing}");
        let findings = json["findings"].as_array().expect("findings");
        let missed: Vec<&Value> =
            findings.iter().filter(|finding| finding["code"] == "missing-root").collect();
        assert_eq!(missed.len(), 1, "{findings:?}");
        assert_eq!((&missed[0]["pin"], &missed[0]["severity"]), (&missing.into(), &severity.into()));
        user.run(status.iter().chain(&["--strict"])).exits(1);
    }
}
