//! Where clients that are not libpq decide otherwise on a chain and a name: the real clients connect to the same servers as
//! psql, and `check` names those that differ from it.
#![cfg(unix)]

mod cases;
mod lab;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use cases::cases;
use lab::{Lab, RealClient};

const TEST: &str = "other clients";

#[test]
fn check_names_the_clients_that_decide_otherwise_than_libpq() {
    let cases = cases();
    let Some(lab) = Lab::new(TEST, &cases) else { return };
    let libpq = lab.let_in(RealClient::Psql);
    let others = RealClient::OTHERS.map(|client| (client, lab.let_in(client)));
    let mut wrong = String::new();
    for case in &cases {
        let accepted = libpq.contains(case.name);
        let differ = others.iter().filter(|(_, let_in)| let_in.contains(case.name) != accepted);
        let expected: BTreeSet<&str> = differ.map(|(client, _)| client.name()).collect();
        let said = lab.check(case);
        assert_eq!(said["verdicts"]["verify-full"]["ok"], accepted, "{}: {said}", case.name);
        let (named, messages) = named(&said, accepted);
        if named.iter().map(String::as_str).collect::<BTreeSet<_>>() != expected {
            let _ = writeln!(wrong, "{}: {expected:?} decide otherwise; {messages:?}", case.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let without_sha1 = lab.let_in(RealClient::PgjdbcWithoutSha1);
    for (name, is_taken) in
        [("SHA-1 root", true), ("SHA-1 root that is sent", true), ("SHA-1 intermediate", false)]
    {
        assert_eq!(without_sha1.contains(name), is_taken, "{name}");
    }
}

/// The clients of the findings, which say on which side they are.
fn named(said: &Value, accepted: bool) -> (BTreeSet<String>, Vec<&str>) {
    let (start, verb) =
        if accepted { ("libpq connects; ", " refuse") } else { ("libpq does not; ", " accept") };
    let findings = said["findings"].as_array().expect("findings").iter();
    let findings = findings.filter(|finding| finding["code"] == "other-clients");
    let messages: Vec<&str> =
        findings.map(|finding| finding["message"].as_str().expect("a message")).collect();
    let clients = messages.iter().flat_map(|message| {
        let rest = message.strip_prefix(start).unwrap_or_else(|| panic!("{message}"));
        let (clients, _) = rest.split_once(verb).unwrap_or_else(|| panic!("{message}"));
        clients.replace(" and ", ", ").split(", ").map(ToOwned::to_owned).collect::<Vec<_>>()
    });
    (clients.collect(), messages)
}
