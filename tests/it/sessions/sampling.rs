//! `--for` and `--every`: what comes and goes is seen, and Ctrl-C prints what was seen.

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::kit::{Kit, rows};
use crate::support::user::Answer;

#[test]
fn sessions_that_come_and_go_are_counted_once() {
    let Some(kit) = Kit::new("sampling") else { return };
    let sample = |lasting: &str| {
        let mut command = kit.user.pgcerts();
        command.args(["sessions", &kit.target("user=watcher"), "--json", "--for", lasting, "--every", "0.2"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("pgcerts")
    };
    let under_tls = kit.target("user=postgres sslmode=require");
    let lasting = kit.hold("lasting", &under_tls);
    let sampling = sample("2");
    kit.wait_for("usename = 'watcher'", 1);
    let passing = kit.hold("passing", &kit.target("user=postgres sslmode=disable"));
    sleep(Duration::from_millis(500));
    drop(passing);
    let json = Answer::of(sampling.wait_with_output().expect("its end")).exits(1).json();
    let expected = [
        "lasting postgres postgres client tls TLSv1.3 - 1",
        "passing postgres postgres client plaintext - - 1",
    ];
    let seen: Vec<String> = rows(&json).into_iter().filter(|row| !row.starts_with("psql")).collect();
    assert_eq!(seen, expected, "{json}");
    assert!(json["looks"].as_u64().expect("a number") >= 5 && json["complete"] == true, "{json}");

    let sampling = sample("60");
    let start = Instant::now();
    kit.wait_for("usename = 'watcher'", 1);
    sleep(Duration::from_millis(500));
    let killed = kit.user.command("kill").args(["-INT", &sampling.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()));
    let said = Answer::of(sampling.wait_with_output().expect("its end")).exits(2);
    assert!(start.elapsed() < Duration::from_secs(20));
    let json = said.json();
    assert_eq!(json["complete"], false, "{json}");
    assert!(rows(&json).contains(&expected[0].to_owned()), "{json}");
    drop(lasting);
}
