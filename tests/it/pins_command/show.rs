//! What a certificate is.

use std::process::Stdio;

use serde_json::{Value, json};

use super::{sha256, user_with};
use crate::support::authority::{Authority, edited_signature, manifest, write_manifest};
use crate::support::user::User;
use crate::support::{bundled, pem};

fn verdicts(json: &Value) -> Vec<&str> {
    let list = json["certificates"].as_array().expect("certificates");
    list.iter().map(|one| one["verdict"].as_str().expect("a verdict")).collect()
}

#[test]
fn a_file_gets_an_answer_for_each_certificate_in_its_order() {
    let (first, other) = (Authority::new("First"), Authority::new("Other"));
    let user = user_with(&first);
    let namesake = Authority::new("First");
    let leaf = first.server(&["localhost"]);
    let ders = [
        first.der().to_vec(),
        first.edition(None),
        first.edition(Some(&other)),
        edited_signature(first.der()),
        namesake.der().to_vec(),
        other.der().to_vec(),
        leaf.certificate_der,
    ];
    let text: String = ders.iter().map(|der| pem("CERTIFICATE", der)).collect();
    std::fs::write(user.path("many.pem"), text).expect("a file");
    let json = user.run(["pins", "show", "many.pem", "--pins", "pins.json", "--json"]).exits(1).json();
    assert_eq!(json["command"], "pins show");
    let expected = ["pinned", "edition", "cross-signed", "tampered", "impostor", "unknown", "unknown"];
    assert_eq!(verdicts(&json), expected);
    let list = json["certificates"].as_array().expect("certificates");
    assert_eq!(list[0]["by"], "sha256");
    assert_eq!(list[0]["sets"], json!([{"set": "test", "role": "current"}]));
    assert_eq!((&list[0]["line"], &list[2]["issuer"]), (&json!(1), &json!("Other")));
    assert_eq!((&list[5]["signed_by"], &list[6]["signed_by"]), (&Value::Null, &json!("first")));
    for (one, der) in list.iter().zip(&ders) {
        assert_eq!(one["sha256"], sha256(der));
    }
    let text = user.run(["pins", "show", "many.pem", "--pins", "pins.json"]).exits(1).stdout;
    for words in [
        "byte for byte",
        "another edition of First",
        "cross-signed version",
        "a tampered copy of First",
        "an impostor of First",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
}

#[test]
fn known_certificates_are_told_by_their_sha1_and_roots_by_id_and_both_fingerprints() {
    let user = User::new();
    for (what, verdict, by) in [
        ("digicert-global-root-g2", "pinned", "sha256"),
        (
            "CB:3C:CB:B7:60:31:E5:E0:13:8F:8D:D3:9A:23:F9:DE:47:FF:C3:5E:43:C1:14:4C:EA:27:D4:6A:5A:B1:CB:5F",
            "pinned",
            "sha256",
        ),
        ("DF3C24F9BFD666761B268073FE06D1CC8D4F82A4", "pinned", "sha1"),
        ("d4de20d05e66fc53fe1a50882c78db2852cae474", "retired-root", "sha1"),
        ("b5ee89e77326ab2bf1775bd99c19a28947ff8184", "known-intermediate", "sha1"),
        ("21734d95a2473be25cbfd12a84c6fbc5bc8e2414", "known-root", "sha1"),
    ] {
        let json = user.run(["pins", "show", what, "--json"]).exits(0).json();
        assert_eq!(verdicts(&json), [verdict], "{what}");
        assert_eq!(json["certificates"][0]["by"], by, "{what}");
    }
    let unknown = "0".repeat(64);
    assert_eq!(verdicts(&user.run(["pins", "show", &unknown, "--json"]).exits(1).json()), ["unknown"]);
}

#[test]
fn der_and_standard_input_are_read() {
    let user = User::new();
    let file = "DigiCertGlobalRootG2.crt";
    std::fs::write(user.path(file), bundled(file)).expect("a file");
    let json = user.run(["pins", "show", file, "--json"]).exits(0).json();
    assert_eq!(json["certificates"][0]["pin"], "digicert-global-root-g2");
    let mut command = user.pgcerts();
    command.args(["pins", "show", "-", "--json"]).stdout(Stdio::piped());
    let input = std::fs::File::open(user.path(file)).expect("the file");
    let output = command.stdin(input).output().expect("pgcerts");
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("\"pinned\""));
}

