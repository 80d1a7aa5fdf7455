//! What `check` reports of the client certificate.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::kit::Kit;
use crate::support::cluster::{hand_over, unprivileged};
use crate::support::findings::finding;
use crate::support::user::answer;

#[test]
fn a_certificate_is_shown_with_what_became_of_it() {
    let Some(kit) = Kit::new("a client certificate in JSON") else { return };
    kit.issue("alien", "stranger", &["-newkey", "rsa:2048"]);
    let said = kit.check(&[], "sslmode=require");
    assert_eq!(said["client_certificate"], Value::Null);
    assert_eq!(said["tls"]["client_certificate_requested"], true);
    let said = kit.check(&[], "sslmode=require sslcert=alice.crt sslkey=alice.key");
    let own = &said["client_certificate"];
    assert_eq!(
        json!([
            own["path"],
            own["subject"],
            own["requested"],
            own["acceptable"],
            own["sent"],
            own["accepted"]
        ]),
        json!(["alice.crt", "alice", true, ["authority"], true, true])
    );
    assert!(own["until"].as_str().is_some_and(|until| until.ends_with('Z')), "{own}");
    for version in ["TLSv1.2", "TLSv1.3"] {
        let options =
            format!("sslmode=require sslcert=alien.crt sslkey=alien.key ssl_max_protocol_version={version}");
        let said = kit.check(&[], &options);
        assert_eq!((&said["client_certificate"]["accepted"], &said["ok"]), (&false.into(), &false.into()));
        let refused = finding(&said, "client-certificate-refused");
        assert!(refused["message"].to_string().contains("ssl_ca_file"), "{refused}");
        assert!(
            said["findings"]
                .as_array()
                .expect("findings")
                .iter()
                .all(|found| found["code"] != "unknown-suite")
        );
    }
    let flags = ["--sslcert", "alice.crt", "--sslkey", "alice.key"];
    let said = kit.check(&flags, "sslmode=require sslcert=alien.crt sslkey=alien.key");
    assert_eq!(
        (&said["client_certificate"]["subject"], &said["ok"]),
        (&"alice".into(), &true.into()),
        "flags win"
    );
}

#[test]
fn the_default_pair_and_the_variables_count() {
    let Some(kit) = Kit::new("the default client certificate") else { return };
    kit.issue("alien", "stranger", &["-newkey", "rsa:2048"]);
    kit.install(&[("alien.crt", "postgresql.crt"), ("alien.key", "postgresql.key")]);
    let said = kit.check(&[], "sslmode=require");
    assert_eq!((&said["ok"], &said["client_certificate"]["accepted"]), (&false.into(), &false.into()));
    let with = |variables: &[(&str, &str)], flags: &[&str]| {
        let mut command = kit.user.pgcerts();
        command.args(["check", "--json"]).args(flags).arg(kit.connection("sslmode=require"));
        answer(command.envs(variables.iter().copied())).json()["targets"][0].clone()
    };
    let variables = [("PGSSLCERT", "alice.crt"), ("PGSSLKEY", "alice.key")];
    let said = with(&variables, &[]);
    assert_eq!((&said["ok"], &said["environment"]), (&true.into(), &json!(["PGSSLCERT", "PGSSLKEY"])));
    assert_eq!(with(&variables, &["--no-env"])["ok"], false);
    assert_eq!(with(&[("PGSSLCERTMODE", "disable")], &[])["ok"], true);
    std::fs::remove_file(kit.user.folder().join("postgresql.key")).expect("the key is gone");
    let said = kit.check(&[], "sslmode=require");
    let text = said["verdicts"]["require"]["message"].as_str().expect("an error").to_owned();
    assert!(text.starts_with("certificate present, but not private key file"), "{text}");
    assert_eq!(finding(&said, "client-certificate")["severity"], "error");
}

#[test]
fn a_home_that_cannot_be_looked_into_is_libpqs_error() {
    let Some(kit) = Kit::new("a closed home") else { return };
    let home = kit.user.path("closed");
    std::fs::create_dir_all(home.join(".postgresql")).expect("a home");
    std::fs::set_permissions(kit.user.home(), std::fs::Permissions::from_mode(0o755)).expect("a mode");
    std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o0)).expect("a mode");
    let text = "could not open certificate file";
    let mut command = kit.user.pgcerts();
    unprivileged(&mut command);
    command.env("HOME", &home).args(["check", "--json"]).arg(kit.connection("sslmode=require"));
    let said = answer(&mut command).exits(1).json()["targets"][0].clone();
    let message = |mode: &str| said["verdicts"][mode]["message"].as_str().unwrap_or_default().to_owned();
    assert!(message("require").starts_with(text), "{said}");
    assert!(message("verify-full").contains("does not exist"), "{said}");
    assert!(message("prefer").contains("WITHOUT ENCRYPTION") && message("prefer").contains(text), "{said}");
    let mut psql = kit.user.command(kit.cluster.psql());
    unprivileged(&mut psql);
    psql.env("HOME", &home).args(["-XAtwc", "select 1"]).arg(kit.connection("sslmode=require"));
    let psql = answer(&mut psql);
    assert!(psql.stderr.contains(&message("require")), "{psql:?}");
    hand_over(&home, 0o700);
}

#[test]
fn a_key_that_cannot_be_read_here_leaves_the_verdict_open() {
    let Some(kit) = Kit::new("a key of an engine") else { return };
    for database in ["certificate", "scram", "trusted"] {
        let options = format!("dbname={database} sslcert=alice.crt sslkey=engine:key");
        for flags in [&[][..], &["--auth"]] {
            let said = kit.check(flags, &format!("{options} sslmode=require"));
            assert_eq!(said["verdicts"]["require"]["ok"], Value::Null, "{database} {flags:?}: {said}");
            assert_eq!(said["ok"], Value::Null, "{database} {flags:?}: {said}");
        }
        let said = kit.check(&["--auth"], &format!("{options} sslmode=prefer"));
        assert_eq!(said["verdicts"]["prefer"]["ok"], Value::Null, "plaintext is refused: {said}");
    }
    let mut command = kit.user.pgcerts();
    let secret = "pkcs11:x?pin-value=topsecret99";
    command
        .args(["check", "-v"])
        .arg(kit.connection(""))
        .envs([("PGSSLCERT", "alice.crt"), ("PGSSLKEY", secret)]);
    let said = answer(&mut command);
    assert!(!format!("{said:?}").contains("topsecret99"), "{said:?}");
}

#[test]
fn a_name_of_a_user_that_holds_a_secret_is_sent_nowhere() {
    let Some(kit) = Kit::new("a secret in place of a name") else { return };
    let port = kit.cluster.port;
    for target in [
        format!("postgresql://alice@127.0.0.1:{port}/scram&sslpassword=topsecret99"),
        format!("host=127.0.0.1 port={port} user=alice dbname='password=topsecret99'"),
        format!("host=127.0.0.1 port={port} user=alice:topsecret99"),
    ] {
        for flags in [&["--auth"][..], &["--auth", "--json"]] {
            let said = kit.user.run([&["check"], flags, &[&target]].concat()).exits(2);
            assert!(!format!("{said:?}").contains("topsecret99"), "{said:?}");
        }
    }
    let good = kit.connection("dbname=trusted sslmode=require");
    let bad = format!("host=127.0.0.1 port={port} user=alice:topsecret99");
    let both = kit.user.run(["check", "--auth", "--json", &bad, &good]).exits(2).json();
    assert_eq!(both["targets"][0]["error"]["code"], "usage", "{both}");
    assert_eq!(both["targets"][1]["ok"], true, "one target stops no other: {both}");
}
