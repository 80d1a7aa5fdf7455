//! The answer of `check` as a file for the textfile collector of Prometheus' node exporter.

use time::OffsetDateTime;

use crate::app::report::metrics::{gauge, label};
use crate::check::fleet::{FleetRun, ServerReport, ServerVerdict};

pub(crate) fn render(run: &FleetRun) -> String {
    let mut text = String::new();
    for (name, help, value) in GAUGES {
        // Prometheus refuses a file that has the same series twice.
        let samples = run.distinct().into_iter().filter_map(|report| Some((labels(report), value(report)?)));
        gauge(&mut text, name, help, samples);
    }
    gauge(
        &mut text,
        "pgcerts_check_tls_info",
        "The TLS version and cipher suite that the server agreed to.",
        run.distinct().into_iter().filter_map(|report| Some((tls_labels(report)?, 1))),
    );
    text
}

/// The value of a gauge for one target; none where it has no sample.
type Value = fn(&ServerReport) -> Option<i64>;

const GAUGES: [(&str, &str, Value); 6] = [
    ("pgcerts_check_reached", "Whether the server could be reached.", |report| {
        Some(i64::from(report.verdict != ServerVerdict::NotReached))
    }),
    ("pgcerts_check_ok", "Whether the sslmode would connect; absent where that is not known.", |report| {
        Some(i64::from(report.verdict.is_ok()?))
    }),
    (
        "pgcerts_check_encrypted",
        "Whether the sslmode would connect under TLS; absent where it would not connect or that is not known.",
        |report| Some(i64::from(report.encrypted?)),
    ),
    (
        "pgcerts_check_days_left",
        "Days until the verdict on the server's chain changes by itself.",
        ServerReport::days_left,
    ),
    (
        "pgcerts_check_leaf_expiry_timestamp_seconds",
        "The last second of the server's certificate.",
        |report| report.leaf_end.map(OffsetDateTime::unix_timestamp),
    ),
    // With the target's labels: a collector refuses a series that two files have.
    ("pgcerts_check_timestamp_seconds", "The time for which the target was judged.", |report| {
        Some(report.at.unix_timestamp())
    }),
];

fn labels(report: &ServerReport) -> String {
    format!("target=\"{}\",sslmode=\"{}\"", label(&report.label), report.mode)
}

fn tls_labels(report: &ServerReport) -> Option<String> {
    let (version, suite) = report.tls.as_ref()?;
    let (version, suite) = (label(version), label(suite));
    Some(format!("{},version=\"{version}\",cipher_suite=\"{suite}\"", labels(report)))
}
