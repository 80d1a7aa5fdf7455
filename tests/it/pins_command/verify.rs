//! Pins beside their addresses and other stores.

use serde_json::Value;

use super::user_with;
use crate::support::authority::{Authority, edited_signature, manifest, write_manifest};
use crate::support::pem;
use crate::support::server::{Reply, Server};
use crate::support::user::User;

fn results(json: &Value) -> Vec<(String, String)> {
    let list = json["roots"][0]["comparisons"].as_array().expect("comparisons");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    list.iter().map(|one| (text(&one["place"]), text(&one["result"]))).collect()
}

#[test]
fn a_store_is_the_same_lacks_the_root_or_differs() {
    let first = Authority::new("First");
    let other = Authority::new("Other");
    let user = user_with(&first);
    let ask = |blocks: &[&[u8]], code: i32, more: &[&str]| {
        let text: String = blocks.iter().map(|der| pem("CERTIFICATE", der)).collect();
        std::fs::write(user.path("store"), text).expect("a store");
        let arguments = ["pins", "verify", "--offline", "--pins", "pins.json", "--json", "store"];
        let json = user.run(arguments.iter().chain(more)).exits(code).json();
        results(&json)[1].1.clone()
    };
    let (edition, impostor) = (first.edition(None), Authority::new("First"));
    let edited = edited_signature(first.der());
    let cross_signed = first.edition(Some(&other));
    assert_eq!(ask(&[other.der(), first.der()], 0, &[]), "same");
    assert_eq!(ask(&[other.der()], 0, &[]), "missing");
    assert_eq!(ask(&[other.der()], 1, &["--strict"]), "missing");
    assert_eq!(ask(&[&edition], 1, &[]), "differs");
    assert_eq!(ask(&[&edited], 1, &[]), "differs");
    assert_eq!(ask(&[impostor.der()], 1, &[]), "differs");
    assert_eq!(ask(&[first.der(), impostor.der()], 1, &[]), "differs", "beside the root");
    assert_eq!(ask(&[first.der(), &edition], 0, &[]), "same");
    assert_eq!(ask(&[&cross_signed], 0, &[]), "missing");
}

