//! The certificate files beside a manifest of one's own. `pins verify` names each that is not the pinned one; every
//! other command refuses such a manifest.

use std::fs;

use serde_json::{Value, json};

use super::{sha256, user_with};
use crate::support::authority::{Authority, edited_signature, manifest, write_manifest};
use crate::support::names;
use crate::support::user::{Answer, User};

fn verify(user: &User, more: &[&str]) -> Answer {
    user.run(["pins", "verify", "--offline", "--pins", "pins.json"].iter().chain(more))
}

/// What is said of the file of each root.
fn copies(json: &Value) -> Vec<&Value> {
    let roots = json["roots"].as_array().expect("roots");
    let copies = roots.iter().map(|root| &root["comparisons"][0]);
    copies.inspect(|one| assert_eq!(one["place"], "copy")).collect()
}

#[test]
fn each_file_is_told_to_be_the_same_to_differ_to_be_missing_or_unreadable() {
    let ids = ["good", "edited", "page", "gone", "folder", "other"];
    let roots = ids.map(Authority::new);
    let pins: Vec<Value> = ids.iter().zip(&roots).map(|(id, root)| root.pin(id, &[])).collect();
    let (edited, other) = (edited_signature(roots[1].der()), Authority::new("Other"));
    let pem = other.pem();
    let user = User::new();
    let files = [
        ("good.crt", roots[0].der()),
        ("edited.crt", &edited),
        ("page.crt", b"<html>"),
        ("other.crt", pem.as_bytes()),
    ];
    write_manifest(user.home(), &manifest(&pins), &files);
    fs::create_dir(user.path("folder.crt")).expect("a folder");

    let json = verify(&user, &["--json"]).exits(1).json();
    assert_eq!(json["ok"], false);
    let told: Vec<(&Value, &Value)> =
        copies(&json).into_iter().map(|one| (&one["result"], &one["actual"])).collect();
    let actual = |bytes: &[u8]| json!(sha256(bytes));
    let expected = [
        (json!("same"), Value::Null),
        (json!("differs"), actual(&edited)),
        (json!("differs"), actual(b"<html>")),
        (json!("missing"), Value::Null),
        (json!("failed"), Value::Null),
        (json!("differs"), actual(other.der())),
    ];
    assert_eq!(told, expected.iter().map(|(result, actual)| (result, actual)).collect::<Vec<_>>());
    assert_eq!(copies(&json)[5]["name"], "other.crt");

    let text = verify(&user, &[]).exits(1).stdout;
    for (id, word) in ids.iter().zip(["same", "differs", "differs", "missing", "failed", "differs"]) {
        assert!(text.contains(&format!("  {word:9}  {id}.crt")), "{id}: {text}");
    }
    assert!(text.contains(&sha256(other.der())) && text.contains("not a regular file"), "{text}");
    assert!(text.contains("not ok: 1 the same, 1 missing, 3 differences, 1 not readable"), "{text}");
}

#[test]
fn a_file_that_cannot_be_read_is_exit_2_where_nothing_differs() {
    let user = user_with(&Authority::new("First"));
    fs::remove_file(user.path("first.crt")).expect("a file");
    fs::create_dir(user.path("first.crt")).expect("a folder");
    let json = verify(&user, &["--json"]).exits(2).json();
    assert_eq!((&json["ok"], &copies(&json)[0]["result"]), (&Value::Null, &json!("failed")));
}

#[test]
fn a_copy_that_is_missing_is_named() {
    let user = user_with(&Authority::new("First"));
    fs::remove_file(user.path("first.crt")).expect("a file");
    assert_eq!(copies(&verify(&user, &["--json"]).exits(0).json())[0]["result"], "missing");
    assert_eq!(verify(&user, &["--json", "--strict"]).exits(1).json()["ok"], json!(false));
}

