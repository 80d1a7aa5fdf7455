//! Reports on many servers: what is listed, in which form, and what is counted.

use std::collections::BTreeSet;

use serde_json::Value;

use super::kit::{Site, answering, server, shown, target};
use crate::support::listener::Listener;
use crate::support::responder::Responder;
use crate::support::tools::need;
use crate::support::user::Answer;

/// Servers with every verdict, in a list.
pub(super) struct Fleet {
    pub(super) site: Site,
    pub(super) fine: Responder,
    pub(super) failing: Responder,
    plain: Listener,
}

/// The verdicts of the list, in its order.
const VERDICTS: [&str; 6] = ["ok", "not ok", "not ok", "not reached", "plaintext", "ok"];

impl Fleet {
    pub(super) fn new() -> Self {
        let site = Site::new();
        let (fine, failing) = (site.server(), server(&[&site.leaf]));
        let fleet = Self { site, fine, failing, plain: answering(b"N") };
        fleet.write(&fleet.lines());
        fleet
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let fine = target(self.fine.port());
        vec![
            fine.clone(),
            target(self.failing.port()),
            target(self.failing.port()).replace("db.kit", "other.kit"),
            target(1),
            format!("{} sslmode=disable", target(self.plain.address().port())),
            // Without a store, nothing is verified: a warning.
            format!("{fine} sslmode=require sslrootcert=/nowhere"),
        ]
    }

    pub(super) fn write(&self, lines: &[String]) {
        std::fs::write(self.site.user.path("targets"), lines.join("\n")).expect("a list");
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Answer {
        self.site.user.run([&["check", "--targets", "targets"], arguments].concat())
    }
}

/// The records of CSV as Python reads them.
fn records(text: &str) -> Option<Vec<Vec<String>>> {
    let python = need("CSV as another program reads it", "python3")?;
    let script = "import csv, json, sys; print(json.dumps(list(csv.reader(sys.stdin, strict=True))))";
    let mut child = std::process::Command::new(python)
        .args(["-c", script])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("python3");
    std::io::Write::write_all(&mut child.stdin.take().expect("stdin"), text.as_bytes()).expect("a pipe");
    serde_json::from_slice(&child.wait_with_output().expect("an end").stdout).ok()
}

#[test]
fn csv_and_markdown_have_a_row_for_each_server_in_the_order_of_the_list() {
    let fleet = Fleet::new();
    let text = fleet.run(&["--format", "csv"]).exits(2).stdout;
    let Some(records) = records(&text) else { return };
    assert_eq!(records[0], ["target", "verdict", "until", "root", "tls", "cause"]);
    let verdicts: Vec<&str> = records[1..].iter().map(|record| record[1].as_str()).collect();
    assert_eq!(verdicts, VERDICTS, "{text}");
    let json = fleet.run(&["--json"]).exits(2).json();
    for (record, target) in records[1..].iter().zip(json["targets"].as_array().expect("targets")) {
        assert_eq!(record[0], target["target"].as_str().expect("a name"));
        assert_eq!(record[2], target["until"].as_str().unwrap_or_default());
        assert_eq!(record[4], target["tls"]["version"].as_str().unwrap_or_default());
    }
    let roots: Vec<&str> = records[1..].iter().map(|record| record[3].as_str()).collect();
    assert_eq!(
        roots,
        ["Kit Root", "Kit Middle (not found)", "Kit Middle (not found)", "", "", "Kit Root (not found)"]
    );
    assert!(records[2][5].starts_with("missing-intermediate: ") && records[4][5].starts_with("refused: "));
    let markdown = fleet.run(&["--format", "markdown"]).exits(2).stdout;
    let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 2 + VERDICTS.len(), "{markdown}");
    assert!(rows[0] == "| target | verdict | until | root | tls | cause |" && rows[1].contains("| --- |"));
    assert!(rows.iter().all(|row| row.matches(" | ").count() == 5), "{markdown}");
}

