//! Stores that are damaged, sealed by somebody else or made to do harm: refused, in time, and left as they are.

use std::time::{Duration, Instant};

use super::{FORMS, bytes, is_there, made, run, user};
use crate::support::store::backups;
use crate::support::user::User;

/// The run fails with this code and leaves the file.
#[track_caller]
pub(super) fn refused(user: &User, name: &str, more: &[&str], code: &str) -> String {
    let before = bytes(user, name);
    let started = Instant::now();
    let mut message = String::new();
    for command in ["install", "uninstall"] {
        let answer = run(user, command, name, more).exits(2);
        assert_eq!(answer.error_code(), code, "{command} {name}: {}", answer.stdout);
        message = answer.json()["error"]["message"].to_string();
    }
    assert!(started.elapsed() < Duration::from_mins(1), "{name} took too long");
    assert!(bytes(user, name) == before, "{name} was changed");
    assert!(backups(user.home()).is_empty(), "{name}");
    message
}

#[test]
fn another_password_opens_nothing() {
    let user = user();
    std::fs::write(user.path("other"), "Secret1").expect("a password");
    for name in ["a.p12", "a.jks"] {
        run(&user, "install", name, &["--storepass-file", "pw"]).exits(0);
        for more in [&[][..], &["--storepass-file", "other"]] {
            refused(&user, name, more, "password");
            assert_eq!(run(&user, "status", name, more).exits(2).error_code(), "password");
        }
        let mut command = user.pgcerts();
        command.args(["status", "--json", name, "--storepass-env", "STORE_PW"]).env("STORE_PW", "secret1");
        crate::support::user::answer(&mut command).exits(0);
    }
}

#[test]
fn passwords_that_java_cannot_use_are_refused_and_not_shown() {
    let user = user();
    for text in ["größe123", "", "tab\there", "two\nlines"] {
        std::fs::write(user.path("odd"), text).expect("a password");
        let answer = run(&user, "install", "n.p12", &["--storepass-file", "odd"]).exits(2);
        assert_eq!(answer.error_code(), "usage");
        assert_eq!(text.is_empty(), answer.stdout.contains("none with an empty one"), "{}", answer.stdout);
        assert!(text.is_empty() || !answer.stdout.contains(text), "{}", answer.stdout);
        assert!(!is_there(&user.path("n.p12")));
    }
    let missing = run(&user, "install", "n.p12", &["--storepass-env", "NO_SUCH_VARIABLE"]).exits(2);
    assert_eq!(missing.error_code(), "usage");
}

#[test]
fn a_cut_store_is_left_alone() {
    let user = user();
    for (name, more) in FORMS {
        run(&user, "install", name, more).exits(0);
        let whole = bytes(&user, name);
        let ends = (0..whole.len()).step_by(211).chain([1, 4, 8, 30, whole.len() - 1]);
        for end in ends.filter(|end| *end > 0) {
            std::fs::write(user.path("cut.p12"), &whole[..end]).expect("a store");
            let answer = run(&user, "install", "cut.p12", more).exits(2);
            assert_eq!(answer.error_code(), "unreadable-store", "{name} cut after {end}");
            assert!(bytes(&user, "cut.p12") == whole[..end]);
        }
        for at in (0..whole.len()).step_by(311) {
            let mut changed = whole.clone();
            changed[at] ^= 0x11;
            std::fs::write(user.path("changed.p12"), &changed).expect("a store");
            let answer = run(&user, "install", "changed.p12", more);
            // Without a seal, a changed certificate is another certificate.
            assert!(name == "plain.p12" || answer.code == Some(2), "{name} changed at {at}");
        }
    }
}

#[test]
fn nests_of_elements_and_lying_counts_are_refused_in_time() {
    let user = user();
    let mut nest = vec![0x30, 0x80, 2, 1, 3];
    nest.extend([0x30, 0x80].repeat(4 << 20));
    let jks = [&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff][..], &[0; 40]].concat();
    for (name, bytes) in [("nest.p12", nest), ("count.jks", jks)] {
        std::fs::write(user.path(name), bytes).expect("a store");
        refused(&user, name, &[], "unreadable-store");
    }
}

#[test]
fn aliases_that_differ_by_case_alone_are_refused() {
    let user = user();
    run(&user, "install", "a.jks", &[]).exits(0);
    let (ca, g2) = ("pgcerts-digicert-global-root-ca", "PGCERTS-digicert-global-root-g2");
    std::fs::write(
        user.path("twice.jks"),
        made::renamed(&bytes(&user, "a.jks"), ca.as_bytes(), g2.as_bytes()),
    )
    .expect("a store");
    let message = refused(&user, "twice.jks", &[], "unreadable-store");
    assert!(message.contains("PGCERTS-digicert"), "{message}");
    let json = run(&user, "status", "twice.jks", &[]).exits(1).json();
    assert_eq!(json["findings"][0]["code"], "ignored-block", "{json}");
    // One name in capitals alone is no clash.
    let (old, new) = ("pgcerts-digicert-global-root-g2", g2);
    std::fs::write(
        user.path("once.jks"),
        made::renamed(&bytes(&user, "a.jks"), old.as_bytes(), new.as_bytes()),
    )
    .expect("a store");
    assert_eq!(run(&user, "install", "once.jks", &[]).exits(0).json()["action"], "none");
}

#[test]
fn a_store_keeps_its_form_and_libpqs_file_becomes_none() {
    let user = user();
    run(&user, "install", "a.jks", &[]).exits(0);
    run(&user, "install", "root.crt", &[]).exits(0);
    for (name, form) in [("a.jks", "pkcs12"), ("a.jks", "pem"), ("root.crt", "pkcs12"), ("root.crt", "jks")] {
        refused(&user, name, &["--store-format", form], "usage");
    }
    let answer = user.run(["install", "--offline", "--json", "--store-format", "pkcs12"]).exits(2);
    assert_eq!(answer.error_code(), "usage");
    assert!(!is_there(&user.root_crt()));
    let answer = run(&user, "install", "n.p12", &["--print-env"]).exits(2);
    assert_eq!(answer.error_code(), "usage");
    for name in ["n.bks", "n.bcfks", "n.jceks"] {
        assert_eq!(run(&user, "install", name, &[]).exits(2).error_code(), "unreadable-store");
        assert!(!is_there(&user.path(name)));
    }
    for (name, form, start) in
        [("odd", "jks", &[0xfe, 0xed][..]), ("odd.jks", "pkcs12", &[0x30]), ("odd.p12", "pem", b"#")]
    {
        run(&user, "install", name, &["--store-format", form]).exits(0);
        assert!(bytes(&user, name).starts_with(start), "{name}");
    }
}

#[test]
fn a_store_of_more_than_16_mib_is_refused() {
    let user = user();
    run(&user, "install", "a.jks", &[]).exits(0);
    let large = [bytes(&user, "a.jks"), vec![0; 17 << 20]].concat();
    std::fs::write(user.path("large.jks"), &large).expect("a store");
    assert_eq!(run(&user, "install", "large.jks", &[]).exits(2).error_code(), "io");
    assert!(bytes(&user, "large.jks") == large);
}
