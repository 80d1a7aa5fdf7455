//! The status as a file for the textfile collector of Prometheus' node exporter.

use std::path::Path;

use time::OffsetDateTime;

use super::JudgedStore;
use crate::app::report::metrics::{gauge, label};
use crate::diagnostic::Severity;
use crate::pins::Pins;
use crate::store::status::{Coverage, Listed, Status};

pub(crate) fn render(
    stores: &[JudgedStore],
    pins: &Pins,
    pins_file: Option<&Path>,
    now: OffsetDateTime,
) -> String {
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
    gauge(
        &mut text,
        "pgcerts_store_timestamp_seconds",
        "When the store was judged.",
        each().map(|(_, path)| (path, now.unix_timestamp())),
    );
    gauge(
        &mut text,
        "pgcerts_pins_updated_timestamp_seconds",
        "When the facts of the pins were last checked.",
        pins.manifest().updated_at().map(|at| (manifest(pins_file), at.unix_timestamp())),
    );
    text
}

fn path(status: &Status) -> String {
    format!("path=\"{}\"", label(&status.path.to_string_lossy()))
}

fn manifest(file: Option<&Path>) -> String {
    let name = file.map_or("built-in".into(), Path::to_string_lossy);
    format!("manifest=\"{}\"", label(&name))
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
    let (subject, sha256) = (label(listed.certificate.subject()), listed.certificate.sha256());
    Some((format!("{path},pin=\"{pin}\",subject=\"{subject}\",sha256=\"{sha256}\""), end))
}

fn covered(coverage: &Coverage, path: &str) -> (String, i64) {
    let (chain, served) = (label(&coverage.chain), coverage.served);
    (format!("{path},chain=\"{chain}\",served=\"{served}\""), i64::from(coverage.covered))
}