#[test]
fn failed_shows_what_needs_work_and_counts_all() {
    let fleet = Fleet::new();
    let kept: Vec<String> = fleet.lines()[1..].iter().map(|line| shown(line)).collect();
    let summary = "6 servers: 3 ok (1 without encryption), 2 of them with warnings, 2 not ok, 1 not reached";
    let text = fleet.run(&["--failed"]).exits(2).stdout;
    assert!(text.ends_with(&format!("\n{summary}\n")), "{text}");
    assert!(!text.contains("\nok: "), "{text}");
    let json = fleet.run(&["--failed", "--json"]).exits(2).json();
    let whole = fleet.run(&["--json"]).exits(2).json();
    assert_eq!((&json["ok"], &json["counts"]), (&whole["ok"], &whole["counts"]));
    assert_eq!(json["counts"]["all"], 6);
    assert_eq!((&json["failed_only"], &whole["failed_only"]), (&true.into(), &Value::Null));
    assert_eq!(json["targets"].as_array().map(Vec::len), Some(kept.len()));
    let lines = fleet.run(&["--failed", "--format", "json-lines"]).exits(2).stdout;
    assert_eq!(lines.lines().count(), kept.len());
    for format in ["text", "csv", "markdown"] {
        let text = fleet.run(&["--failed", "--format", format]).exits(2).stdout;
        for name in &kept {
            assert!(text.contains(name.as_str()), "{format}: {name}: {text}");
        }
    }
    for format in ["prometheus", "nagios"] {
        let code = if format == "nagios" { 3 } else { 2 };
        let said = fleet.run(&["--failed", "--format", format]).exits(code);
        assert!((said.stdout + &said.stderr).contains("`--failed` does not fit"), "{format}");
    }
    fleet.write(&fleet.lines()[..1]);
    let text = fleet.run(&["--failed", "--format", "csv"]).exits(0).stdout;
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(fleet.run(&["--failed"]).exits(0).stdout.ends_with("1 server: 1 ok\n"));
}

#[test]
fn every_root_is_listed_with_all_servers_under_it() {
    let fleet = Fleet::new();
    let text = fleet.run(&[]).exits(2).stdout;
    let roots = text.split("\nroots\n").nth(1).expect("the roots");
    let counted: Vec<&str> = roots.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(counted.len(), 4, "{text}");
    let numbers = counted.iter().map(|row| {
        let (before, _) = row.split_once(" server").expect("a number of servers");
        before.rsplit(' ').next().expect("a number").parse::<usize>().expect("a number")
    });
    assert_eq!(numbers.sum::<usize>(), VERDICTS.len(), "no server is left out: {text}");
}

#[test]
fn servers_with_one_cause_share_its_heading_and_all_are_listed() {
    let fleet = Fleet::new();
    let lines: Vec<String> = (0..40)
        .map(|number| {
            target(fleet.failing.port()).replace("db.kit", &format!("database-{number:03}.production.kit"))
        })
        .collect();
    fleet.write(&lines);
    let text = fleet.run(&[]).exits(1).stdout;
    assert!(text.starts_with("not ok: 40 servers, missing-intermediate\n"), "{text}");
    assert_eq!(text.matches("sends only its own certificate").count(), 1, "{text}");
    let named: BTreeSet<&str> = text.lines().map(str::trim).collect();
    for line in &lines {
        assert!(named.contains(shown(line).as_str()), "{line}: {text}");
    }
    assert!(text.ends_with("\n40 servers: 40 not ok\n"), "{text}");
    let quiet = fleet.run(&["-q"]).exits(1).stdout;
    assert!(text.starts_with(quiet.trim_end()) && quiet.contains("fix: "), "{quiet}");
}

#[test]
fn a_cell_is_no_formula_and_no_second_cell() {
    let site = Site::new();
    let name = |host: &str| format!("host='{host}' hostaddr=127.0.0.1 port=1");
    let hosts = ["=1+1", "+1", "-1", "a,b", "a\"b", "a|b"];
    let targets: Vec<String> = hosts.iter().map(|host| name(host)).collect();
    std::fs::write(site.user.path("targets"), targets.join("\n")).expect("a list");
    let csv = site.user.run(["check", "--targets", "targets", "--format", "csv"]).exits(2).stdout;
    let Some(records) = records(&csv) else { return };
    for record in &records {
        assert_eq!(record.len(), 6, "{csv}");
        assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{csv}");
    }
    let markdown = site.user.run(["check", "--targets", "targets", "--format", "markdown"]).exits(2).stdout;
    for row in markdown.lines().filter(|line| line.starts_with('|')) {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 7, "{markdown}");
    }
}
