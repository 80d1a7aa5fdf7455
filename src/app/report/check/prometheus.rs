//! The answer of `check` as a file for the textfile collector of Prometheus' node exporter.

use time::OffsetDateTime;

use crate::app::report::metrics::{family, label};
use crate::check::TargetCheck;
use crate::libpq::capture::Capture;

pub(crate) fn render(checks: &[TargetCheck], at: OffsetDateTime) -> String {
    let mut text = String::new();
    let named =
        |check: &TargetCheck| format!("target=\"{}\",sslmode=\"{}\"", label(&check.label), check.mode);
    let mut seen = std::collections::HashSet::new();
    // A series may stand there once.
    let checks: Vec<&TargetCheck> = checks.iter().filter(|check| seen.insert(named(check))).collect();
    let answered = || checks.iter().filter_map(|check| Some((check, check.result.as_ref().ok()?)));
    family(
        &mut text,
        "pgcerts_check_reached",
        "Whether the server could be reached.",
        checks.iter().map(|check| (named(check), i64::from(check.result.is_ok()))),
    );
    family(
        &mut text,
        "pgcerts_check_ok",
        "Whether the sslmode would connect; absent where that is not known.",
        checks.iter().filter_map(|check| Some((named(check), i64::from(check.is_ok()?)))),
    );
    family(
        &mut text,
        "pgcerts_check_encrypted",
        "Whether the sslmode would connect under TLS; absent where it would not connect or that is not known.",
        answered().filter_map(|(check, answered)| {
            Some((named(check), i64::from(answered.checked.is_encrypted()?)))
        }),
    );
    family(
        &mut text,
        "pgcerts_check_days_left",
        "Days until the verdict on the server's chain changes by itself.",
        answered().filter_map(|(check, answered)| Some((named(check), answered.checked.days_left(at)?))),
    );
    family(
        &mut text,
        "pgcerts_check_leaf_expiry_timestamp_seconds",
        "The last second of the server's certificate.",
        answered().filter_map(|(check, answered)| {
            Some((named(check), answered.checked.sent.first()?.not_after()?.unix_timestamp()))
        }),
    );
    family(
        &mut text,
        "pgcerts_check_tls_info",
        "The TLS version and cipher suite that the server agreed to.",
        answered().filter_map(|(check, answered)| {
            let handshake = answered.capture.as_ref().and_then(Capture::handshake)?;
            let labels = format!(
                "{},version=\"{}\",cipher_suite=\"{}\"",
                named(check),
                handshake.version,
                label(&handshake.cipher_suite)
            );
            Some((labels, 1))
        }),
    );
    text
}
