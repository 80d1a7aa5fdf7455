//! The answer of `check` in one line with performance data, and the exit code of Nagios plugins.

use time::OffsetDateTime;

use crate::app::report::layout::count;
use crate::app::report::nagios;
use crate::check::Outcome;
use crate::diagnostic::Severity;
use crate::libpq::sslmode::SslMode;

pub(crate) fn render(outcomes: &[Outcome], at: OffsetDateTime) -> (String, u8) {
    // The first of the worst: one target may stand there twice, with other settings.
    let worst = outcomes.iter().rev().max_by_key(|outcome| rank(outcome));
    let code = worst.map_or(3, state);
    let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::from(code)];
    let label = worst.map_or("", |outcome| outcome.label.as_str());
    let said = worst.map_or_else(|| "no target".into(), said);
    let said = match outcomes {
        [_] => said,
        _ if code == 0 => format!("{} ok{}", count(outcomes.len(), "server"), in_plaintext(outcomes)),
        _ => {
            let bad = outcomes.iter().filter(|outcome| state(outcome) != 0).count();
            format!("{bad} of {}: {label}: {said}", count(outcomes.len(), "server"))
        }
    };
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
    (nagios::line(word, &said, &data), code)
}

fn state(outcome: &Outcome) -> u8 {
    match (&outcome.result, outcome.is_ok()) {
        (Err(error), _) if error.code == crate::diagnostic::Code::Usage => 3,
        (Err(_), _) | (_, Some(false)) => 2,
        (_, None) => 3,
        (Ok(answered), Some(true)) => match answered.checked.findings.first().map(|finding| finding.severity)
        {
            Some(Severity::Error) => 2,
            Some(Severity::Warning) => 1,
            Some(Severity::Info) | None => 0,
        },
    }
}

/// Critical weighs more than unknown.
fn rank(outcome: &Outcome) -> u8 {
    [0, 1, 3, 2][usize::from(state(outcome))]
}

fn said(outcome: &Outcome) -> String {
    let checked = match &outcome.result {
        Err(error) => return error.message.clone(),
        Ok(answered) => &answered.checked,
    };
    let mode = checked.mode;
    match checked.worst().map(|finding| finding.message.as_str()) {
        // A weaker mode asks for no TLS, whatever is wrong with it.
        Some(why) if checked.is_plaintext() && mode == SslMode::Prefer => {
            format!("sslmode={mode} connects WITHOUT ENCRYPTION: {why}")
        }
        _ if checked.is_plaintext() => format!("sslmode={mode} connects WITHOUT ENCRYPTION"),
        Some(worst) => worst.to_owned(),
        None if checked.socket.is_some() => "the Unix socket takes connections; there is no TLS on it".into(),
        None => format!("sslmode={mode} connects"),
    }
}

/// How many connect so, where nobody minds: their sslmode asks for no more.
fn in_plaintext(outcomes: &[Outcome]) -> String {
    let plain =
        |outcome: &&Outcome| outcome.result.as_ref().is_ok_and(|answered| answered.checked.is_plaintext());
    match outcomes.iter().filter(plain).count() {
        0 => String::new(),
        number => format!(", {number} of them WITHOUT ENCRYPTION"),
    }
}
