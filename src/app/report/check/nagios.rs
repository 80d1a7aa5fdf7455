//! The answer of `check` in one line with performance data, and the exit code of Nagios plugins.

use crate::app::report::layout::count;
use crate::app::report::nagios;
use crate::check::fleet::{FleetRun, ServerReport, ServerVerdict};
use crate::diagnostic::Severity;
use crate::libpq::sslmode::SslMode;

const UNKNOWN: u8 = 3;

pub(crate) fn render(run: &FleetRun) -> (String, u8) {
    let reports = run.reports.as_slice();
    // `max_by_key` returns the last of the worst, so the order is reversed to get the first.
    let worst = reports.iter().rev().max_by_key(|report| rank(report));
    let mut code = worst.map_or(0, state);
    let message = worst.map_or_else(|| count(0, "server"), message);
    let label = worst.map_or("", |report| report.label.as_str());
    let mut message = match reports {
        [] | [_] => message,
        _ if code == 0 => format!("{} ok{}", count(reports.len(), "server"), in_plaintext(run)),
        _ => {
            let bad = reports.iter().filter(|report| state(report) != 0).count();
            format!("{bad} of {}: {label}: {message}", count(reports.len(), "server"))
        }
    };
    if !run.is_complete {
        // What was found is as bad as it is; the others may be worse.
        code = if code == 2 { code } else { UNKNOWN };
        message = format!("interrupted after {} of {}: {message}", run.tally.all, run.total);
    }
    let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::from(code)];
    let days = reports.iter().filter_map(ServerReport::days_left).min();
    let days = days.map_or_else(String::new, |days| format!(" days={days}"));
    let number = |wanted: u8| reports.iter().filter(|report| state(report) == wanted).count();
    let data = format!(
        "ok={} warning={} critical={};;0 unknown={}{days}",
        number(0),
        number(1),
        number(2),
        number(UNKNOWN)
    );
    (nagios::line(word, &message, &data), code)
}

fn state(report: &ServerReport) -> u8 {
    match report.verdict {
        ServerVerdict::NotReached if report.is_usage() => UNKNOWN,
        ServerVerdict::NotReached | ServerVerdict::NotOk => 2,
        ServerVerdict::Unknown => UNKNOWN,
        ServerVerdict::Plaintext | ServerVerdict::Ok => u8::from(report.severity == Some(Severity::Warning)),
    }
}

/// Critical is worse than unknown.
fn rank(report: &ServerReport) -> u8 {
    [0, 1, 3, 2][usize::from(state(report))]
}

fn message(report: &ServerReport) -> String {
    let mode = report.mode;
    let finding = report.cause.as_ref().filter(|cause| cause.code.is_some());
    match finding.map(|cause| cause.message.as_str()) {
        // `disable` and `allow` do not ask for TLS, so a problem with TLS is not the reason.
        Some(why) if report.is_plaintext() && mode == SslMode::Prefer => {
            format!("sslmode={mode} connects WITHOUT ENCRYPTION: {why}")
        }
        _ if report.is_plaintext() => format!("sslmode={mode} connects WITHOUT ENCRYPTION"),
        Some(worst) => worst.to_owned(),
        None if report.is_socket => "the Unix socket takes connections; there is no TLS on it".into(),
        None => match &report.cause {
            Some(cause) if !cause.message.is_empty() => cause.message.clone(),
            _ => format!("sslmode={mode} connects"),
        },
    }
}

/// The number of targets that connect in plaintext because their sslmode asks for no more.
fn in_plaintext(run: &FleetRun) -> String {
    match run.reports.iter().filter(|report| report.is_plaintext()).count() {
        0 => String::new(),
        number => format!(", {number} of them WITHOUT ENCRYPTION"),
    }
}
