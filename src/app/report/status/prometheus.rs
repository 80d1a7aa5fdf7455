//! The status as a file for the textfile collector of Prometheus' node exporter.

use super::JudgedStore;
use crate::app::report::metrics::{gauge, label};
use crate::diagnostic::Severity;
use crate::store::status::{Coverage, Listed, Status};

pub(crate) fn render(stores: &[JudgedStore]) -> String {
    let mut text = String::new();
    let each = || stores.iter().map(|store| (&store.status, path(&store.status)));
    gauge(
        &mut text,
        "pgcerts_store_ok",
        "Whether the store has no finding of severity error.",
        each().map(|(status, path)| (path, i64::from(status.is_ok()))),
    );
    gauge(
        &mut text,
        "pgcerts_store_findings",
        "Findings of pgcerts status by severity.",
        each().flat_map(|(status, path)| findings(status, &path)),
    );
    gauge(
        &mut text,
        "pgcerts_certificate_expiry_timestamp_seconds",
        "The last second of a certificate that libpq loads from the store.",
        each().flat_map(|(status, path)| {
            status.certificates.iter().filter_map(move |listed| expiry(listed, &path))
        }),
    );
    gauge(
        &mut text,
        "pgcerts_chain_covered",
        "Whether the store anchors a known chain.",
        each()
            .flat_map(|(status, path)| status.coverage.iter().map(move |coverage| covered(coverage, &path))),
    );
    text
}

fn path(status: &Status) -> String {
    format!("path=\"{}\"", label(&status.path.to_string_lossy()))
}

fn findings(status: &Status, path: &str) -> [(String, i64); 3] {
    let severities = [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];
    severities.map(|(name, severity)| {
        let count = i64::try_from(status.count(severity)).unwrap_or(i64::MAX);
        (format!("{path},severity=\"{name}\""), count)
    })
}

fn expiry(listed: &Listed, path: &str) -> Option<(String, i64)> {
    let pin = label(listed.pin.as_deref().unwrap_or_default());
    let end = listed.certificate.not_after()?.unix_timestamp();
    Some((format!("{path},pin=\"{pin}\",sha256=\"{}\"", listed.certificate.sha256()), end))
}

fn covered(coverage: &Coverage, path: &str) -> (String, i64) {
    (format!("{path},chain=\"{}\"", label(&coverage.chain)), i64::from(coverage.covered))
}
