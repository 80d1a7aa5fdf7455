//! `docs/reference/pins.schema.json` takes the manifests that the program takes, and refuses bad ones.

use std::process::Command;

use serde_json::{Value, json};

use super::read;
use crate::support::authority::{Authority, manifest};
use crate::support::repository;
use crate::support::tools::{need_success, test_tools};
use crate::support::user::{User, answer};

const SCRIPT: &str = "
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
print(json.dumps([validator.is_valid(one) for one in json.load(open(sys.argv[2]))]))
";

/// Whether the schema takes each of these, or none where Python has no validator.
fn valid(manifests: &[Value]) -> Option<Vec<bool>> {
    let own = test_tools("python/bin/python");
    let python = if own.is_file() { own } else { "python3".into() };
    let there = need_success(
        "the schema of manifests",
        "Python's jsonschema",
        Command::new(&python).args(["-c", "import jsonschema"]),
    );
    let user = User::new();
    std::fs::write(user.path("manifests"), json!(manifests).to_string()).expect("a file");
    let mut command = Command::new(python);
    command
        .args(["-c", SCRIPT])
        .arg(repository("docs/reference/pins.schema.json"))
        .arg(user.path("manifests"));
    there.then(|| serde_json::from_str(&answer(&mut command).exits(0).stdout).expect("a list"))
}

fn built_in() -> Value {
    serde_json::from_str(&read(&repository("certs/pins.json"))).expect("the built-in manifest")
}

/// A manifest that uses every optional field, and one that uses none.
fn good() -> Vec<Value> {
    let authority = Authority::new("First");
    let mut least = manifest(&[authority.pin("first", &[])]);
    for name in ["sha1", "urls", "file", "public_distrust", "source"] {
        least["roots"][0].as_object_mut().expect("a root").remove(name);
    }
    least["sets"][0].as_object_mut().expect("a set").remove("title");
    let mut most = built_in();
    most["roots"][0]["urls"] =
        json!(["https://a.example/x.crt", "http://127.0.0.1:80/x", "http://localhost/x"]);
    most["roots"][0]["sha1"] = Value::Null;
    most["roots"][0]["private"] = json!(true);
    most["roots"][0]["not_after"] = json!("2038-01-15T12:00:00.5+02:00");
    most["chains"][0]["until"] = Value::Null;
    let start = json!({"schema": 1, "updated": "2026-11-24", "default_set": "", "roots": [], "sets": []});
    vec![built_in(), least, most, start]
}

fn bad() -> Vec<(&'static str, Value)> {
    let with = |pointer: &str, value: Value| {
        let mut json = built_in();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        json.pointer_mut(parent).expect("a place")[name] = value;
        json
    };
    let without = |parent: &str, name: &str| {
        let mut json = built_in();
        json.pointer_mut(parent)
            .and_then(Value::as_object_mut)
            .expect("a place")
            .remove(name)
            .expect("a field");
        json
    };
    let digest = "0".repeat(64);
    vec![
        ("schema", with("/schema", json!(2))),
        ("no default set but roots", with("/default_set", json!(""))),
        ("no sets but roots", with("/sets", json!([]))),
        ("a set but no roots", with("/roots", json!([]))),
        ("a text for private", with("/roots/0/private", json!("yes"))),
        ("a field more", with("/more", json!(1))),
        ("a field of a root more", with("/roots/0/more", json!(1))),
        ("no roots", without("", "roots")),
        ("no default set", without("", "default_set")),
        ("no SHA-256", without("/roots/0", "sha256")),
        ("63 digits", with("/roots/0/sha256", json!(&digest[1..]))),
        ("65 digits", with("/roots/0/sha256", json!(format!("0{digest}")))),
        ("no hex", with("/roots/0/sha256", json!("z".repeat(64)))),
        ("a number", with("/roots/0/subject", json!(1))),
        ("a day for a time", with("/roots/0/not_after", json!("2038-01-15"))),
        ("file:", with("/roots/0/urls", json!(["file:///x"]))),
        ("ftp:", with("/roots/0/urls", json!(["ftp://host/x"]))),
        ("http:", with("/roots/0/urls", json!(["http://host/x"]))),
        ("a path", with("/roots/0/file", json!("../x.crt"))),
        ("a folder", with("/roots/0/file", json!(".."))),
        ("an empty id", with("/roots/0/id", json!(""))),
        ("an empty set", with("/sets/0/roots", json!([]))),
        ("a list for a root's part", with("/sets/0/roots", json!([["digicert-global-root-g2", "current"]]))),
        ("another role", with("/sets/0/roots/0/role", json!("new"))),
        ("served as a text", with("/chains/0/served", json!("yes"))),
        ("another kind", with("/known/0/kind", json!("leaf"))),
    ]
}

#[test]
fn schema_and_program_agree_on_good_and_on_bad_manifests() {
    let (good, bad) = (good(), bad());
    let all: Vec<Value> = good.iter().cloned().chain(bad.iter().map(|(_, json)| json.clone())).collect();
    let by_program = |json: &Value| {
        let user = User::new();
        std::fs::write(user.path("pins.json"), json.to_string()).expect("a manifest");
        user.run(["pins", "list", "--pins", "pins.json"]).code
    };
    for json in &good {
        assert_eq!(by_program(json), Some(0), "{json}");
    }
    for (what, json) in &bad {
        assert_eq!(by_program(json), Some(2), "{what}");
    }
    let Some(verdicts) = valid(&all) else { return };
    for (verdict, name) in
        verdicts.iter().zip(good.iter().map(|_| "good").chain(bad.iter().map(|(what, _)| *what)))
    {
        assert_eq!(*verdict, name == "good", "{name}");
    }
    assert_eq!(verdicts.len(), good.len() + bad.len());
}
