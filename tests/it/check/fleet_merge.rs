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

/// A report of one server with these fields.
fn report(fields: &str) -> String {
    format!(
        r#"{{"schema":1,"command":"check","at":"2026-11-29T14:00:00+14:00","targets":[{{"target":"db:5432","sslmode":"verify-full","error":null,"address":"10.0.0.1","reply":"S",{fields}}}]}}"#
    ) + "\n"
}

#[test]
fn of_a_server_in_two_reports_the_worse_answer_is_its_metric() {
    let fleet = Fleet::new();
    let finding = r#"[{"code":"unknown-root","severity":"error","message":"m","hint":"h"}]"#;
    let [fine, failing] = [r#""ok":true"#.to_owned(), format!(r#""ok":false,"findings":{finding}"#)]
        .map(|fields| report(&fields));
    for text in [fine.clone() + &failing, failing + &fine] {
        std::fs::write(fleet.site.user.path("both"), text).expect("a report");
        let said = merge(&fleet, &["both".into()], &["--format", "prometheus"]).exits(1).stdout;
        let metric = said.lines().find(|line| line.starts_with("pgcerts_check_ok{")).expect("its metric");
        assert!(metric.ends_with(" 0"), "{metric}");
        let json = merge(&fleet, &["both".into()], &["--json"]).exits(1).json();
        assert_eq!(json["at"], "2026-11-29T00:00:00Z", "in UTC");
    }
}

#[test]
fn another_issuer_of_a_chain_without_a_root_is_another_root() {
    let fleet = Fleet::new();
    let digest = |digit: &str| digit.repeat(64);
    let chain = |issuer: &str| {
        let sent = format!(r#"[{{"issuer":"{issuer}","sha256":"{}"}}]"#, digest("a"));
        report(&format!(r#""ok":true,"chain":{sent},"openssl":{{"certificates":["{}"]}}"#, digest("a")))
    };
    let rooted = |subject: &str| {
        let anchor = format!(r#"[{{"anchor":{{"subject":"{subject}","sha256":"{}"}}}}]"#, digest("b"));
        report(&format!(r#""ok":true,"paths":{anchor}"#))
    };
    let cases = [
        (chain("One"), chain("One"), None),
        (chain("One"), chain("Two"), Some(("One", "Two"))),
        (chain("One"), rooted("One"), None),
        (chain("One"), rooted("Two"), Some(("One", "Two"))),
        (rooted("Two"), chain("One"), Some(("Two", "One"))),
    ];
    for (old, new, expected) in cases {
        std::fs::write(fleet.site.user.path("old"), old).expect("a report");
        std::fs::write(fleet.site.user.path("new"), new).expect("a report");
        let json = merge(&fleet, &["new".into()], &["--diff", "old", "--json"]).exits(0).json();
        let found = json["changes"].as_array().expect("changes");
        let found: Vec<_> = found
            .iter()
            .map(|one| (one["what"].as_str(), one["old"].as_str(), one["new"].as_str()))
            .collect();
        let wanted: Vec<_> =
            expected.iter().map(|(old, new)| (Some("root-changed"), Some(*old), Some(*new))).collect();
        assert_eq!(found, wanted);
    }
}

/// What a test saves as the part `cut`, merged, or compared with the file `whole`.
fn said_of(fleet: &Fleet, cut: &str, more: &[&str]) -> crate::support::user::Answer {
    std::fs::write(fleet.site.user.path("cut"), cut).expect("a part");
    merge(fleet, &["cut".into(), "whole".into()], more)
}

#[test]
fn a_run_that_was_killed_between_two_lines_is_none_that_ended() {
    let fleet = Fleet::new();
    let whole = fleet.run(&[&["--format", "json-lines"], &AT[..]].concat()).exits(2).stdout;
    std::fs::write(fleet.site.user.path("whole"), &whole).expect("a report");
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    assert_eq!(lines.len(), 6);
    for kept in 1..=6 {
        let (cut, is_whole) = (lines[..kept].concat(), kept == 6);
        let json = said_of(&fleet, &cut, &["--json"]).exits(2);
        assert_eq!(json.json()["complete"], is_whole, "{kept}");
        assert_eq!(json.stderr.contains("note: `cut`: the run did not end"), !is_whole, "{}", json.stderr);
        // What is merged once more still says it.
        let merged = said_of(&fleet, &cut, &["--format", "json-lines"]).stdout;
        let without_end: String = merged.split_inclusive('\n').take(kept + 6).collect();
        let again = said_of(&fleet, &without_end, &["--json"]).json();
        assert_eq!(again["complete"], is_whole, "{kept}");
        // Of servers that were not asked, nobody knows whether they are new.
        let compared = fleet.run(&[&["--diff", "cut", "--json"], &AT[..]].concat()).json();
        assert_eq!(compared["changes"].as_array().map(Vec::len), Some(0), "{kept}: {compared}");
    }
}

#[test]
fn two_parts_that_were_cut_are_not_one_that_is_whole() {
    let fleet = Fleet::new();
    let cut: Vec<String> = parts(&fleet, 2)
        .iter()
        .map(|part| std::fs::read_to_string(fleet.site.user.path(part)).expect("a part"))
        .map(|text| text.lines().next().expect("a line").to_owned() + "\n")
        .collect();
    let three = [&cut[0], &cut[1], &cut[0]].map(String::as_str).concat();
    for text in [cut.concat(), three] {
        std::fs::write(fleet.site.user.path("cut"), &text).expect("a report");
        let json = merge(&fleet, &["cut".into()], &["--json"]).exits(2).json();
        assert_eq!(json["complete"], false, "{text}");
    }
}

#[test]
fn every_form_says_that_a_run_was_interrupted() {
    let fleet = Fleet::new();
    let text = report(r#""ok":true"#).replacen("\"schema\":1", "\"schema\":1,\"complete\":false", 1);
    std::fs::write(fleet.site.user.path("part"), &text).expect("a report");
    for format in ["csv", "prometheus"] {
        let said = merge(&fleet, &["part".into()], &["-q", "--format", format]).exits(2);
        assert_eq!(said.stderr, "error: 1 server of an interrupted run: 1 ok\n", "{format}");
    }
    for format in ["text", "markdown", "nagios"] {
        let said = merge(&fleet, &["part".into()], &["--format", format]).stdout;
        assert!(said.contains("interrupted"), "{format}: {said}");
    }
}

#[test]
fn a_part_without_a_server_is_ok_in_every_form() {
    let fleet = Fleet::new();
    for format in ["text", "json", "json-lines", "csv", "markdown", "prometheus", "nagios"] {
        let said = fleet.run(&["--shard", "7/7", "--format", format]).exits(0);
        assert_eq!(said.stderr, "", "{format}");
    }
    let nagios = fleet.run(&["--shard", "7/7", "--format", "nagios"]).stdout;
    assert!(nagios.starts_with("PGCERTS OK - 0 servers | "), "{nagios}");
}

#[test]
fn an_interrupted_run_is_said_to_be_one_however_quiet() {
    let fleet = Fleet::new();
    let text = report(r#""ok":true"#).replacen("\"schema\":1", "\"schema\":1,\"complete\":false", 1);
    std::fs::write(fleet.site.user.path("part"), &text).expect("a report");
    for more in [&["-q"][..], &["-q", "--diff", "part"]] {
        let said = merge(&fleet, &["part".into()], more).exits(2).stdout;
        assert!(said.contains("1 server of an interrupted run"), "{more:?}: {said}");
    }
}