#[test]
fn what_is_nothing_is_a_usage_error_that_says_what_there_is() {
    let user = User::new();
    let error = user.run(["pins", "show", "azure", "--json"]).exits(2);
    assert_eq!(error.error_code(), "usage");
    assert_eq!(error.json()["command"], "pins show");
    let words = ["digicert-global-root-g2", "whole subject", "and 7 more, which `pgcerts pins list` shows"];
    assert!(words.iter().all(|word| error.stdout.contains(word)), "{error:?}");
    let part = user.run(["pins", "show", "DigiCert Global Root", "--json"]).exits(2);
    assert!(part.stdout.contains("`DigiCert Global Root`"), "{part:?}");
    let target = user.run(["pins", "show", "host=db password=hunter2", "--json"]).exits(2);
    assert!(!target.stdout.contains("hunter2"), "{target:?}");
    for digits in ["0".repeat(63), "0".repeat(65), "0".repeat(41)] {
        let error = user.run(["pins", "show", &digits, "--json"]).exits(2);
        assert!(error.stdout.contains(&format!("has {} hex digits", digits.len())), "{error:?}");
    }
    for digits in [
        "DF:3C:24:F9:BF:D6:66:76:1B:26:80:73:FE:06:D1:CC:8D:4F:82",
        "12:34:56:78:90:12:34:56:78:90:12:34:56:78:90:12:34",
    ] {
        let error = user.run(["pins", "show", digits, "--json"]).exits(2);
        assert!(error.stdout.contains("hex digits"), "a fingerprint that is cut off is no server: {error:?}");
    }
    let error = user.run(["pins", "show", "db.example.com", "--json"]).exits(2);
    assert!(error.stdout.contains("db.example.com:5432"), "{error:?}");
    std::fs::write(user.path("text"), "nothing").expect("a file");
    assert_eq!(user.run(["pins", "show", "text", "--json"]).exits(2).error_code(), "io");
}

#[test]
fn a_name_from_outside_cannot_command_the_terminal() {
    let user = User::new();
    std::fs::write(user.path("evil.pem"), Authority::new("\u{1b}[31mred").pem()).expect("a file");
    let text = user.run(["pins", "show", "evil.pem"]).exits(1).stdout;
    assert!(!text.contains('\u{1b}') && text.contains("\\u{1b}[31mred"), "{text}");
}

#[test]
fn the_list_has_every_root_with_its_parts_and_the_calendar_in_order() {
    let user = User::new();
    let json = user.run(["pins", "list", "--json"]).exits(0).json();
    assert_eq!(json["roots"].as_array().expect("roots").len(), 13);
    assert_eq!(
        json["roots"][2]["sets"],
        json!([{"set": "azure", "role": "legacy"}, {"set": "azure-all", "role": "legacy"}])
    );
    let times: Vec<&str> = json["calendar"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| event["at"].as_str().expect("a time"))
        .collect();
    assert_eq!(times.len(), 18, "thirteen roots, four chains, one distrust");
    assert!(times.is_sorted());
    let text = user.run(["pins", "list"]).exits(0).stdout;
    for words in ["set azure (default)", "legacy", "azure-2026", "served today", "2038-01-15"] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let first = Authority::new("First");
    write_manifest(user.home(), &manifest(&[first.pin("first", &[])]), &[]);
    let json = user.run(["pins", "list", "--pins", "pins.json", "--json"]).exits(0).json();
    assert_eq!((&json["roots"][0]["copy"], &json["default_set"]), (&json!(false), &json!("test")));
}

#[test]
fn a_server_may_have_a_long_name() {
    let user = User::new();
    for server in
        [format!("{}.postgres.database.azure.invalid:1", "a".repeat(40)), "[::ffff:127.0.0.1]:1".to_owned()]
    {
        let error = user.run(["pins", "show", &server, "--json"]).exits(2);
        assert_ne!(error.error_code(), "usage", "{error:?}");
    }
}

#[test]
fn a_server_gets_an_answer_for_each_certificate_that_it_sends() {
    let Some(cluster) = crate::support::cluster::Cluster::shared("pins show of a server") else { return };
    let user = user_with(&cluster.authority);
    let server = format!("127.0.0.1:{}", cluster.port);
    let json = user.run(["pins", "show", &server, "--pins", "pins.json", "--json"]).exits(0).json();
    assert_eq!(verdicts(&json)[0], "unknown", "its own certificate is no pin's");
    assert_eq!((&json["certificates"][0]["sent"], &json["ok"]), (&json!(0), &json!(true)));
    let text = user.run(["pins", "show", &server, "--pins", "pins.json"]).exits(0).stdout;
    assert!(text.contains("its own"), "{text}");
    let strange = user.run(["pins", "show", &server, "--json"]).exits(1);
    assert_eq!(strange.json()["ok"], false, "of what it sent, the built-in manifest knows nothing");
    let nobody = user.run(["pins", "show", "127.0.0.1:1", "--json"]).exits(2);
    assert_eq!(nobody.error_code(), "refused");
}

#[test]
fn a_folder_is_called_one() {
    let user = User::new();
    std::fs::create_dir(user.path("certificates")).expect("a folder");
    let said = user.run(["pins", "show", "certificates"]).exits(2).stderr;
    assert!(said.contains("`certificates` is a folder"), "{said}");
}
