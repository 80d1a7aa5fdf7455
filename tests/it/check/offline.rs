//! A chain from a file, without a connection.

use std::process::Stdio;

use serde_json::Value;

use super::kit::{HOST, Site, only};
use crate::support::findings::finding;
use crate::support::forge::certificate::{Party, in_days};
use crate::support::s_server::SServer;
use crate::support::tools::need;
use crate::support::user::{Answer, answer};

impl Site {
    fn judge(&self, bytes: impl AsRef<[u8]>, arguments: &[&str]) -> Answer {
        std::fs::write(self.user.path("chain"), bytes).expect("a chain");
        self.user.run(["check", "--json", "--chain", "chain"].iter().chain(arguments))
    }
}

#[test]
fn a_chain_in_pem_is_judged_as_a_server_that_sends_it() {
    let site = Site::new();
    let said = only(&site.judge(site.chain_pem(), &["--host", HOST]).exits(0));
    assert_eq!((&said["ok"], &said["reply"], &said["target"]), (&true.into(), &"S".into(), &"chain".into()));
    assert_eq!((&said["tls"], &said["address"], &said["error"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!(said["verdicts"]["verify-full"]["verified"], "full");
    assert_eq!(said["name"]["matched"], HOST);
    let said = only(&site.judge(site.chain_pem(), &["--host", "other.test"]).exits(1));
    assert_eq!(said["name"]["matches"], false);
}

#[test]
fn without_a_host_only_verify_full_is_not_known() {
    let site = Site::new();
    let answer = site.judge(site.chain_pem(), &[]).exits(1);
    let said = only(&answer);
    assert_eq!((&said["ok"], &said["name"], &said["host"]), (&Value::Null, &Value::Null, &Value::Null));
    let full = &said["verdicts"]["verify-full"];
    assert_eq!(full["ok"], Value::Null);
    assert!(full["message"].as_str().expect("a message").contains("--host"), "{full}");
    assert_eq!(said["verdicts"]["verify-ca"]["ok"], true);
    assert_eq!(only(&site.judge(site.chain_pem(), &["--sslmode", "verify-ca"]).exits(0))["ok"], true);
    assert_eq!(answer.json()["ok"], Value::Null);
}

#[test]
fn a_root_before_the_servers_own_certificate_is_told() {
    let site = Site::new();
    let reversed = [&site.root, &site.middle, &site.leaf].map(Party::pem).concat();
    let said = only(&site.judge(&reversed, &["--host", HOST]).exits(1));
    let found = finding(&said, "wrong-order");
    assert_eq!(found["severity"], "error");
    let message = found["message"].as_str().expect("a message");
    assert!(message.contains("Kit Root") && message.contains(HOST), "{message}");
    assert!(found["hint"].as_str().expect("a hint").contains("certificate first"), "{found}");
    let purpose = finding(&said, "purpose")["message"].as_str().expect("a message");
    assert!(purpose.ends_with(": key usage") && !purpose.contains("extended"), "{purpose}");
}

#[test]
fn a_name_that_the_certificate_has_twice_is_told_once() {
    use crate::support::forge::certificate::Draft;
    use crate::support::forge::extension::{alt_names, dns};
    let site = Site::with(Draft::server(HOST).with(alt_names(&[dns("localhost"), dns("localhost")])));
    std::fs::write(site.user.path("chain"), site.chain_pem()).expect("a chain");
    let text = site.user.run(["check", "--chain", "chain", "--host", "db.test"]).exits(1).stdout;
    assert!(text.contains("tried localhost\n") && text.contains("(localhost)"), "{text}");
}

#[test]
fn der_is_read_and_standard_input_too() {
    let site = Site::new();
    let alone = site.root.issue(crate::support::forge::certificate::Draft::server(HOST));
    let said = only(&site.judge(&alone.der, &["--host", HOST]).exits(0));
    assert_eq!(said["chain"].as_array().map(Vec::len), Some(1));
    std::fs::write(site.user.path("chain"), site.chain_pem()).expect("a chain");
    let input = std::fs::File::open(site.user.path("chain")).expect("the chain");
    let mut command = site.user.pgcerts();
    command.args(["check", "--json", "--chain", "-", "--host", HOST]).stdin(Stdio::from(input));
    let said = only(&answer(&mut command).exits(0));
    assert_eq!((&said["ok"], &said["target"]), (&true.into(), &"standard input".into()));
}

#[test]
fn what_s_client_prints_is_the_chain_as_it_was_sent() {
    if need("the output of s_client", "openssl").is_none() {
        return;
    }
    let site = Site::new();
    let sent = [&site.leaf, &site.middle, &site.root];
    let server = SServer::new(&sent, &[]);
    let front = server.behind_postgres();
    let address = front.address().to_string();
    let printed = |arguments: &[&str]| {
        let mut command = site.user.command("openssl");
        command.args(["s_client", "-connect", &address]).args(arguments);
        answer(command.stdin(Stdio::null())).stdout
    };
    let said =
        only(&site.judge(printed(&["-starttls", "postgres", "-showcerts"]), &["--host", HOST]).exits(0));
    assert_eq!(said["chain"].as_array().expect("a chain").len(), 3);
    assert_eq!(said["chain"][0]["names"], serde_json::json!([HOST]));
    let hint = |printed: &str| {
        let error = site.judge(printed, &["--host", HOST]).exits(2).json()["error"].clone();
        format!("{} {}", error["message"], error["hint"])
    };
    let own = printed(&["-starttls", "postgres"]);
    assert!(own.contains("BEGIN CERTIFICATE") && hint(&own).contains("1 of the 3"), "{}", hint(&own));
    assert!(hint(&own).contains("-showcerts"));
    assert!(hint(&printed(&[])).contains("-starttls postgres"));
}

#[test]
fn another_time_is_a_day_or_a_second() {
    let site = Site::new();
    let at = |time: &str, code: i32| {
        let answer = site.judge(site.chain_pem(), &["--host", HOST, "--at", time]).exits(code);
        (answer.json()["at"].as_str().expect("a time").to_owned(), only(&answer))
    };
    let later = (in_days(400)).date().to_string();
    let (told, said) = at(&later, 1);
    assert_eq!(told, format!("{later}T00:00:00Z"));
    assert_eq!(super::kit::codes(&said)[0], "expired");
    let (told, _) = at(&format!("{later}T12:30:00+02:00"), 1);
    assert_eq!(told, format!("{later}T10:30:00Z"));
    let (_, said) = at(&in_days(-100).date().to_string(), 1);
    assert_eq!(super::kit::codes(&said)[0], "not-yet-valid");
    at(&in_days(10).date().to_string(), 0);
    let text = site.user.run(["check", "--chain", "chain", "--host", HOST, "--at", &later]).exits(1).stdout;
    assert_eq!(
        text.lines().nth(1),
        Some(format!("as of {later} 00:00 UTC; days count from then").as_str()),
        "{text}"
    );
    for wrong in ["", "tomorrow", "2027-02-30", "2027-13-01", "2027", "12:00", "2027-01-01T25:00:00Z", "-1"] {
        let answer = site.judge(site.chain_pem(), &[&format!("--at={wrong}")]).exits(2);
        assert_eq!(answer.error_code(), "usage", "{wrong}");
    }
}

#[test]
fn a_file_without_a_certificate_is_an_error_that_says_what_to_give() {
    let site = Site::new();
    for bytes in [&b""[..], b"# nothing\n", b"<html></html>", b"\x30\x03\x02\x01\x01"] {
        let answer = site.judge(bytes, &["--host", HOST]).exits(2);
        assert_eq!(answer.error_code(), "io");
        assert!(answer.json()["error"]["hint"].as_str().expect("a hint").contains("s_client"));
    }
    for path in ["missing", ".postgresql"] {
        assert_eq!(site.user.run(["check", "--json", "--chain", path]).exits(2).error_code(), "io", "{path}");
    }
}
