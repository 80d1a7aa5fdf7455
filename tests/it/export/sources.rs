//! `--from`: what clients trust of a store of any kind.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;

use super::{own_root, printed};
use crate::support::store::azure;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};
use crate::support::{AZURE, certificates, pem};

fn blocks() -> String {
    azure().iter().map(|der| pem("CERTIFICATE", der)).collect()
}

fn from(user: &User, store: &str) -> Answer {
    user.run(["export", "--format", "pem", "--from", store])
}

#[track_caller]
fn exported(user: &User, store: &str) -> Vec<Vec<u8>> {
    std::fs::write(user.path("exported"), from(user, store).exits(0).stdout).expect("a file");
    certificates(&user.path("exported"))
}

#[test]
fn every_kind_of_store_gives_the_same_roots() {
    let (Some(openssl), Some(keytool)) =
        (need("stores to export", "openssl"), need("stores to export", "keytool"))
    else {
        return;
    };
    let user = User::in_memory();
    std::fs::write(user.path("roots.pem"), blocks()).expect("a file");
    for arguments in [
        "crl2pkcs7 -nocrl -certfile roots.pem -out roots.p7b",
        "crl2pkcs7 -nocrl -certfile roots.pem -outform DER -out roots.p7c",
    ] {
        answer(Command::new(&openssl).current_dir(user.home()).args(arguments.split(' '))).exits(0);
    }
    for (kind, name) in [("JKS", "roots.jks")] {
        for (id, _) in AZURE {
            let file = user.path(&format!("{id}.der"));
            std::fs::write(&file, azure().swap_remove(AZURE.iter().position(|one| one.0 == id).expect("it")))
                .expect("a file");
            let mut command = Command::new(&keytool);
            command.args([
                "-importcert",
                "-noprompt",
                "-storepass",
                "changeit",
                "-storetype",
                kind,
                "-alias",
                id,
            ]);
            answer(command.arg("-keystore").arg(user.path(name)).arg("-file").arg(file)).exits(0);
        }
    }
    for name in ["roots.pem", "roots.p7b", "roots.p7c", "roots.jks"] {
        let mut found = exported(&user, name);
        let mut expected = azure();
        // Java keeps no order.
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{name}");
    }
    let first = format!("{}.der", AZURE[0].0);
    assert_eq!(exported(&user, &first), azure()[..1]);
}

#[test]
fn a_sealed_store_is_opened_with_its_password() {
    let user = User::in_memory();
    std::fs::write(user.path("pw"), "secret1").expect("a password");
    std::fs::write(user.path("wrong"), "Secret1").expect("a password");
    for name in ["sealed.p12", "sealed.jks"] {
        let dest = ["--dest", name, "--storepass-file", "pw"];
        user.run(["install", "--offline"].iter().chain(&dest)).exits(0);
        for command in
            [&["export", "--format", "json", "--from", name][..], &["pins", "show", "--json", name]]
        {
            let opened = user.run(command.iter().chain(&["--storepass-file", "pw"])).exits(0).json();
            assert_eq!(opened["certificates"].as_array().expect("roots").len(), 3, "{command:?}");
            let wrong = user.run(command.iter().chain(&["--storepass-file", "wrong"])).exits(2);
            assert_eq!(wrong.error_code(), "password");
        }
    }
    for command in
        [&["export", "--json", "--from", "sealed.p12"][..], &["pins", "show", "--json", "sealed.p12"]]
    {
        let closed = user.run(command).exits(2);
        assert_eq!(closed.error_code(), "password");
        assert!(closed.stdout.contains("--storepass-file"), "{closed:?}");
    }
}

#[test]
fn standard_input_has_one_thing_only() {
    let user = User::in_memory();
    let hex = "0".repeat(64);
    for command in [
        &["export", "--from", "-"][..],
        &["pins", "show", "-"],
        &["status", "-"],
        &["install", "--offline", "--dest", "x.p12", "--sha256", &hex, "--root", "-"],
    ] {
        let mut run = user.pgcerts();
        run.args(command).args(["--storepass-file", "-", "--json"]).stdin(Stdio::null());
        let answer = answer(&mut run).exits(2);
        assert_eq!(answer.error_code(), "usage", "{answer:?}");
        assert!(answer.stdout.contains("only once"), "{answer:?}");
    }
}

