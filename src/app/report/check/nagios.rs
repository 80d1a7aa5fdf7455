//! The answer of `check` in one line with performance data, and the exit code of Nagios plugins.

use time::OffsetDateTime;

use crate::app::report::layout::count;
use crate::app::report::nagios;
use crate::check::TargetCheck;
use crate::diagnostic::Severity;
use crate::libpq::sslmode::SslMode;

pub(crate) fn render(checks: &[TargetCheck], at: OffsetDateTime) -> (String, u8) {
    // `max_by_key` returns the last of the worst, so the order is reversed to get the first.
    let worst = checks.iter().rev().max_by_key(|check| rank(check));
    let code = worst.map_or(3, state);
    let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::from(code)];
    let label = worst.map_or("", |check| check.label.as_str());
    let message = worst.map_or_else(|| "no target".into(), message);
    let message = match checks {
        [_] => message,
        _ if code == 0 => format!("{} ok{}", count(checks.len(), "server"), in_plaintext(checks)),
        _ => {
            let bad = checks.iter().filter(|check| state(check) != 0).count();
            format!("{bad} of {}: {label}: {message}", count(checks.len(), "server"))
        }
    };
    let days = checks.iter().filter_map(|check| check.result.as_ref().ok()?.checked.days_left(at)).min();
    let days = days.map_or_else(String::new, |days| format!(" days={days}"));
    let number = |wanted: u8| checks.iter().filter(|check| state(check) == wanted).count();
    let data = format!(
        "ok={} warning={} critical={};;0 unknown={}{days}",
        number(0),
        number(1),
        number(2),
        number(3)
    );
    (nagios::line(word, &message, &data), code)
}

fn state(check: &TargetCheck) -> u8 {
    match (&check.result, check.is_ok()) {
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

/// Critical is worse than unknown.
fn rank(check: &TargetCheck) -> u8 {
    [0, 1, 3, 2][usize::from(state(check))]
}

fn message(check: &TargetCheck) -> String {
    let checked = match &check.result {
        Err(error) => return error.message.clone(),
        Ok(answered) => &answered.checked,
    };
    let mode = checked.mode;
    match checked.worst().map(|finding| finding.message.as_str()) {
        // `disable` and `allow` do not ask for TLS, so a problem with TLS is not the reason.
        Some(why) if checked.is_plaintext() && mode == SslMode::Prefer => {
            format!("sslmode={mode} connects WITHOUT ENCRYPTION: {why}")
        }
        _ if checked.is_plaintext() => format!("sslmode={mode} connects WITHOUT ENCRYPTION"),
        Some(worst) => worst.to_owned(),
        None if checked.socket.is_some() => "the Unix socket takes connections; there is no TLS on it".into(),
        None => format!("sslmode={mode} connects"),
    }
}

/// The number of targets that connect in plaintext because their sslmode asks for no more.
fn in_plaintext(checks: &[TargetCheck]) -> String {
    let plain =
        |check: &&TargetCheck| check.result.as_ref().is_ok_and(|answered| answered.checked.is_plaintext());
    match checks.iter().filter(plain).count() {
        0 => String::new(),
        number => format!(", {number} of them WITHOUT ENCRYPTION"),
    }
}
