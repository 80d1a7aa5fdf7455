//! What changed since an earlier run.

use serde_json::{Value, json};

use super::fleet_forms::Fleet;
use super::kit::shown;
use crate::support::user::Answer;

/// The report of the fleet, which a test may edit.
fn earlier(fleet: &Fleet, edit: impl FnOnce(&mut Vec<Value>)) {
    let mut report = fleet.run(&["--json"]).exits(2).json();
    edit(report["targets"].as_array_mut().expect("targets"));
    write(fleet, &report.to_string());
}

fn write(fleet: &Fleet, report: &str) {
    std::fs::write(fleet.site.user.path("old"), report).expect("a report");
}

fn changes(answer: &Answer) -> Vec<[Value; 4]> {
    let json = answer.json();
    let changes = json["changes"].as_array().unwrap_or_else(|| panic!("{json}"));
    changes.iter().map(|change| ["target", "what", "old", "new"].map(|key| change[key].clone())).collect()
}

#[test]
fn a_run_that_is_like_the_earlier_one_has_no_change_whatever_is_broken() {
    let fleet = Fleet::new();
    earlier(&fleet, |_| {});
    let answer = fleet.run(&["--diff", "old", "--json"]).exits(0);
    assert_eq!((changes(&answer).len(), &answer.json()["ok"]), (0, &false.into()));
    let text = fleet.run(&["--diff", "old"]).exits(0).stdout;
    assert!(text.starts_with("since the earlier run: no change\n6 servers: "), "{text}");
    let lines = fleet.run(&["--format", "json-lines"]).exits(2).stdout;
    write(&fleet, &lines);
    let again = fleet.run(&["--diff", "old", "--format", "json-lines"]).exits(0).stdout;
    let last: Value = serde_json::from_str(again.lines().last().expect("a line")).expect("JSON");
    assert_eq!((&last["changes"], &last["targets"]), (&json!([]), &json!([])));
    assert_eq!(again.lines().count(), 7);
    assert_eq!(fleet.run(&["--diff", "old", "-q"]).exits(0).stdout, "");
}

#[test]
fn every_change_is_named_with_its_old_and_new_value() {
    let fleet = Fleet::new();
    let names: Vec<String> = fleet.lines().iter().map(|line| shown(line)).collect();
    earlier(&fleet, |targets| {
        targets[0]["until"] = "2027-01-01T00:00:00Z".into();
        targets[0]["paths"][0]["anchor"] = json!({"subject": "Old Root", "sha256": "00".repeat(32)});
        targets[1]["ok"] = true.into();
        targets[2]["target"] = "gone.test:5432".into();
        targets[3]["error"] = Value::Null;
        targets[3]["ok"] = true.into();
        targets[4]["ok"] = false.into();
    });
    let answer = fleet.run(&["--diff", "old", "--json"]).exits(1);
    let until = answer.json()["targets"][0]["until"].clone();
    let expected = [
        [json!(names[1]), json!("worse"), json!("ok"), json!("not ok")],
        [json!(names[3]), json!("worse"), json!("ok"), json!("not reached")],
        [json!(names[4]), json!("fixed"), json!("not ok"), json!("plaintext")],
        [json!(names[0]), json!("root-changed"), json!("Old Root"), json!("Kit Root")],
        [json!(names[0]), json!("until-changed"), json!("2027-01-01T00:00:00Z"), until],
        [json!(names[2]), json!("added"), Value::Null, json!("not ok")],
        [json!("gone.test:5432"), json!("gone"), json!("not ok"), Value::Null],
    ];
    assert_eq!(changes(&answer), expected);
    let text = fleet.run(&["--diff", "old"]).exits(1).stdout;
    assert!(text.starts_with(&format!("worse: 2 servers\n  {}  ok -> not ok: ", names[1])), "{text}");
    assert!(
        text.contains(
            "since the earlier run: 2 worse, 1 fixed, 1 root-changed, 1 until-changed, 1 added, 1 gone\n"
        ),
        "{text}"
    );
    let csv = fleet.run(&["--diff", "old", "--format", "csv"]).exits(1).stdout;
    assert!(csv.starts_with("target,what,old,new\n") && csv.lines().count() == 8, "{csv}");
    let markdown = fleet.run(&["--diff", "old", "--format", "markdown"]).exits(1).stdout;
    assert!(markdown.starts_with("| target | what | old | new |\n| --- "), "{markdown}");
    fleet.run(&["--diff", "old", "--format", "prometheus"]).exits(2);
    fleet.run(&["--diff", "old", "--format", "nagios"]).exits(3);
}

