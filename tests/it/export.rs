//! `pgcerts export`: each form is read by the program that it is for.

mod kubernetes;
mod machines;
mod sources;

use std::path::Path;

use serde_json::{Value, json};

use crate::support::forge::certificate::Party;
use crate::support::store::{azure, backups, install};
use crate::support::user::{Answer, User, answer};
use crate::support::{AZURE, names};

/// Forms of one file.
const FILES: [&str; 9] = [
    "pem",
    "json",
    "configmap",
    "secret",
    "cluster-trust-bundle",
    "trust-manager",
    "trust-manager-v1alpha2",
    "cloud-init",
    "dockerfile",
];

const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----\n";

/// What `export` prints in a form.
#[track_caller]
fn printed(user: &User, form: &str, more: &[&str]) -> String {
    let answer = user.run(["export", "--format", form].iter().chain(more)).exits(0);
    assert_eq!(answer.stderr, "", "{form}");
    answer.stdout
}

/// The root.crt that `install` makes.
fn installed(user: &User) -> String {
    install(user, &["--dest", "installed.crt"]).exits(0);
    std::fs::read_to_string(user.path("installed.crt")).expect("the file")
}

/// Runs a script of Python with the modules that read the forms.
fn python(script: &str, arguments: &[&Path]) -> Answer {
    use crate::support::tools::test_tools;
    let modules = [test_tools("exports"), test_tools("cloud-init/usr/lib/python3/dist-packages")];
    let path = std::env::join_paths(modules).expect("folders");
    let mut command = std::process::Command::new(test_tools("python/bin/python"));
    answer(command.env("PYTHONPATH", path).args(["-c", script]).args(arguments))
}

/// A self-signed certificate with so many bytes besides the usual ones. One of RSA with 4096 bits has about 1200.
fn own_root(number: usize, bytes: usize) -> Vec<u8> {
    let key = rcgen::KeyPair::generate().expect("a key");
    let mut parameters =
        rcgen::CertificateParams::new(vec![format!("{number}.example.com")]).expect("parameters");
    parameters.custom_extensions.push(rcgen::CustomExtension::from_oid_content(&[2, 999, 1], vec![7; bytes]));
    parameters.self_signed(&key).expect("a certificate").der().to_vec()
}

#[test]
fn a_private_key_in_the_way_is_left_alone() {
    let user = User::in_memory();
    std::fs::write(user.path("key.pem"), KEY).expect("a file");
    let answer = user.run(["export", "--format", "pem", "--output", "key.pem", "--no-backup"]).exits(2);
    assert!(answer.stderr.contains("private key"), "{answer:?}");
    assert_eq!(std::fs::read_to_string(user.path("key.pem")).expect("the key"), KEY);
}

#[test]
fn a_key_and_its_certificate_in_an_encrypted_keystore_are_left_alone() {
    let user = User::in_memory();
    let root = Party::root("Any");
    std::fs::write(user.path("pair.pem"), root.pem() + &root.key.pem()).expect("a file");
    let make = "openssl pkcs12 -export -in pair.pem -out pair.p12 -passout pass:geheim";
    answer(user.command("sh").current_dir(user.home()).args(["-c", make])).exits(0);
    let before = std::fs::read(user.path("pair.p12")).expect("a keystore");
    for form in ["pkcs12", "pem"] {
        let said = user.run(["export", "--format", form, "--output", "pair.p12", "--no-backup"]).exits(2);
        assert!(said.stderr.contains("may hold a private key"), "{said:?}");
        assert_eq!(std::fs::read(user.path("pair.p12")).expect("a keystore"), before);
    }
}

#[test]
fn the_same_roots_give_the_same_bytes_on_stdout_and_in_a_file() {
    let user = User::in_memory();
    for form in FILES {
        let text = printed(&user, form, &[]);
        assert_eq!(printed(&user, form, &["--output", "-"]), text);
        assert_eq!(printed(&user, form, &["--set", "azure"]), text);
        user.run(["export", "--format", form, "--output", "out"]).exits(0);
        assert_eq!(std::fs::read_to_string(user.path("out")).expect("the file"), text, "{form}");
    }
}

#[test]
fn pem_is_what_install_writes() {
    let user = User::in_memory();
    assert_eq!(printed(&user, "pem", &[]), installed(&user));
}

