//! OpenSSL beside `check`, and psql beside OpenSSL.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::graph::{Graph, HOST};
use super::openssl::Files;
use crate::support::cluster::{IS_ENCRYPTED, psql};
use crate::support::program;
use crate::support::responder::{Reply, Responder};
use crate::support::tools::need;
use crate::support::user::{User, answer};

const WORKERS: u64 = 2;

/// What each graph of a run came to.
#[derive(Default)]
struct Tally {
    valid: u64,
    complaints: Vec<String>,
}

fn number_from(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

/// Where the files of the graphs lie, and what removes them.
fn folder() -> (PathBuf, Option<User>) {
    if let Some(kept) = std::env::var_os("PGCERTS_GRAPHS_FOLDER") {
        return (kept.into(), None);
    }
    let user = User::in_memory();
    (user.home().to_owned(), Some(user))
}

/// Judges this many graphs with `judge`, which says whether OpenSSL takes one and what is to complain about.
fn run(count: u64, judge: impl Fn(&Graph, &Path) -> (bool, Option<String>) + Sync) -> Tally {
    let first = number_from("PGCERTS_GRAPHS_SEED", 1);
    let (folder, _user) = folder();
    let (next, tally) = (AtomicU64::new(first), Mutex::new(Tally::default()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed - first >= count {
                return;
            }
            let graph = Graph::of(seed);
            let place = folder.join(seed.to_string());
            Files(&place).write(&graph);
            let (valid, complaint) = judge(&graph, &place);
            let mut tally = tally.lock().expect("the tally");
            tally.valid += u64::from(valid);
            tally.complaints.extend(complaint.map(|text| format!("seed {seed}: {text}")));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(work);
        }
    });
    tally.into_inner().expect("the tally")
}

#[test]
fn check_finds_a_random_graph_valid_where_openssl_does() {
    if need("random graphs of certificates", "openssl").is_none() {
        return;
    }
    let count = number_from("PGCERTS_GRAPHS", 300);
    let now = OffsetDateTime::now_utc();
    let tally = run(count, |graph, place| {
        let (valid, said) = Files(place).verified(now.unix_timestamp());
        let ours = checked(graph, place, now);
        (valid, (ours["ok"] != valid).then(|| format!("check {ours}, OpenSSL {said:?}")))
    });
    assert!(tally.complaints.is_empty(), "{}:\n{}", tally.complaints.len(), tally.complaints.join("\n"));
    let percent = tally.valid * 100 / count;
    // Of a handful that someone looks at, all may be alike.
    assert!(count < 100 || (20..80).contains(&percent), "OpenSSL takes {percent} % of the graphs");
}

/// The verdict of `check` on the chain.
fn checked(graph: &Graph, place: &Path, at: OffsetDateTime) -> Value {
    target(graph, place, at)["verdicts"]["verify-ca"].clone()
}

/// All that `check` says of the chain.
pub(super) fn target(graph: &Graph, place: &Path, at: OffsetDateTime) -> Value {
    let mut command = std::process::Command::new(program());
    command.env_clear().env("HOME", place).current_dir(place);
    command.args(["check", "--json", "--chain", "chain.pem", "--sslrootcert", "store.pem", "--at"]);
    command.arg(at.replace_nanosecond(0).expect("a second").format(&Rfc3339).expect("a time"));
    if graph.lists.is_some() {
        command.args(["--sslcrl", "lists.pem"]);
    }
    let said = answer(&mut command);
    let json: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"));
    json["targets"][0].clone()
}

#[test]
fn psql_finds_a_random_graph_valid_where_openssl_does() {
    const TEST: &str = "random graphs of servers";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    let tally = run(60, |graph, place| {
        let (valid, said) = Files(place).verified(OffsetDateTime::now_utc().unix_timestamp());
        let chain = std::iter::once(&graph.leaf).chain(&graph.sent).map(|party| party.der.clone());
        let reply = Reply::Tls { chain: chain.collect(), key: graph.leaf.key.clone() };
        let responder = Responder::new(reply);
        let list = if graph.lists.is_some() { "sslcrl=lists.pem" } else { "" };
        let target = format!(
            "host={HOST} hostaddr=127.0.0.1 port={} user=kit dbname=kit connect_timeout=20 sslmode=verify-ca \
             sslrootcert=store.pem {list}",
            responder.port()
        );
        let mut command = std::process::Command::new(&psql);
        command.env_clear().env("HOME", place).current_dir(place);
        let theirs = answer(command.args(["-XAtc", IS_ENCRYPTED]).arg(target));
        let differs = (theirs.code == Some(0)) != valid;
        (valid, differs.then(|| format!("psql {theirs:?}, OpenSSL {said:?}")))
    });
    assert!(tally.complaints.is_empty(), "{}", tally.complaints.join("\n"));
    assert!((10..50).contains(&tally.valid), "OpenSSL takes {} of 60", tally.valid);
}