#[test]
fn only_what_is_known_to_be_worse_is_worse() {
    let fleet = Fleet::new();
    let all = fleet.lines();
    // The old verdict and the new server; an added target that fails is added, and no more.
    let cases: [(usize, &str, &[&str]); 6] = [
        (1, "not reached", &["worse"]),
        (3, "not ok", &[]),
        (3, "unknown", &[]),
        (0, "not reached", &["fixed"]),
        (0, "not ok", &["fixed"]),
        (4, "ok", &["worse"]),
    ];
    for (place, old, expected) in cases {
        fleet.write(&all[place..=place]);
        let mut report = fleet.run(&["--json"]).json();
        let one = &mut report["targets"][0];
        let error = json!({"code": "refused", "message": "m", "hint": "h"});
        one["error"] = if old == "not reached" { error } else { Value::Null };
        one["ok"] = [("ok", json!(true)), ("not ok", json!(false))]
            .into_iter()
            .find(|(word, _)| *word == old)
            .map_or(Value::Null, |(_, ok)| ok);
        if old == "ok" {
            one["verdicts"]["disable"]["encrypted"] = true.into();
        }
        write(&fleet, &report.to_string());
        let said: Vec<Value> =
            changes(&fleet.run(&["--diff", "old", "--json"])).into_iter().map(|[_, what, ..]| what).collect();
        assert_eq!(said, expected, "{old} at {place}");
    }
    write(&fleet, &fleet.run(&["--json"]).json().to_string());
    fleet.write(&all[1..2]);
    let said: Vec<Value> = changes(&fleet.run(&["--diff", "old", "--json"]).exits(0))
        .into_iter()
        .map(|[_, what, ..]| what)
        .collect();
    assert_eq!(said, ["added", "gone"]);
}

#[test]
fn a_target_of_another_shard_is_not_gone_and_a_twin_counts_once() {
    let fleet = Fleet::new();
    earlier(&fleet, |targets| targets.push(targets[0].clone()));
    for shard in ["1/4", "2/4", "3/4", "4/4", "6/6"] {
        let answer = fleet.run(&["--diff", "old", "--shard", shard, "--json"]).exits(0);
        assert_eq!(changes(&answer).len(), 0, "{shard}");
    }
    earlier(&fleet, |targets| {
        targets.pop();
    });
    let mut interrupted: Value =
        serde_json::from_str(&std::fs::read_to_string(fleet.site.user.path("old")).expect("a report"))
            .expect("JSON");
    interrupted["complete"] = false.into();
    write(&fleet, &interrupted.to_string());
    assert_eq!(
        changes(&fleet.run(&["--diff", "old", "--json"]).exits(0)).len(),
        0,
        "nobody knows what was added"
    );
}

#[test]
fn a_report_that_cannot_be_read_is_refused_with_its_line_and_nothing_of_it_is_shown() {
    let fleet = Fleet::new();
    let whole = fleet.run(&["--json"]).exits(2).stdout;
    let whole = whole.trim_end();
    let secret = "geheim\u{1b}[31m\u{202e}";
    let edited = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        whole.replacen(from, to, 1)
    };
    let deep = "[".repeat(200_000);
    let second = |line: &str| format!("{whole}\n{line}");
    let cases = [
        (String::new(), 1),
        ("\n\n".into(), 1),
        (secret.into(), 1),
        (second(secret), 2),
        (second(&format!("{{\"{secret}")), 2),
        (second(&whole[..whole.len() / 2]), 2),
        (second("[]"), 2),
        (second("null"), 2),
        (second(&format!("\"{secret}\"")), 2),
        (deep, 1),
        (edited("\"schema\":1", "\"schema\":2"), 1),
        (edited("\"schema\":1", &format!("\"schema\":\"{secret}\"")), 1),
        (edited("\"schema\":1", "\"schema\":1,\"schema\":1"), 1),
        (edited("\"command\":\"check\"", "\"command\":\"status\""), 1),
        (edited("\"targets\":[", "\"targets\":[[],"), 1),
        (edited("\"targets\":[", "\"targets\":[\"x\","), 1),
        (edited("\"targets\":[", "\"goals\":["), 1),
        (edited("\"targets\":[", &format!("\"targets\":\"{secret}\",\"x\":[")), 1),
        (edited("\"ok\":true,\"error\"", "\"ok\":\"no\",\"error\""), 1),
        (edited("\"target\":\"", "\"target\":\"x\",\"target\":\""), 1),
        (edited("\"sslmode\":\"verify-full\"", &format!("\"sslmode\":\"{secret}\"")), 1),
        (edited("\"at\":\"2", &format!("\"at\":\"{secret}")), 1),
        (edited("\"severity\":\"error\"", "\"severity\":\"fatal\""), 1),
        (fleet.run(&["--failed", "--json"]).stdout, 1),
        (fleet.run(&["--failed", "--format", "json-lines"]).stdout, 1),
        (fleet.site.user.run(["check", "--json", "--nonsense"]).stdout, 1),
        (fleet.site.user.run(["status", "--json"]).stdout, 1),
    ];
    for (text, line) in &cases {
        write(&fleet, text);
        for arguments in [&["--targets", "targets", "--diff", "old"][..], &["--merge", "old"]] {
            let arguments = [&["check", "--json"], arguments].concat();
            let answer = fleet.site.user.run(&arguments).exits(2);
            let shown: String = text.chars().take(200).collect();
            assert_eq!(answer.error_code(), "io", "{shown}");
            let message = answer.json()["error"]["message"].as_str().expect("a message").to_owned();
            assert!(message.starts_with(&format!("`old`, line {line}: ")), "{message}: {shown}");
            assert!(!format!("{answer:?}").contains("geheim"), "{answer:?}");
        }
    }
    // A field that nothing reads may be anything, as deep as it likes.
    write(
        &fleet,
        &edited(
            "\"environment\":[]",
            &format!("\"environment\":{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        ),
    );
    fleet.run(&["--diff", "old"]).exits(0);
    for missing in ["missing", "."] {
        assert_eq!(fleet.run(&["--diff", missing, "--json"]).exits(2).error_code(), "io", "{missing}");
    }
    assert!(fleet.fine.connections() > 0);
}
