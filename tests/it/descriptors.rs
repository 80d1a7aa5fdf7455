//! A run that has too few file descriptors says so: its fix is a higher limit, not to do without the network.

use std::sync::Arc;

use serde_json::Value;

use crate::support::forge::certificate::{Draft, Party};
use crate::support::program;
use crate::support::responder::{Reply, Responder};
use crate::support::server::Server;
use crate::support::user::{User, answer};

/// `EMFILE` on every system. Its text differs between C libraries.
const EMFILE: &str = "(os error 24)";

/// The standard streams take three. No run needs as many as the last limit allows.
const LIMITS: std::ops::RangeInclusive<u32> = 4..=16;

/// What is said with this limit, be it an error or the first warning. Nothing where the system cannot even start the
/// program.
fn message_and_hint(limit: u32, arguments: &[&str]) -> Option<(String, String)> {
    let user = User::new();
    let mut command = user.command("sh");
    command.current_dir(user.home()).args(["-c", "ulimit -n \"$0\" && exec \"$@\"", &limit.to_string()]);
    let json: Value = serde_json::from_str(&answer(command.arg(program()).args(arguments)).stdout).ok()?;
    let said = json.get("error").or(json["warnings"].get(0)).or(json["targets"][0].get("error"))?;
    let text = |key: &str| said[key].as_str().expect(key).to_owned();
    Some((text("message"), text("hint")))
}

/// The messages of all runs that lack descriptors, whose fix is checked; the last run does not lack any.
#[track_caller]
fn messages_for_lack(arguments: &[&str], lacks: impl Fn(&str) -> bool) -> Vec<String> {
    let all = LIMITS.filter_map(|limit| message_and_hint(limit, arguments));
    let (lacking, others): (Vec<_>, Vec<_>) = all.partition(|(message, _)| lacks(message));
    for (message, hint) in &lacking {
        assert!(hint.contains("ulimit -n") && !hint.contains("offline"), "{message}: {hint}");
    }
    assert!(!others.is_empty(), "{lacking:?}");
    assert!(others.iter().all(|(_, hint)| !hint.contains("ulimit")), "{others:?}");
    lacking.into_iter().map(|(message, _)| message).collect()
}

fn install(mirror: &str, more: &[&str]) -> Vec<String> {
    let arguments = ["install", "--json", "--dest", "root.crt", "--retries", "0", "--mirror", mirror];
    // A name that every system knows is unknown only where the resolver could not open its files.
    let lacks = |message: &str| message.contains(EMFILE) || message.contains("lookup");
    messages_for_lack(&[&arguments, more].concat(), lacks)
}

#[test]
fn a_download_without_descriptors_needs_a_higher_limit() {
    let mirror = Server::http().url("");
    let messages = install(&mirror, &["--source", "download"]);
    for start in ["the system gives no event queue", "cannot download"] {
        assert!(messages.iter().any(|message| message.starts_with(start)), "{start}: {messages:?}");
    }
    let messages = install(&mirror, &[]);
    assert!(messages.iter().any(|message| message.ends_with("the built-in copy was used")), "{messages:?}");
}

#[test]
fn a_look_up_without_descriptors_needs_a_higher_limit() {
    let mirror = Server::http().url("").replace("127.0.0.1", "localhost");
    let messages = install(&mirror, &["--source", "download"]);
    assert!(messages.iter().any(|message| message.starts_with("cannot download")), "{messages:?}");
}

#[test]
fn a_check_without_descriptors_needs_a_higher_limit() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = free.expect("a port").port();
    for (host, start) in [("127.0.0.1", "cannot connect to"), ("localhost", "cannot look up")] {
        let target = format!("{host}:{port}");
        let lacks = |message: &str| message.contains(EMFILE) || message.starts_with("cannot look up");
        let messages = messages_for_lack(&["check", "--json", &target], lacks);
        assert!(messages.iter().any(|message| message.starts_with(start)), "{start}: {messages:?}");
    }
}

/// The targets that are not reached under these limits, `ulimit` by `ulimit`. A server may be slow, so the time is
/// ample.
fn unreached(limits: &str, lines: &[String], jobs: &str) -> Vec<Value> {
    let user = User::new();
    std::fs::write(user.path("targets"), lines.join("\n")).expect("the targets");
    let mut command = user.command("sh");
    command.current_dir(user.home()).args(["-c", &format!("{limits} && exec \"$@\""), "sh"]).arg(program());
    command.args(["check", "--targets", "targets", "--jobs", jobs, "--timeout", "60", "--json"]);
    let json = answer(&mut command).json();
    let targets = json["targets"].as_array().expect("targets");
    assert_eq!(targets.len(), lines.len(), "{limits}");
    targets.iter().filter(|one| !one["error"].is_null()).cloned().collect()
}

#[test]
fn few_descriptors_slow_a_fleet_down_and_are_no_fault_of_a_server() {
    let root = Party::root("Fleet Root");
    let leaf = root.issue(Draft::server("localhost"));
    let reply = Reply::Tls { chain: vec![leaf.der.clone()], key: Arc::clone(&leaf.key) };
    let server = Responder::new(reply);
    // What only looks like a PostgreSQL server is asked again over a second connection.
    let stranger = Responder::new(Reply::Bytes(b"?"));
    let alert = Responder::new(Reply::Bytes(b"S\x15\x03\x03\x00\x02\x02\x28"));
    let line = |number: usize| match number % 30 {
        0 => format!("host=db.test hostaddr=127.0.0.1 port={}", stranger.port()),
        1 => format!("host=localhost port={}", alert.port()),
        2..=15 => format!("host=localhost port={}", server.port()),
        _ => format!("host=db.test hostaddr=127.0.0.1 port={}", server.port()),
    };
    let lines: Vec<String> = (0..300).map(line).collect();
    for (limits, jobs) in [("ulimit -n 64", "300"), ("ulimit -n 24", "64"), ("ulimit -Sn 16", "64")] {
        let unreached = unreached(limits, &lines, jobs);
        assert!(unreached.is_empty(), "{limits}: {}, {}", unreached.len(), unreached[0]);
    }
}