#[test]
fn every_command_has_the_same_words_for_a_look_alike() {
    let first = Authority::new("First");
    let user = user_with(&first);
    let said = |arguments: &[&str]| {
        let answer = user.run([arguments, &["--pins", "pins.json"]].concat());
        (answer.stdout + &answer.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (der, words, warns) in [
        (first.edition(None), "another edition of First: the same key, other bytes", false),
        (
            edited_signature(first.der()),
            "a tampered copy of First: the same key, but its own signature",
            true,
        ),
        (
            Authority::new("First").der().to_vec(),
            "an impostor of First: the same name over another key",
            true,
        ),
    ] {
        user.write_root_crt(pem("CERTIFICATE", &der));
        let store = user.root_crt();
        let store = store.to_str().expect("UTF-8");
        for command in [
            &["status", "--json"][..],
            &["pins", "show", store],
            &["pins", "verify", "--offline", "--json", store],
        ] {
            assert!(said(command).contains(words), "{command:?}: {}", said(command));
        }
        assert_eq!(said(&["install", "--offline", "--json", "--dry-run"]).contains(words), warns, "{words}");
    }
}

#[test]
fn a_store_that_cannot_be_read_stops_no_other_and_is_exit_2() {
    let first = Authority::new("First");
    let user = user_with(&first);
    std::fs::write(user.path("good"), first.pem()).expect("a store");
    let run = |more: &[&str], code| {
        let arguments =
            ["pins", "verify", "--offline", "--pins", "pins.json", "--json", "missing", "--against", "good"];
        user.run(arguments.iter().chain(more)).exits(code).json()
    };
    let json = run(&[], 2);
    assert_eq!(json["ok"], Value::Null);
    assert_eq!(results(&json)[1..], [("store".into(), "failed".into()), ("store".into(), "same".into())]);
    std::fs::write(user.path("bad"), Authority::new("First").pem()).expect("a store");
    assert_eq!(run(&["--against", "bad"], 1)["ok"], false, "a difference counts more");
    let text = user.run(["pins", "verify", "--offline", "missing"]).exits(2).stdout;
    assert_eq!(text.matches("No such file").count(), 1, "the reason is told once: {text}");
    assert_eq!(text.matches("missing, as above").count(), 12, "{text}");
}

#[test]
fn each_address_is_asked_and_each_difference_is_named() {
    let first = Authority::new("First");
    let other = Authority::new("Other");
    let server = Server::http()
        .at("/same.crt", Reply::Body(first.der().to_vec()))
        .at("/pem.crt", Reply::Body(first.pem().into_bytes()))
        .at("/other.crt", Reply::Body(other.der().to_vec()))
        .at("/page.crt", Reply::Typed("text/html", b"<html>".to_vec()));
    let user = User::new();
    let ask = |names: &[&str], code: i32| {
        let urls: Vec<String> = names.iter().map(|name| server.url(name)).collect();
        let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
        let pins = manifest(&[first.pin("first", &urls)]);
        write_manifest(user.home(), &pins, &[("first.crt", first.der())]);
        let json = user
            .run(["pins", "verify", "--pins", "pins.json", "--json", "--retries", "0"])
            .exits(code)
            .json();
        let list = results(&json);
        list[1..].iter().map(|(_, result)| result.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ask(&["/same.crt", "/pem.crt"], 0), ["same", "same"]);
    assert_eq!(ask(&["/same.crt", "/gone.crt"], 2), ["same", "failed"]);
    assert_eq!(ask(&["/other.crt", "/gone.crt", "/page.crt"], 1), ["differs", "failed", "differs"]);
    let text = user.run(["pins", "verify", "--pins", "pins.json", "--retries", "0"]).exits(1).stdout;
    assert!(text.contains(&server.url("/other.crt")) && text.contains(&super::sha256(other.der())), "{text}");
}

#[test]
fn offline_asks_nobody_and_a_mirror_is_asked_in_place_of_the_official_addresses() {
    let server = crate::support::AZURE.iter().fold(Server::http(), |server, (_, file)| {
        server.at(&format!("/{}", file.replace(' ', "%20")), Reply::Body(crate::support::bundled(file)))
    });
    let user = User::new();
    user.run(["pins", "verify", "--offline", "--set", "azure"]).exits(0);
    assert_eq!(server.connections(), 0);
    let mirror = server.url("/");
    let json = user.run(["pins", "verify", "--set", "azure", "--mirror", &mirror, "--json"]).exits(0).json();
    assert_eq!(server.requests().len(), 3);
    assert_eq!(json["roots"][1]["comparisons"][1]["result"], "same");
    let error = user.run(["pins", "verify", "--mirror", "ftp://host/", "--json"]).exits(2);
    assert_eq!(error.error_code(), "usage");
}

#[test]
fn the_systems_store_is_read_where_there_is_one() {
    if !std::path::Path::new("/etc/ssl/certs/ca-certificates.crt").is_file() {
        return;
    }
    let user = User::new();
    let json = user
        .run(["pins", "verify", "--offline", "--json", "--set", "azure-minimum", "system"])
        .exits(0)
        .json();
    assert_eq!(json["ok"], true);
    assert_eq!(results(&json)[1], ("store".into(), "same".into()));
    std::fs::write(user.path("own.pem"), Authority::new("Own").pem()).expect("a store");
    let mut command = user.pgcerts();
    command.env("SSL_CERT_FILE", user.path("own.pem")).env("SSL_CERT_DIR", user.path("none"));
    command.args(["pins", "verify", "--offline", "--json", "--set", "azure-minimum", "system"]);
    let answer = crate::support::user::answer(&mut command).exits(0);
    assert_eq!(results(&answer.json())[1].1, "missing");
}