#[test]
fn a_changed_file_stands_for_nothing_where_a_store_is_judged() {
    let (first, impostor) = (Authority::new("First"), Authority::new("First"));
    let user = user_with(&first);
    fs::write(user.path("first.crt"), impostor.der()).expect("a file");
    let store = |pem: String| {
        fs::write(user.path("store"), pem).expect("a store");
        let json = verify(&user, &["--json", "store"]).exits(1).json();
        assert_eq!(copies(&json)[0]["result"], "differs");
        json["roots"][0]["comparisons"][1]["result"].clone()
    };
    assert_eq!(store(first.pem()), "same");
    assert_eq!(store(impostor.pem()), "differs");
    assert_eq!(store(Authority::new("Other").pem()), "missing");
}

#[test]
fn every_other_command_refuses_the_manifest_and_writes_nothing() {
    let (first, second) = (Authority::new("First"), Authority::new("Second"));
    let user = user_with(&first);
    fs::write(user.path("second.crt"), second.der()).expect("a file");
    fs::write(user.path("chain.pem"), first.pem()).expect("a file");
    let digest = sha256(second.der());
    let (add, from) = (["pins", "add", "pins.json", "--id", "second"], ["--from", "second.crt"]);
    let add = [&add[..], &from, &["--set", "test", "--sha256", &digest]].concat();
    let commands: [&[&str]; 10] = [
        &["pins", "list", "--pins", "pins.json"],
        &["pins", "show", "first", "--pins", "pins.json"],
        &add,
        &["pins", "remove", "pins.json", "first"],
        &["pins", "diff", "built-in", "pins.json"],
        &["install", "--offline", "--pins", "pins.json"],
        &["install", "--from", ".", "--pins", "pins.json"],
        &["install", "--offline", "--prune", "pins.json"],
        &["status", "--pins", "pins.json"],
        &["check", "--chain", "chain.pem", "--pins", "pins.json"],
    ];
    let before = names(user.home());
    let refused = |code: &str| {
        for command in commands {
            let answer = user.run(command.iter().chain(&["--json"])).exits(2);
            assert_eq!(answer.error_code(), code, "{command:?}");
            assert_eq!(names(user.home()), before, "{command:?}");
        }
    };
    fs::write(user.path("first.crt"), second.der()).expect("a file");
    refused("bad-manifest");
    fs::remove_file(user.path("first.crt")).expect("a file");
    fs::create_dir(user.path("first.crt")).expect("a folder");
    refused("io");
}

#[test]
fn a_manifest_that_says_what_is_not_so_of_a_pinned_root_is_refused_still() {
    let first = Authority::new("First");
    let changed = Authority::new("Changed");
    for field in ["serial", "sha1"] {
        let mut pin = first.pin("first", &[]);
        pin[field] = json!("00".repeat(20));
        let user = User::new();
        let pins = manifest(&[changed.pin("changed", &[]), pin]);
        write_manifest(user.home(), &pins, &[("changed.crt", b"other"), ("first.crt", first.der())]);
        let error = verify(&user, &["--json"]).exits(2);
        assert_eq!(error.error_code(), "bad-manifest");
        assert!(error.stdout.contains(&format!("roots[1].{field}")), "{}", error.stdout);
    }
}

#[test]
fn a_changed_file_is_named_whichever_set_is_asked_for() {
    let user = User::new();
    user.run(["pins", "export", "pins.json"]).exits(0);
    fs::write(user.path("DigiCertGlobalRootG3.crt"), "changed").expect("a file");
    let json = verify(&user, &["--set", "azure", "--json"]).exits(1).json();
    let ids = json["roots"].as_array().expect("roots").iter().map(|root| root["id"].as_str().expect("an id"));
    assert_eq!(ids.skip(3).collect::<Vec<_>>(), ["digicert-global-root-g3"]);
    let install = ["install", "--offline", "--pins", "pins.json", "--set", "azure", "--json"];
    assert_eq!(user.run(install).exits(2).error_code(), "bad-manifest", "no command takes this manifest");
}
