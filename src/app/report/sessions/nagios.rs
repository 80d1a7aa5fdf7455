//! The sessions in one line with performance data, and the exit code of Nagios plugins.

use crate::app::report::layout::count;
use crate::app::report::nagios;
use crate::check::sessions::{JudgedSessions, SessionTotals};

pub(crate) fn render(judged: &JudgedSessions) -> (String, u8) {
    let (word, code) = match (judged.is_ok(), judged.is_complete, judged.findings.is_empty()) {
        (false, _, _) => ("CRITICAL", 2),
        (true, false, _) => ("UNKNOWN", 3),
        (true, true, false) => ("WARNING", 1),
        (true, true, true) => ("OK", 0),
    };
    let SessionTotals { all, plaintext, unix, hidden, locked_out } = judged.totals;
    let worst = judged.findings.first().map(|finding| finding.message.clone());
    let message = worst.unwrap_or_else(|| format!("{}, none in plaintext", count(all, "session")));
    let data =
        format!("sessions={all} plaintext={plaintext};;0 unix={unix} hidden={hidden};0 old={locked_out}");
    (nagios::line(word, &message, &data), code)
}
