//! The answer of `check` as a file for the textfile collector of Prometheus' node exporter.

use std::collections::HashSet;

use time::OffsetDateTime;

use crate::app::report::metrics::{gauge, label};
use crate::check::{Checked, TargetCheck};
use crate::libpq::capture::Capture;

pub(crate) fn render(checks: &[TargetCheck], at: OffsetDateTime) -> String {
    let mut text = String::new();
    for (name, help, value) in GAUGES {
        let samples = distinct(checks).filter_map(|check| Some((labels(check), value(check, at)?)));
        gauge(&mut text, name, help, samples);
    }
    gauge(
        &mut text,
        "pgcerts_check_tls_info",
        "The TLS version and cipher suite that the server agreed to.",
        distinct(checks).filter_map(|check| Some((tls_labels(check)?, 1))),
    );
    text
}

/// The value of a gauge for one target; none where it has no sample.
type Value = fn(&TargetCheck, OffsetDateTime) -> Option<i64>;

const GAUGES: [(&str, &str, Value); 5] = [
    ("pgcerts_check_reached", "Whether the server could be reached.", |check, _| {
        Some(i64::from(check.result.is_ok()))
    }),
    ("pgcerts_check_ok", "Whether the sslmode would connect; absent where that is not known.", |check, _| {
        Some(i64::from(check.is_ok()?))
    }),
    (
        "pgcerts_check_encrypted",
        "Whether the sslmode would connect under TLS; absent where it would not connect or that is not known.",
        |check, _| Some(i64::from(checked(check)?.is_encrypted()?)),
    ),
    (
        "pgcerts_check_days_left",
        "Days until the verdict on the server's chain changes by itself.",
        |check, at| checked(check)?.days_left(at),
    ),
    (
        "pgcerts_check_leaf_expiry_timestamp_seconds",
        "The last second of the server's certificate.",
        |check, _| Some(checked(check)?.sent.first()?.not_after()?.unix_timestamp()),
    ),
];

fn checked(check: &TargetCheck) -> Option<&Checked> {
    check.result.as_ref().ok().map(|answered| &answered.checked)
}

/// Prometheus refuses a file that has the same series twice.
fn distinct(checks: &[TargetCheck]) -> impl Iterator<Item = &TargetCheck> {
    let mut listed = HashSet::new();
    checks.iter().filter(move |check| listed.insert(labels(check)))
}

fn labels(check: &TargetCheck) -> String {
    format!("target=\"{}\",sslmode=\"{}\"", label(&check.label), check.mode)
}

fn tls_labels(check: &TargetCheck) -> Option<String> {
    let capture = check.result.as_ref().ok()?.capture.as_ref();
    let handshake = capture.and_then(Capture::handshake)?;
    let (version, suite) = (handshake.version, label(&handshake.cipher_suite));
    Some(format!("{},version=\"{version}\",cipher_suite=\"{suite}\"", labels(check)))
}
