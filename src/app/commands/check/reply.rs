//! The checks in the form that was asked for, and the exit code.

use time::OffsetDateTime;

use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Format, Global};
use crate::app::report::check as report;
use crate::app::report::layout::Page;
use crate::check::{Roots, TargetCheck};
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;

/// The reply. In text, if the only target could not be reached, that is the failure of the run.
pub(super) fn reply(
    format: Format,
    global: Global,
    output: &Output,
    checks: &[TargetCheck],
    roots: &Roots,
    at: OffsetDateTime,
) -> Result<Reply, Diagnostic> {
    if let ([TargetCheck { result: Err(error), .. }], Format::Text) = (checks, format) {
        return Err(error.clone());
    }
    let code = checks.iter().map(TargetCheck::exit_code).max().unwrap_or_default();
    let (answer, code) = match format {
        Format::Text if global.quiet => (Answer::Text(String::new()), code),
        Format::Text => {
            let page = Page::with_columns(output.columns());
            (Answer::Text(report::text::render(checks, roots, at, global.verbose, page)), code)
        }
        Format::Json => (Answer::Data(report::json::render(checks, roots, at)), code),
        Format::Prometheus => (Answer::Data(report::prometheus::render(checks, at)), code),
        Format::Nagios => {
            let (line, code) = report::nagios::render(checks, at);
            (Answer::Data(line), code)
        }
    };
    Ok(Reply::new(answer, code))
}