#[test]
fn a_pipe_is_a_store() {
    let user = User::in_memory();
    let mut command = user.pgcerts();
    command.args(["export", "--format", "json", "--from", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a run");
    child.stdin.take().expect("a pipe").write_all(blocks().as_bytes()).expect("written");
    let json = Answer::of(child.wait_with_output().expect("a run")).exits(0).json();
    assert_eq!((&json["from"], &json["certificates"][0]["id"]), (&json!("-"), &json!(AZURE[0].0)));
}

#[test]
fn certificates_come_once_and_without_an_id_under_their_fingerprint() {
    let Some(_) = need("a root of one's own", "openssl") else { return };
    let user = User::in_memory();
    let own = own_root(0, 0);
    std::fs::write(user.path("own.pem"), pem("CERTIFICATE", &own).repeat(2)).expect("a file");
    assert_eq!(exported(&user, "own.pem"), std::slice::from_ref(&own));
    user.run(["export", "--format", "der", "--from", "own.pem", "--output", "out"]).exits(0);
    let sha256 =
        user.run(["export", "--json", "--from", "own.pem"]).json()["certificates"][0]["sha256"].clone();
    let name = format!("{}.der", &sha256.as_str().expect("a fingerprint")[..16]);
    assert_eq!(crate::support::names(&user.path("out")), [name]);
}

#[test]
fn a_cluster_trust_bundle_takes_authorities_alone() {
    let user = User::in_memory();
    std::fs::write(user.path("own.pem"), blocks() + &pem("CERTIFICATE", &own_root(0, 0))).expect("a file");
    let answer = user.run(["export", "--format", "cluster-trust-bundle", "--from", "own.pem"]).exits(2);
    assert!(answer.stderr.contains("CA:TRUE"), "{}", answer.stderr);
    assert!(printed(&user, "configmap", &["--from", "own.pem"]).contains("kind: ConfigMap"));
}

#[test]
fn what_clients_do_not_load_is_left_out_and_told() {
    let user = User::in_memory();
    let [first, second, third] = [0, 1, 2].map(|place| pem("CERTIFICATE", &azure()[place]));
    std::fs::write(user.path("store"), format!("{first} {second}{third}")).expect("a file");
    let answer = from(&user, "store").exits(0);
    assert!(answer.stderr.contains("left out 1 certificate of"), "{}", answer.stderr);
    assert_eq!(exported(&user, "store"), [azure()[0].clone(), azure()[2].clone()]);
    std::fs::write(user.path("broken"), first.replacen("MII", "MI!", 1) + &second).expect("a file");
    let answer = user.run(["export", "--json", "--from", "broken"]).exits(2);
    assert_eq!(
        (answer.error_code(), &answer.json()["error"]["line"]),
        ("unreadable-store".into(), &json!(2))
    );
}

#[test]
fn trust_settings_that_no_other_form_keeps_are_not_dropped_silently() {
    let Some(openssl) = need("trust settings", "openssl") else { return };
    let user = User::in_memory();
    std::fs::write(user.path("root.pem"), pem("CERTIFICATE", &azure()[0])).expect("a file");
    let mut command = Command::new(openssl);
    command.args(["x509", "-in", "root.pem", "-addreject", "serverAuth"]).current_dir(user.home());
    let rejecting = answer(&mut command).exits(0).stdout;
    std::fs::write(user.path("store"), rejecting + &pem("CERTIFICATE", &azure()[1])).expect("a file");
    let answer = from(&user, "store").exits(0);
    assert!(answer.stderr.contains("TRUSTED CERTIFICATE in line 1"), "{}", answer.stderr);
    assert_eq!(exported(&user, "store"), azure()[1..2]);
}

#[test]
fn a_store_without_a_certificate_is_an_error() {
    let user = User::in_memory();
    for text in ["", "# only a comment\n", "<html></html>\n"] {
        std::fs::write(user.path("store"), text).expect("a file");
        let answer = from(&user, "./store").exits(2);
        assert_eq!(answer.stdout, "");
    }
    from(&user, "missing").exits(2);
}
