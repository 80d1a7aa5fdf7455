//! The status in one line with performance data, and the exit code of Nagios plugins.

use time::OffsetDateTime;

use crate::app::answer::Answer;
use crate::app::report::layout::count;
use crate::app::report::nagios;
use crate::diagnostic::Severity;
use crate::paste::escape::escape;
use crate::store::status::Status;
use crate::x509::certificate::days_between;

pub(crate) fn render(status: &Status, now: OffsetDateTime) -> (String, u8) {
    let (errors, warnings) = (status.count(Severity::Error), status.count(Severity::Warning));
    let (word, code) = match (errors, warnings) {
        (0, 0) => ("OK", 0),
        (0, _) => ("WARNING", 1),
        _ => ("CRITICAL", 2),
    };
    let worst = status.findings.first().filter(|finding| finding.severity != Severity::Info);
    let message = worst.map_or_else(
        || format!("{}, every root is there", count(status.libpq.certificates, "certificate")),
        |finding| finding.message.clone(),
    );
    let ends = status.certificates.iter().filter_map(|listed| listed.certificate.not_after());
    let days = ends.min().map_or_else(String::new, |end| format!(" days={}", days_between(now, end)));
    let certificates = status.libpq.certificates;
    let data = format!("errors={errors};;0 warnings={warnings};0 certificates={certificates}{days}");
    (nagios::line(word, &message, &data), code)
}

/// The line for a store that could not be judged.
pub(crate) fn unknown(message: &str) -> Answer {
    Answer::Data(format!("PGCERTS UNKNOWN - {}", escape(&message.replace('|', "/"))))
}
