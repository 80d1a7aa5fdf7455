//! The status in one line with performance data, and the exit code of Nagios plugins.

use time::OffsetDateTime;

use super::JudgedStore;
use crate::app::answer::Answer;
use crate::app::report::layout::{count, show};
use crate::app::report::nagios;
use crate::diagnostic::Severity;
use crate::paste::escape::escape;
use crate::store::status::Listed;
use crate::x509::certificate::days_between;

pub(crate) fn render(stores: &[JudgedStore], now: OffsetDateTime) -> (String, u8) {
    let count_all = |severity| stores.iter().map(|store| store.status.count(severity)).sum::<usize>();
    let (errors, warnings) = (count_all(Severity::Error), count_all(Severity::Warning));
    let (word, code) = match (errors, warnings) {
        (0, 0) => ("OK", 0),
        (0, _) => ("WARNING", 1),
        _ => ("CRITICAL", 2),
    };
    let certificates = stores.iter().map(|store| store.status.certificates.len()).sum();
    let message = worst(stores)
        .unwrap_or_else(|| format!("{}, every root is there", count(certificates, "certificate")));
    let listed = stores.iter().flat_map(|store| &store.status.certificates);
    // A root of somebody else that expired long ago would hide what expires next.
    let counts = |listed: &&Listed| {
        listed.pin.is_some() || listed.certificate.not_after().is_some_and(|end| end >= now)
    };
    let ends = listed.filter(counts).filter_map(|listed| listed.certificate.not_after());
    let days = ends.min().map_or_else(String::new, |end| format!(" days={}", days_between(now, end)));
    let data = format!("errors={errors};;0 warnings={warnings};0 certificates={certificates}{days}");
    (nagios::line(word, &message, &data), code)
}

/// The worst finding, of several stores with the store's path.
fn worst(stores: &[JudgedStore]) -> Option<String> {
    let first = |store: &JudgedStore| {
        let finding = store.status.findings.first().filter(|finding| finding.severity != Severity::Info)?;
        let path = if stores.len() > 1 { format!("{}: ", show(&store.status.path)) } else { String::new() };
        Some((finding.severity != Severity::Error, path + &finding.message))
    };
    stores.iter().filter_map(first).min_by_key(|(is_warning, _)| *is_warning).map(|(_, message)| message)
}

/// The line for a store that could not be judged.
pub(crate) fn unknown(message: &str) -> Answer {
    Answer::Data(format!("PGCERTS UNKNOWN - {}", escape(&message.replace('|', "/"))))
}
