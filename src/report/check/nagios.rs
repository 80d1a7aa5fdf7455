//! The answer of `check` in one line with performance data, and the exit code of Nagios plugins.

use time::OffsetDateTime;

use crate::check::Outcome;
use crate::escape::shorten;
use crate::report::count;
use crate::status::Severity;

/// Long enough for a message, short enough for a pager.
const MESSAGE_LIMIT: usize = 160;

pub(crate) fn of(outcomes: &[Outcome], at: OffsetDateTime) -> (String, u8) {
    // The first of the worst: one target may stand there twice, with other settings.
    let worst = outcomes.iter().rev().max_by_key(|outcome| rank(outcome));
    let code = worst.map_or(3, state);
    let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::from(code)];
    let label = worst.map_or("", |outcome| outcome.label.as_str());
    let said = worst.map_or_else(|| "no target".into(), said);
    let said = match outcomes {
        [_] => said,
        _ if code == 0 => format!("{} ok", count(outcomes.len(), "server")),
        _ => {
            let bad = outcomes.iter().filter(|outcome| state(outcome) != 0).count();
            format!("{bad} of {}: {label}: {said}", count(outcomes.len(), "server"))
        }
    };
    // The bar separates the performance data.
    let said = shorten(&said.replace('|', "/"), MESSAGE_LIMIT);
    let days =
        outcomes.iter().filter_map(|outcome| outcome.result.as_ref().ok()?.checked.days_left(at)).min();
    let days = days.map_or_else(String::new, |days| format!(" days={days}"));
    let number = |wanted: u8| outcomes.iter().filter(|outcome| state(outcome) == wanted).count();
    let data = format!(
        "ok={} warning={} critical={};;0 unknown={}{days}",
        number(0),
        number(1),
        number(2),
        number(3)
    );
    (format!("PGCERTS {word} - {said} | {data}"), code)
}

fn state(outcome: &Outcome) -> u8 {
    match (&outcome.result, outcome.is_ok()) {
        (Err(error), _) if error.code == crate::error::Code::Usage => 3,
        (Err(_), _) | (_, Some(false)) => 2,
        (_, None) => 3,
        (Ok(answered), Some(true)) => {
            let warned = answered.checked.findings.iter().any(|finding| finding.severity != Severity::Info);
            u8::from(warned)
        }
    }
}

/// Critical weighs more than unknown.
fn rank(outcome: &Outcome) -> u8 {
    [0, 1, 3, 2][usize::from(state(outcome))]
}

fn said(outcome: &Outcome) -> String {
    match &outcome.result {
        Err(error) => error.message.clone(),
        Ok(answered) => {
            let checked = &answered.checked;
            let worst = checked.findings.first().filter(|finding| finding.severity != Severity::Info);
            worst.map_or_else(
                || format!("sslmode={} connects", checked.mode),
                |finding| finding.message.clone(),
            )
        }
    }
}
