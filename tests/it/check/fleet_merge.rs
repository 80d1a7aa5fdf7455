//! A list in parts, and the reports of the parts as one.

use serde_json::Value;

use super::fleet_forms::Fleet;

/// The day of the reports. Only a named day is the same in two runs.
const AT: [&str; 2] = ["--at", "2026-11-29"];

/// Runs with the list in parts, as json-lines in the files `part-1` and so on.
fn parts(fleet: &Fleet, number: usize) -> Vec<String> {
    let names = (1..=number).map(|part| {
        let shard = format!("{part}/{number}");
        let arguments = [&["--format", "json-lines", "--shard", &shard], &AT[..]].concat();
        let name = format!("part-{part}");
        std::fs::write(fleet.site.user.path(&name), fleet.run(&arguments).stdout).expect("a part");
        name
    });
    names.collect()
}

fn merge(fleet: &Fleet, parts: &[String], more: &[&str]) -> crate::support::user::Answer {
    let parts = parts.iter().map(String::as_str);
    fleet.site.user.run(["check", "--merge"].into_iter().chain(parts).chain(more.iter().copied()))
}

fn sorted(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn a_report_read_back_is_the_report_in_every_form() {
    let fleet = Fleet::new();
    let report = fleet.run(&[&["--json"], &AT[..]].concat()).exits(2).stdout;
    std::fs::write(fleet.site.user.path("whole"), &report).expect("a report");
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&report).expect("JSON"));
    std::fs::write(fleet.site.user.path("pretty"), pretty.expect("JSON")).expect("a report");
    let asked = (fleet.fine.connections(), fleet.failing.connections());
    for more in [&[][..], &["--failed"]] {
        for format in ["json", "json-lines", "csv", "markdown", "text", "prometheus", "nagios"] {
            let arguments = [&["--format", format], more].concat();
            let again = merge(&fleet, &["whole".into()], &arguments);
            let pretty = merge(&fleet, &["pretty".into()], &arguments);
            assert_eq!((again.code, &again.stderr), (pretty.code, &pretty.stderr), "{format}");
            if matches!(format, "prometheus" | "nagios") && !more.is_empty() {
                continue;
            }
            let live = fleet.run(&[&arguments[..], &AT].concat());
            let dated = live.stdout.replace("as of 2026-11-29 00:00 UTC; days count from then\n", "");
            let same = if format == "json-lines" {
                sorted(&again.stdout) == sorted(&dated)
            } else {
                again.stdout == dated
            };
            assert!(same, "{format} {more:?}: {}\n{dated}", again.stdout);
            assert_eq!(again.code, live.code, "{format}");
            if format != "json" && format != "json-lines" {
                assert_eq!(again.stdout, pretty.stdout, "{format}");
            }
        }
    }
    assert!(asked.0 > 0 && fleet.site.user.run(["check", "--merge", "whole", "-q"]).code == Some(2));
}

#[test]
fn parts_make_the_whole_and_ask_nobody_again() {
    let fleet = Fleet::new();
    let whole = fleet.run(&[&["--format", "csv"], &AT[..]].concat()).exits(2).stdout;
    for number in [1, 2, 4, 9] {
        let parts = parts(&fleet, number);
        let asked = (fleet.fine.connections(), fleet.failing.connections());
        let merged = merge(&fleet, &parts, &["--format", "csv"]).exits(2).stdout;
        assert_eq!(sorted(&merged), sorted(&whole), "{number}");
        let json = merge(&fleet, &parts, &["--json"]).exits(2).json();
        assert_eq!((&json["counts"]["all"], &json["complete"]), (&6.into(), &true.into()));
        let lines = merge(&fleet, &parts, &["--format", "json-lines"]).exits(2).stdout;
        assert_eq!(lines.lines().count(), 6, "{lines}");
        std::fs::write(fleet.site.user.path("old"), lines).expect("a report");
        let text = merge(&fleet, &parts, &["--diff", "old"]).exits(0).stdout;
        assert!(text.starts_with("since the earlier run: no change\n"), "{text}");
        assert_eq!(asked, (fleet.fine.connections(), fleet.failing.connections()));
    }
}

#[test]
fn foreign_text_in_a_report_is_as_harmless_as_a_servers() {
    let fleet = Fleet::new();
    let report = fleet.run(&["--json"]).exits(2).stdout;
    let evil = "=cmd|\u{202e}\u{9b}##vso[x]\u{7f} `|`";
    let name = serde_json::to_string(evil).expect("JSON");
    let first = "\"target\":\"";
    let at = report.find(first).expect("a target");
    let end = at + first.len() + report[at + first.len()..].find('"').expect("its end") + 1;
    let report = format!("{}\"target\":{name}{}", &report[..at], &report[end..]);
    std::fs::write(fleet.site.user.path("evil"), report).expect("a report");
    for format in ["json", "json-lines", "csv", "markdown", "text", "prometheus", "nagios"] {
        let said = merge(&fleet, &["evil".into()], &["--format", format]).stdout;
        for part in ["\u{202e}", "\u{9b}", "\u{7f}", "##vso["] {
            assert!(!said.contains(part), "{format}: {part:?}");
        }
        if format.starts_with("json") {
            let values = said.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
            assert!(values.into_iter().any(|value| value["targets"][0]["target"] == evil), "{said}");
        }
    }
}

#[test]
fn what_is_merged_is_judged_already() {
    let fleet = Fleet::new();
    let parts = parts(&fleet, 1);
    for flags in [
        &["db.test"][..],
        &["--targets", "targets"],
        &["--sslmode", "require"],
        &["--at", "2027-01-01"],
        &["--shard", "1/2"],
        &["--jobs", "3"],
        &["--sslrootcert", "x"],
        &["--set", "azure"],
    ] {
        let arguments = [&["check"], flags, &["--json", "--merge", "part-1"]].concat();
        assert_eq!(fleet.site.user.run(&arguments).exits(2).error_code(), "usage", "{flags:?}");
    }
    for shard in ["0/2", "3/2", "2", "a/b", "1/0"] {
        let answer = fleet.run(&["--json", "--shard", shard]).exits(2);
        assert_eq!(answer.error_code(), "usage", "{shard}");
    }
    assert_eq!(merge(&fleet, &["-".into(), "-".into()], &["--json"]).exits(2).error_code(), "usage");
    assert_eq!(parts.len(), 1);
}
