//! Many servers: a line for each, the worst first, and a summary.

use std::fmt::Write as _;

use time::OffsetDateTime;

use super::text::word;
use crate::check::Outcome;
use crate::escape::shorten;
use crate::report::{WIDTH, cell, count};
use crate::status::Severity;

const LABEL_WIDTH: usize = 34;

pub(super) fn of(outcomes: &[Outcome], at: OffsetDateTime, verbose: bool) -> String {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by_key(|outcome| rank(outcome, at));
    let mut text = String::new();
    for outcome in sorted {
        text.push_str(&line(outcome, at, verbose));
    }
    let _ = writeln!(text, "\n{}", summary(outcomes));
    text
}

/// What fails, what could not be reached, what cannot be told, then by the days that are left.
fn rank(outcome: &Outcome, at: OffsetDateTime) -> (u8, i64) {
    let place = match (&outcome.result, outcome.is_ok()) {
        (_, Some(false)) => 0,
        (Err(_), _) => 1,
        (_, None) => 2,
        (_, Some(true)) => 3,
    };
    let days = outcome.result.as_ref().ok().and_then(|answered| answered.checked.days_left(at));
    (place, days.unwrap_or(i64::MAX))
}

fn line(outcome: &Outcome, at: OffsetDateTime, verbose: bool) -> String {
    let (word, style) = word(outcome);
    let said = said(outcome, at);
    let head = format!("{style}{word:7}{style:#}  {}  ", cell(&outcome.label, LABEL_WIDTH));
    let room = if verbose { usize::MAX / 4 } else { WIDTH - LABEL_WIDTH - 11 };
    format!("{}\n", (head + &shorten(&said, room)).trim_end())
}

/// The reason in one line; where all is well, how long it lasts and what to know.
fn said(outcome: &Outcome, at: OffsetDateTime) -> String {
    let answered = match &outcome.result {
        Err(error) => return error.message.clone(),
        Ok(answered) => answered,
    };
    let checked = &answered.checked;
    let worst = checked.findings.first().filter(|finding| finding.severity != Severity::Info);
    if checked.is_ok() != Some(true) {
        let verdict = checked.verdict(checked.mode).message.as_deref().unwrap_or_default();
        let verdict = verdict.lines().next().unwrap_or_default();
        return worst.map_or_else(|| verdict.to_owned(), |finding| finding.message.clone());
    }
    let days = checked.days_left(at).map(|days| count(usize::try_from(days).unwrap_or_default(), "day"));
    let parts = [days, worst.map(|finding| finding.message.clone())];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn summary(outcomes: &[Outcome]) -> String {
    let number = |wanted: &str| outcomes.iter().filter(|outcome| word(outcome).0 == wanted).count();
    let parts = [
        (number("ok"), "ok"),
        (number("not ok"), "not ok"),
        (number("unknown"), "unknown"),
        (number("error"), "not reached"),
    ];
    let told: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    format!("{}: {}", count(outcomes.len(), "server"), told.join(", "))
}
