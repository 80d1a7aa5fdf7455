//! The status as a file for the textfile collector of Prometheus' node exporter.

use crate::app::report::metrics::{family, label};
use crate::diagnostic::Severity;
use crate::store::status::Status;

pub(crate) fn render(status: &Status) -> String {
    let path = label(&status.path.to_string_lossy());
    let mut text = String::new();
    family(
        &mut text,
        "pgcerts_store_ok",
        "Whether the store has no finding of severity error.",
        [(format!("path=\"{path}\""), i64::from(status.is_ok()))],
    );
    let severities = [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];
    family(
        &mut text,
        "pgcerts_store_findings",
        "Findings of pgcerts status by severity.",
        severities.map(|(name, severity)| {
            let count = i64::try_from(status.count(severity)).unwrap_or(i64::MAX);
            (format!("path=\"{path}\",severity=\"{name}\""), count)
        }),
    );
    let ends = status.certificates.iter().filter_map(|listed| {
        let pin = label(listed.pin.as_deref().unwrap_or_default());
        let end = listed.certificate.not_after()?.unix_timestamp();
        Some((format!("path=\"{path}\",pin=\"{pin}\",sha256=\"{}\"", listed.certificate.sha256()), end))
    });
    family(
        &mut text,
        "pgcerts_certificate_expiry_timestamp_seconds",
        "The last second of a certificate that libpq loads from the store.",
        ends,
    );
    let chains = status.coverage.iter().map(|coverage| {
        (format!("path=\"{path}\",chain=\"{}\"", label(&coverage.chain)), i64::from(coverage.covered))
    });
    family(&mut text, "pgcerts_chain_covered", "Whether the store anchors a known chain.", chains);
    text
}