#[test]
fn json_has_the_roots_and_is_what_json_alone_asks_for() {
    let user = User::in_memory();
    let text = printed(&user, "json", &[]);
    assert_eq!(user.run(["export", "--json"]).exits(0).stdout, text);
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&json["command"], &json["set"], &json["from"]),
        (&json!("export"), &json!("azure"), &Value::Null)
    );
    let ids: Vec<&str> = json["certificates"]
        .as_array()
        .expect("roots")
        .iter()
        .map(|root| root["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids, AZURE.map(|(id, _)| id));
    let pem: String = json["certificates"]
        .as_array()
        .expect("roots")
        .iter()
        .map(|root| root["pem"].as_str().expect("PEM"))
        .collect();
    let blocks = pem::parse_many(pem).expect("PEM");
    assert_eq!(blocks.into_iter().map(pem::Pem::into_contents).collect::<Vec<_>>(), azure());
}

#[test]
fn der_is_a_folder_with_a_file_for_each_root() {
    let user = User::in_memory();
    user.run(["export", "--format", "der", "--output", "roots"]).exits(0);
    let mut expected: Vec<String> = AZURE.iter().map(|(id, _)| format!("{id}.der")).collect();
    expected.sort();
    assert_eq!(names(&user.path("roots")), expected);
    for ((id, _), der) in AZURE.iter().zip(azure()) {
        assert_eq!(std::fs::read(user.path("roots").join(format!("{id}.der"))).expect("a file"), der);
    }
}

#[test]
fn certificates_that_an_export_does_not_write_stay_and_are_named() {
    let user = User::in_memory();
    let run = |more: &[&str]| user.run(["export", "--format", "der", "--output", "roots"].iter().chain(more));
    run(&["--set", "azure-all"]).exits(0);
    std::fs::write(user.path("roots/mine.DER"), own_root(1, 0)).expect("a file");
    std::fs::write(user.path("roots/notes.der"), "no certificate").expect("a file");
    let before = names(&user.path("roots"));
    let told = run(&["--set", "azure"]).exits(0);
    assert!(told.stdout.contains("up to date"), "{told:?}");
    for name in ["`digicert-global-root-g3.der`", "`mine.DER`"] {
        assert!(told.stderr.contains(name), "{told:?}");
    }
    assert!(!told.stderr.contains("global-root-g2") && !told.stderr.contains("notes"), "{told:?}");
    assert_eq!(names(&user.path("roots")), before);
    assert_eq!(run(&["--set", "azure", "--json"]).exits(0).warning_codes(), ["leftover-file"]);
    std::fs::remove_file(user.path("roots/mine.DER")).expect("a file");
    let whole = run(&["--set", "azure-all"]).exits(0);
    assert_eq!(whole.stderr, "");
}

#[test]
fn a_file_of_a_folder_that_must_stay_stops_all_of_them() {
    let run = |user: &User| user.run(["export", "--format", "der", "--output", "roots"]).exits(2);
    let last = format!("roots/{}.der", AZURE[2].0);
    let user = User::in_memory();
    std::fs::create_dir(user.path("roots")).expect("a folder");
    std::fs::write(user.path(&last), KEY).expect("a file");
    assert!(run(&user).stderr.contains("private key"));
    assert_eq!(names(&user.path("roots")), [format!("{}.der", AZURE[2].0)]);
    std::fs::remove_file(user.path(&last)).expect("a file");
    std::os::unix::fs::symlink(&last[6..], user.path(&last)).expect("a link to itself");
    run(&user);
    assert_eq!(names(&user.path("roots")), [format!("{}.der", AZURE[2].0)]);
    std::fs::remove_file(user.path(&last)).expect("a link");
    std::os::unix::fs::symlink(format!("{}.der", AZURE[0].0), user.path(&last)).expect("a link");
    assert!(run(&user).stderr.contains("one file"));
    assert_eq!(names(&user.path("roots")), [format!("{}.der", AZURE[2].0)]);
}

#[test]
fn an_id_that_is_no_name_of_a_file_is_not_used_as_one() {
    let user = User::in_memory();
    user.run(["pins", "export", "own/pins.json"]).exits(0);
    let manifest = user.path("own/pins.json");
    let text = std::fs::read_to_string(&manifest).expect("a manifest");
    std::fs::write(&manifest, text.replace("\"digicert-global-root-g2\"", "\"../outside\""))
        .expect("a manifest");
    user.run(["export", "--format", "der", "--output", "a/b", "--pins", "own/pins.json"]).exits(0);
    assert_eq!(names(&user.path("a")), ["b"]);
    assert!(names(&user.path("a/b")).contains(&"cb3ccbb76031e5e0.der".to_owned()));
}

#[test]
fn another_file_in_the_way_is_kept_as_a_backup_and_the_same_one_is_left_alone() {
    let user = User::in_memory();
    std::fs::write(user.path("out.yaml"), "mine\n").expect("a file");
    let run = ["export", "--format", "configmap", "--output", "out.yaml", "--json"];
    let json = user.run(run).exits(0).json();
    assert_eq!((&json["changed"], &json["format"]), (&json!(true), &json!("configmap")));
    let kept = backups(user.home());
    assert_eq!(json["files"][0]["backup"].as_str().map(|path| user.path(path)), kept.first().cloned());
    assert_eq!(std::fs::read_to_string(&kept[0]).expect("the backup"), "mine\n");
    let before = std::fs::metadata(user.path("out.yaml")).expect("the file").modified().expect("a time");
    let json = user.run(run).exits(0).json();
    assert_eq!((&json["changed"], &json["files"][0]["backup"]), (&json!(false), &Value::Null));
    assert_eq!(
        std::fs::metadata(user.path("out.yaml")).expect("the file").modified().expect("a time"),
        before
    );
    std::fs::write(user.path("out.yaml"), "mine\n").expect("a file");
    user.run(run.iter().chain(&["--no-backup"])).exits(0);
    assert_eq!(backups(user.home()), kept);
}

#[test]
fn flags_that_contradict_each_other_are_refused_and_nothing_is_written() {
    let user = User::in_memory();
    let refused: [&[&str]; 15] = [
        &[],
        &["--format", "yaml"],
        &["--format", "pem", "--json"],
        &["--format", "der"],
        &["--format", "der", "--output", "-"],
        &["--format", "kustomize", "--output", "x"],
        &["--format", "pem", "--name", "x"],
        &["--format", "cluster-trust-bundle", "--namespace", "x"],
        &["--format", "configmap", "--container", "x"],
        &["--format", "configmap", "--name", "A"],
        &["--format", "configmap", "--namespace", "a.b"],
        &["--format", "configmap", "--name", "a\"\nb"],
        &["--format", "pem", "--from", "x", "--set", "azure"],
        &["--format", "pkcs12", "--storepass-env", "HOME"],
        &["--format", "pem", "--from", "x", "--for", "db.example.com"],
    ];
    for arguments in refused {
        let answer = user.run(["export"].iter().chain(arguments)).exits(2);
        if arguments.contains(&"--json") {
            assert_eq!(answer.error_code(), "usage");
            continue;
        }
        assert_eq!(answer.stdout, "", "{arguments:?}");
        assert!(answer.stderr.starts_with("error: "), "{answer:?}");
    }
    let long = "a".repeat(243);
    let run = ["export", "--format", "kustomize", "--container", "x", "--output", "x", "--name", &long];
    assert!(user.run(run).exits(2).stderr.contains("appends 11 characters"));
    assert_eq!(names(user.home()), Vec::<String>::new());
}

#[test]
fn an_unknown_set_and_a_root_without_a_copy_have_their_codes() {
    let user = User::in_memory();
    assert_eq!(user.run(["export", "--json", "--set", "nope"]).exits(2).error_code(), "unknown-set");
    user.run(["pins", "export", "own/pins.json"]).exits(0);
    std::fs::remove_file(user.path("own").join(AZURE[0].1)).expect("a copy");
    let run = ["export", "--json", "--pins", "own/pins.json"];
    assert_eq!(user.run(run).exits(2).error_code(), "missing-root");
    let mut command = user.pgcerts();
    command.args(&run[..2]).env("PGCERTS_PINS", "own/pins.json");
    assert_eq!(answer(&mut command).exits(2).error_code(), "missing-root");
}
