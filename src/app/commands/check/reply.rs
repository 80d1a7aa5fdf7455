//! The checks in the form that was asked for, and the exit code.

use time::OffsetDateTime;

use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Format, Global};
use crate::app::report::check as report;
use crate::app::report::layout::Page;
use crate::check::{Roots, TargetCheck};
use crate::diagnostic::Diagnostic;

/// The reply, as of a time, which `--at` may have set. In text, if the only target could not be reached, that is the failure of the run.
pub(super) fn reply(
    format: Format,
    global: Global,
    page: Page,
    checks: &[TargetCheck],
    roots: &Roots,
    (at, is_other_day): (OffsetDateTime, bool),
) -> Result<Reply, Diagnostic> {
    if let ([TargetCheck { result: Err(error), .. }], Format::Text) = (checks, format) {
        return Err(error.clone());
    }
    let code = checks.iter().map(TargetCheck::exit_code).max().unwrap_or_default();
    let (answer, code) = match format {
        Format::Text => {
            let text = if global.quiet {
                report::quiet::render(checks, page)
            } else {
                report::text::render(checks, roots, at, global.verbose, page)
            };
            (Answer::Text(if is_other_day { report::text::as_of(&text, at) } else { text }), code)
        }
        Format::Json | Format::JsonLines | Format::Csv => {
            (Answer::Data(report::json::render(checks, roots, at)), code)
        }
        Format::Prometheus => (Answer::Data(report::prometheus::render(checks, at)), code),
        Format::Nagios => {
            let (line, code) = report::nagios::render(checks, at);
            (Answer::Data(line), code)
        }
    };
    Ok(Reply::new(answer, code))
}
