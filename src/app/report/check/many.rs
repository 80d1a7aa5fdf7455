//! Many servers: a line for each, the worst first, and a summary.

use std::fmt::Write as _;

use time::OffsetDateTime;

use super::word::word;
use crate::app::report::layout::{NARROW, Page, Table, count};
use crate::app::report::style::PLAIN;
use crate::check::TargetCheck;
use crate::paste::escape::{columns, escape, shorten};

/// The width that a reason needs to be useful.
const REASON_WIDTH: usize = 30;

/// The greatest width of the column of targets if lines have no limit.
const LABEL_WIDTH: usize = 40;

pub(super) fn render(checks: &[TargetCheck], at: OffsetDateTime, verbose: bool, page: Page) -> String {
    let mut sorted: Vec<&TargetCheck> = checks.iter().collect();
    sorted.sort_by_key(|check| rank(check, at));
    let line = page.line().filter(|_| !verbose);
    let table = table(checks, line);
    let mut text = String::new();
    for check in sorted {
        text.push_str(&row(&table, line, check, &reason(check, at)));
    }
    let _ = writeln!(text, "\n{}", summary(checks));
    text
}

/// Targets that fail come first, then those not reached, unknown and not encrypted, and then the others by the days
/// that are left.
fn rank(check: &TargetCheck, at: OffsetDateTime) -> (u8, i64) {
    let place = match (&check.result, check.is_ok()) {
        (_, Some(false)) => 0,
        (Err(_), _) => 1,
        (_, None) => 2,
        (Ok(answered), Some(true)) if answered.checked.is_plaintext() => 3,
        (_, Some(true)) => 4,
    };
    let days = check.result.as_ref().ok().and_then(|answered| answered.checked.days_left(at));
    (place, days.unwrap_or(i64::MAX))
}

/// The columns of word, target and reason.
fn table(checks: &[TargetCheck], line: Option<usize>) -> Table<3> {
    let word = checks.iter().map(|check| word(check).0.len()).max().unwrap_or_default().max(7);
    let widest = checks.iter().map(|check| columns(&escape(&check.label))).max();
    let room = line.map_or(LABEL_WIDTH, |line| line.saturating_sub(word + 4 + REASON_WIDTH));
    Table { widths: [word, widest.unwrap_or_default().min(room), 0], gap: 2 }
}

/// A target is never cut. If a line has a limit and the target is too long, the reason is on the next line.
fn row(table: &Table<3>, line: Option<usize>, check: &TargetCheck, reason: &str) -> String {
    let [word_width, label_width, _] = table.widths;
    let word = word(check);
    let label = escape(&check.label);
    let row = |reason: &str| table.row([word, (&label, PLAIN), (reason, PLAIN)]);
    let text = match line {
        None => row(&escape(reason)),
        Some(line) if columns(&label) > label_width => {
            let indent = if line < NARROW { 2 } else { word_width + 2 };
            format!("{}\n{:indent$}{}", row(""), "", shorten(reason, line - indent))
        }
        Some(line) => row(&shorten(reason, line - word_width - label_width - 2 * table.gap)),
    };
    format!("{}\n", text.trim_end())
}

/// The reason in one line. For a target without a problem, the days that are left and the worst finding.
fn reason(check: &TargetCheck, at: OffsetDateTime) -> String {
    let answered = match &check.result {
        Err(error) => return error.message.clone(),
        Ok(answered) => answered,
    };
    let checked = &answered.checked;
    let worst = checked.worst().map(|finding| finding.message.clone());
    if checked.socket.is_some() {
        return "no TLS on a Unix socket, whatever the sslmode".into();
    }
    if checked.is_plaintext() {
        let connects = format!("sslmode={} connects without encryption", checked.mode);
        return worst.map_or_else(|| connects.clone(), |worst| format!("{connects}: {worst}"));
    }
    if checked.is_ok() != Some(true) {
        let verdict = checked.verdict(checked.mode).message.as_deref().unwrap_or_default();
        return worst.unwrap_or_else(|| verdict.lines().next().unwrap_or_default().to_owned());
    }
    let days = checked.days_left(at).map(|days| count(usize::try_from(days).unwrap_or_default(), "day"));
    [days, worst].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn summary(checks: &[TargetCheck]) -> String {
    let number = |wanted: &str| checks.iter().filter(|check| word(check).0 == wanted).count();
    let sockets = checks.iter().filter(|check| check.is_socket()).count();
    let plain = number("PLAINTEXT");
    let aside = list(&[(plain, "without encryption"), (sockets, "on a Unix socket")]);
    let ok = if aside.is_empty() { "ok".into() } else { format!("ok ({aside})") };
    let parts = [
        (number("ok") + plain, ok.as_str()),
        (number("not ok"), "not ok"),
        (number("unknown"), "unknown"),
        (number("error"), "not reached"),
    ];
    format!("{}: {}", count(checks.len(), "server"), list(&parts))
}

/// The numbers that are not 0, each with its word.
fn list(parts: &[(usize, &str)]) -> String {
    let listed = parts.iter().filter(|(number, _)| *number > 0);
    listed.map(|(number, word)| format!("{number} {word}")).collect::<Vec<_>>().join(", ")
}
