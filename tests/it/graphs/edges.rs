//! Graphs at the edge of a rule, on both of its sides.

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::compared::target;
use super::graph::{Graph, HOST};
use super::openssl::Files;
use crate::support::forge::certificate::{Draft, Party, in_days};
use crate::support::forge::crl::List;
use crate::support::tools::need;
use crate::support::user::User;

/// What `check` says of the graph at this second, and the words of OpenSSL, which says yes or no as it does.
#[track_caller]
fn agreed(graph: &Graph, at: OffsetDateTime, valid: bool) -> (Value, String) {
    let user = User::in_memory();
    Files(user.home()).write(graph);
    let (theirs, said) = Files(user.home()).verified(at.unix_timestamp());
    assert_eq!(theirs, valid, "OpenSSL at {at}: {said:?}");
    let ours = target(graph, user.home(), at);
    assert_eq!(ours["verdicts"]["verify-ca"]["ok"], valid, "check at {at}: {}", ours["openssl"]);
    (ours, said.stderr)
}

fn problems(target: &Value) -> Vec<&str> {
    let problems = target["openssl"]["problems"].as_array().expect("problems");
    problems.iter().map(|problem| problem["code"].as_str().expect("a code")).collect()
}

#[test]
fn a_revocation_list_is_current_from_its_first_second_and_no_longer_at_its_last() {
    if need("the seconds of a revocation list", "openssl").is_none() {
        return;
    }
    let second = Duration::seconds(1);
    let whole = |days: i64| in_days(days).replace_nanosecond(0).expect("a second");
    let (from, to) = (whole(-5), whole(5));
    let root = Party::root("Kit Root");
    let leaf = root.issue(Draft::server(HOST));
    let lists = Some(List::of(&root).between(from, Some(to)).pem());
    let graph = Graph { leaf, sent: Vec::new(), store: root.pem(), lists };
    let (early, said) = agreed(&graph, from - second, false);
    assert!(said.contains("CRL is not yet valid"), "{said}");
    assert_eq!(problems(&early), ["crl-not-yet-valid"; 2]);
    agreed(&graph, from, true);
    agreed(&graph, to - second, true);
    let (late, said) = agreed(&graph, to, false);
    assert!(said.contains("CRL has expired"), "{said}");
    // The root needs a list as well as the server.
    assert_eq!(problems(&late), ["crl-expired"; 2]);
}

#[test]
fn a_chain_has_a_hundred_intermediates_and_no_more_wherever_they_come_from() {
    if need("the length of a chain", "openssl").is_none() {
        return;
    }
    let root = Party::root("Kit Root");
    let mut floors: Vec<Party> = Vec::new();
    for number in 1..=110 {
        let above = floors.last().unwrap_or(&root);
        floors.push(above.ca(&format!("Floor {number}")));
    }
    for (height, valid) in [(99, true), (100, true), (101, false), (110, false)] {
        let leaf = floors[height - 1].issue(Draft::server(HOST));
        let middle = &floors[..height];
        let stored: String = middle.iter().map(Party::pem).collect();
        let graphs =
            [(middle.iter().rev().cloned().collect(), root.pem()), (Vec::new(), stored + &root.pem())];
        for (sent, store) in graphs {
            let graph = Graph { leaf: leaf.clone(), sent, store, lists: None };
            let (ours, said) = agreed(&graph, OffsetDateTime::now_utc(), valid);
            if !valid {
                // Both give up at the same certificate, and look at none above it.
                let depth = ours["openssl"]["certificates"].as_array().expect("a chain").len() - 1;
                let words = format!("at {depth} depth lookup: certificate chain too long");
                assert!(said.contains(&words), "{words}: {said}");
                assert_eq!(problems(&ours), ["too-long"]);
                let message = ours["openssl"]["problems"][0]["message"].as_str().expect("words");
                assert!(message.contains("comes after 100 intermediates"), "{message}");
            }
            // The path that OpenSSL takes is among those that are shown, and a longer one is not looked for.
            let paths = ours["paths"].as_array().map(Vec::len);
            assert_eq!((paths, &ours["paths_complete"]), (Some(usize::from(valid)), &valid.into()));
            let findings = ours["findings"].as_array().expect("findings");
            assert_eq!(findings.iter().any(|finding| finding["code"] == "many-paths"), !valid);
        }
    }
}
