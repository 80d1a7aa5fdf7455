//! A connection without encryption is never told as if all were well.

use super::kit::{Site, answering, server, shown, target};
use crate::status_formats::{nagios_line, samples};
use crate::support::user::Answer;

fn check(site: &Site, targets: &[String], arguments: &[&str]) -> Answer {
    site.user
        .run(["check"].into_iter().chain(targets.iter().map(String::as_str)).chain(arguments.iter().copied()))
}

/// Targets at a server without TLS, in libpq's default mode and in one that asks for plaintext; and one under TLS.
fn targets(plain: u16, fine: u16) -> [String; 3] {
    [format!("{} sslmode=prefer", target(plain)), format!("{} sslmode=disable", target(plain)), target(fine)]
}

#[test]
fn a_table_says_plaintext_first_and_counts_it_apart() {
    let site = Site::new();
    let (plain, fine) = (answering(b"N"), site.server());
    let targets = targets(plain.address().port(), fine.port());
    let text = check(&site, &targets, &[]).exits(1).stdout;
    let groups: Vec<&str> = text.split("\n\n").collect();
    for ((target, word), group) in targets.iter().zip(["not ok", "PLAINTEXT"]).zip(&groups) {
        assert!(group.starts_with(&format!("{word}: 1 server")) && group.contains(&shown(target)), "{text}");
        assert!(group.contains("TLS is switched off"), "{text}");
    }
    assert!(groups[2].starts_with("ok: 1 server"), "the worse come first: {text}");
    assert!(
        text.contains("3 servers: 2 ok (1 without encryption), 1 of them with a warning, 1 not ok"),
        "{text}"
    );
    let said = check(&site, &targets[1..], &["--json"]).exits(0).json();
    assert_eq!(said["ok"], true, "whoever asks for no more gets no less");
}

#[test]
fn a_failed_verification_that_prefer_passes_over_is_plaintext_too() {
    let site = Site::new();
    let failing = server(&[&site.leaf]);
    let target = format!("{} sslmode=prefer", target(failing.port()));
    let text = check(&site, &[target.clone(), target.clone()], &[]).exits(1).stdout;
    assert!(
        text.starts_with("not ok: 2 servers") && text.contains("connects without encryption: "),
        "{text}"
    );
    assert!(text.contains("2 servers: 2 not ok"), "{text}");
    let text = check(&site, &[target], &[]).exits(1).stdout;
    let headline = text.lines().nth(1).expect("a headline");
    assert_eq!(headline, "not ok: sslmode=prefer connects WITHOUT encryption");
}

#[test]
fn nagios_is_alarmed_by_a_fallback_and_told_of_a_wish() {
    let site = Site::new();
    let (plain, fine) = (answering(b"N"), site.server());
    let [fallback, wish, _] = targets(plain.address().port(), fine.port());
    let nagios = |target: &str| check(&site, &[target.to_owned()], &["--format", "nagios"]);
    let said = nagios(&fallback).exits(2);
    let (line, data) = nagios_line(&said, "CRITICAL");
    assert!(line.contains("WITHOUT ENCRYPTION") && line.contains("TLS is switched off"), "{line}");
    assert_eq!((data["critical"], data["ok"]), ("1", "0"));
    assert!(nagios_line(&nagios(&wish).exits(1), "WARNING").0.contains("WITHOUT ENCRYPTION"));
    let wish = format!("{} sslmode=disable", target(fine.port()));
    assert!(nagios_line(&nagios(&wish).exits(0), "OK").0.contains("WITHOUT ENCRYPTION"));
    let said = check(&site, &[wish.clone(), wish], &["--format", "nagios"]).exits(0);
    assert!(nagios_line(&said, "OK").0.contains("2 servers ok, 2 of them WITHOUT ENCRYPTION"), "{said:?}");
}

#[test]
fn a_metric_tells_what_is_encrypted() {
    let site = Site::new();
    let (plain, fine, failing) = (answering(b"N"), site.server(), server(&[&site.leaf]));
    let [fallback, _, fine] = targets(plain.address().port(), fine.port());
    let all = [fallback, fine, target(failing.port()), target(1)];
    let text = check(&site, &all, &["--format", "prometheus"]).exits(2).stdout;
    let Some(samples) = samples(&text) else { return };
    let of = |target: &str| {
        let encrypted = &samples["pgcerts_check_encrypted"];
        let found = encrypted.iter().find(|(labels, _)| labels["target"] == shown(target));
        found.map(|(_, value)| format!("{value}"))
    };
    let told = all.each_ref().map(|target| of(target));
    assert_eq!(told, [Some("0".into()), Some("1".into()), None, None]);
}
