//! The answer of `check` as a file for the textfile collector of Prometheus' node exporter.

use time::OffsetDateTime;

use crate::app::report::metrics::{family, label};
use crate::check::{self, Outcome};

pub(crate) fn render(outcomes: &[Outcome], at: OffsetDateTime) -> String {
    let mut text = String::new();
    let named =
        |outcome: &Outcome| format!("target=\"{}\",sslmode=\"{}\"", label(&outcome.label), outcome.mode);
    let mut seen = std::collections::HashSet::new();
    // A series may stand there once.
    let outcomes: Vec<&Outcome> = outcomes.iter().filter(|outcome| seen.insert(named(outcome))).collect();
    let answered = || outcomes.iter().filter_map(|outcome| Some((outcome, outcome.result.as_ref().ok()?)));
    family(
        &mut text,
        "pgcerts_check_reached",
        "Whether the server could be reached.",
        outcomes.iter().map(|outcome| (named(outcome), i64::from(outcome.result.is_ok()))),
    );
    family(
        &mut text,
        "pgcerts_check_ok",
        "Whether the sslmode would connect; absent where that is not known.",
        outcomes.iter().filter_map(|outcome| Some((named(outcome), i64::from(outcome.is_ok()?)))),
    );
    family(
        &mut text,
        "pgcerts_check_encrypted",
        "Whether the sslmode would connect under TLS; absent where it would not connect or that is not known.",
        answered().filter_map(|(outcome, answered)| {
            Some((named(outcome), i64::from(answered.checked.is_encrypted()?)))
        }),
    );
    family(
        &mut text,
        "pgcerts_check_days_left",
        "Days until the verdict on the server's chain changes by itself.",
        answered().filter_map(|(outcome, answered)| Some((named(outcome), answered.checked.days_left(at)?))),
    );
    family(
        &mut text,
        "pgcerts_check_leaf_expiry_timestamp_seconds",
        "The last second of the server's certificate.",
        answered().filter_map(|(outcome, answered)| {
            Some((named(outcome), answered.checked.sent.first()?.not_after()?.unix_timestamp()))
        }),
    );
    family(
        &mut text,
        "pgcerts_check_tls_info",
        "The TLS version and cipher suite that the server agreed to.",
        answered().filter_map(|(outcome, answered)| {
            let handshake = answered.capture.as_ref().and_then(check::handshake)?;
            let labels = format!(
                "{},version=\"{}\",cipher_suite=\"{}\"",
                named(outcome),
                handshake.version,
                label(&handshake.cipher_suite)
            );
            Some((labels, 1))
        }),
    );
    text
}
