//! Where the files of a release came from, as a statement that machines read.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::sum_of;
use crate::support::user::answer;
use crate::support::{packages, repository};

fn statement(test: &str) -> Option<Value> {
    let file = packages::find(test, ".provenance.json")?;
    Some(serde_json::from_slice(&std::fs::read(file).expect("the statement")).expect("JSON"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}

#[test]
fn the_subjects_are_the_files_of_the_checksums() {
    let test = "the provenance and the checksums";
    let (Some(statement), Some(sums)) = (statement(test), packages::find(test, "SHA256SUMS")) else { return };
    let sums = std::fs::read_to_string(sums).expect("the sums");
    let pairs = sums.lines().map(|line| line.split_once("  ").expect("a sum and a name"));
    let mut summed: BTreeMap<String, String> = pairs.map(|(sum, name)| (name.into(), sum.into())).collect();
    // Which cannot hold its own sum; the signed checksums have that.
    summed.retain(|name, _| !name.ends_with(".provenance.json"));
    let subjects = statement["subject"].as_array().expect("subjects");
    let subjects: BTreeMap<String, String> =
        subjects.iter().map(|one| (text(&one["name"]), text(&one["digest"]["sha256"]))).collect();
    assert_eq!(subjects, summed);
}

/// The fields that SLSA's predicate and in-toto's statement must have, and the types of those that they may have.
#[test]
fn it_is_a_statement_of_slsa_provenance() {
    let Some(statement) = statement("the shape of the provenance") else { return };
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["predicateType"], "https://slsa.dev/provenance/v1");
    let names: Vec<&String> = statement.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["_type", "predicate", "predicateType", "subject"]);
    let build = &statement["predicate"]["buildDefinition"];
    for uri in [&build["buildType"], &statement["predicate"]["runDetails"]["builder"]["id"]] {
        assert!(text(uri).contains(':'), "{uri}");
    }
    assert!(build["externalParameters"]["kinds"].as_array().is_some_and(|kinds| !kinds.is_empty()));
    for dependency in build["resolvedDependencies"].as_array().expect("dependencies") {
        assert!(dependency["uri"].is_string() || dependency["digest"].is_object(), "{dependency}");
    }
}

#[test]
fn it_names_the_commit_and_the_lock_file() {
    let Some(statement) = statement("what the provenance says of the source") else { return };
    let dependencies = &statement["predicate"]["buildDefinition"]["resolvedDependencies"];
    let source = text(&dependencies[0]["uri"]);
    assert_eq!(source, format!("git+{}", env!("CARGO_PKG_REPOSITORY")));
    let commit = &dependencies[0]["digest"]["gitCommit"];
    // A tree with changes is no commit's, and none is named.
    if !commit.is_null() {
        let known =
            answer(Command::new("git").args(["cat-file", "-e", &text(commit)]).current_dir(repository("")));
        known.exits(0);
    }
    let lock = sum_of(Path::new(&repository("Cargo.lock")));
    assert_eq!(dependencies[1]["digest"]["sha256"], lock);
}

#[test]
fn the_provenance_names_debians_packages_of_the_kinds_and_misses_none() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // One of them is not installed.
    let script = r#"for last; do :; done; [ "$last" = "$MISSING" ] || printf "installed 1.0+b1""#;
    let query = folder.path().join("dpkg-query");
    std::fs::write(&query, format!("#!/bin/sh\n{script}\n")).expect("a program");
    std::fs::set_permissions(&query, PermissionsExt::from_mode(0o755)).expect("its mode");
    std::fs::create_dir(folder.path().join("packages")).expect("a folder");
    let state = |kinds: &[&str], missing: &str| {
        let mut state = Command::new(repository("packaging/provenance"));
        state.arg(folder.path().join("packages")).args(["1", "https://example.org/pgcerts"]).args(kinds);
        let path = std::env::join_paths(
            [folder.path().to_owned()]
                .into_iter()
                .chain(std::env::split_paths(&std::env::var_os("PATH").expect("PATH"))),
        );
        state.env("PATH", path.expect("PATH")).env("MISSING", missing).env_remove("PGCERTS_BUILDER");
        state.env("PGCERTS_COMMIT", "").env("SOURCE_DATE_EPOCH", "1").current_dir(repository(""));
        answer(&mut state)
    };
    for (kind, package) in [
        ("linux", "libgcc-12-dev"),
        ("deb", "gcc-12"),
        ("linux-arm64", "libc6-dev-arm64-cross"),
        ("linux-arm64", "rust-web-src"),
        ("windows", "mingw-w64-x86-64-dev"),
        ("images", "ca-certificates"),
    ] {
        state(&[kind], "").exits(0);
        let refused = state(&[kind], package).exits(1);
        assert!(refused.stderr.contains(package), "{}", refused.stderr);
    }
    state(&["source"], "ca-certificates").exits(0);
    state(&["source", "images"], "").exits(0);
    let statement =
        std::fs::read(folder.path().join("packages/pgcerts-1.provenance.json")).expect("the provenance");
    let build = &serde_json::from_slice::<Value>(&statement).expect("JSON")["predicate"]["buildDefinition"];
    assert_eq!(build["resolvedDependencies"][3]["uri"], "pkg:deb/debian/ca-certificates@1.0%2Bb1");
    assert_eq!(build["buildType"], "https://example.org/pgcerts/blob/v1/packaging/build");
}
