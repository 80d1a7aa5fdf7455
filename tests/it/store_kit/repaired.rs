//! `install --repair` on every store of the kit.

use std::collections::HashSet;

use serde_json::Value;

use super::Kit;
use super::cases::{Case, all};
use crate::support::store::counted_by_openssl;
use crate::support::tools::need;
use crate::support::user::User;

/// What a repaired file must not have: errors of its form, and what other clients than libpq refuse or pass over.
const FORM: [&str; 9] = [
    "empty-file",
    "not-pem",
    "malformed-block",
    "ignored-block",
    "private-key",
    "bom",
    "dash-line",
    "other-label",
    "trailing-bytes",
];

#[test]
fn repair_writes_what_status_finds_no_error_of_form_in_with_the_set_and_lists_lines_of_the_old_file() {
    let kit = Kit::new(User::in_memory(), None);
    let mut complaints = Vec::new();
    let mut paths = Vec::new();
    for case in all(&kit) {
        // What is larger would not fit into every memory, and is harmless.
        let Some(bytes) = case.bytes().filter(|bytes| bytes.len() < 10_000_000) else { continue };
        let path = kit.place(case.name);
        case.make(&path);
        let hint = hint_of_missing_root(&kit.status(&path).json());
        let mends = kit.install(&path, &["--dry-run"]).code == Some(0);
        let is_fit = |hint: String| {
            if hint.contains("--repair") { !mends } else { mends || hint.contains("no root.crt") }
        };
        if !hint.is_none_or(is_fit) {
            complaints.push(format!("{}: the hint for missing-root does not fit `install`", case.name));
        }
        let report = kit.install(&path, &["--repair"]).exits(0).json();
        let status = kit.status(&path).json();
        let wrongs =
            [form(&status), losses(&case, &report, &status), lines(bytes, &report), again(&kit, &path)];
        complaints.extend(wrongs.into_iter().flatten().map(|wrong| format!("{}: {wrong}", case.name)));
        paths.push((case.name, path, status["libpq"]["certificates"].as_u64()));
    }
    if need("the kit repaired", "python3").is_some() {
        let files: Vec<_> = paths.iter().map(|(_, path, _)| path).collect();
        for ((name, _, ours), theirs) in paths.iter().zip(counted_by_openssl(&files)) {
            if *ours != theirs.map(|count| count as u64) {
                complaints.push(format!("{name}: {ours:?}, but OpenSSL loads {theirs:?}"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn hint_of_missing_root(status: &Value) -> Option<String> {
    let findings = status["findings"].as_array().expect("findings");
    let missing = findings.iter().find(|finding| finding["code"] == "missing-root")?;
    missing["hint"].as_str().map(str::to_owned)
}

fn form(status: &Value) -> Option<String> {
    let findings = status["findings"].as_array().expect("findings");
    let wrong = |finding: &&Value| {
        let code = finding["code"].as_str().expect("a code");
        FORM.contains(&code) || code == "missing-root"
    };
    findings.iter().find(wrong).map(|finding| format!("after the repair {finding}"))
}

/// Every certificate that libpq loaded or passed over, and the server's root, are loaded now.
fn losses(case: &Case, report: &Value, status: &Value) -> Option<String> {
    let ignored = case.findings.matches("ignored-block").count();
    let expected = case.loads.unwrap_or(0) + ignored;
    let loaded = status["libpq"]["certificates"].as_u64().unwrap_or(0);
    (loaded < expected as u64).then(|| format!("{loaded} of {expected} certificates: {report}"))
}

/// What was dropped stands in a line of the old file, and each line but once.
fn lines(bytes: &[u8], report: &Value) -> Option<String> {
    let last = bytes.split(|byte| *byte == b'\n').count() as u64;
    let Some(dropped) = report["dropped"].as_array() else { return Some(format!("no list: {report}")) };
    let mut seen = HashSet::new();
    let wrong = |one: &&Value| {
        let line = one["line"].as_u64().unwrap_or(0);
        line == 0 || line > last || one["reason"].as_str().is_none_or(str::is_empty) || !seen.insert(line)
    };
    let found = dropped.iter().find(wrong);
    found.map(|one| format!("no line of the old file, or no reason: {one}"))
}

fn again(kit: &Kit, path: &std::path::Path) -> Option<String> {
    let (plain, repair) = (kit.install(path, &[]), kit.install(path, &["--repair"]));
    let settled = [&plain, &repair].iter().all(|run| run.code == Some(0) && run.json()["action"] == "none");
    (!settled).then(|| format!("not settled: {} {}", plain.stdout, repair.stdout))
}
