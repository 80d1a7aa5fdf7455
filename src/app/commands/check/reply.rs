//! The report in the form that was asked for, and the exit code.

use serde_json::value::RawValue;

use super::form::ReportForm;
use crate::app::answer::{Answer, Reply};
use crate::app::cli::Format;
use crate::app::report::check as report;
use crate::app::report::layout::Page;
use crate::check::fleet::FleetRun;
use crate::check::{Roots, TargetCheck};
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;

/// The reply about the only target in text. If it could not be reached, that is the failure of the run.
pub(super) fn one(
    form: &ReportForm,
    page: Page,
    check: &TargetCheck,
    roots: &Roots,
    run: &FleetRun,
) -> Result<Reply, Diagnostic> {
    if let Err(error) = &check.result {
        return Err(error.clone());
    }
    let text = if form.global.quiet {
        report::text::quiet_one(check, page)
    } else {
        report::text::one(check, roots, run.at, form.global.verbose, page)
    };
    Ok(Reply::new(Answer::Text(dated(form, run, text)), run.exit_code()))
}

/// The reply about a run, with the JSON of its servers.
pub(super) fn many(
    form: &ReportForm,
    page: Page,
    run: &FleetRun,
    targets: &[Box<RawValue>],
    output: &Output,
) -> Reply {
    // Neither form has a place for it.
    if !run.is_complete && matches!(form.format, Format::Csv | Format::Prometheus) {
        output.error(&format!("error: {}", report::summary(run)));
    }
    let code = run.exit_code();
    let (answer, code) = match form.format {
        Format::Text if form.global.quiet => {
            (Answer::Text(dated(form, run, report::text::quiet(run, page))), code)
        }
        Format::Text => {
            (Answer::Text(dated(form, run, report::text::render(run, form.global.verbose, page))), code)
        }
        Format::Json | Format::JsonLines => (Answer::Data(report::json::run(run, targets)), code),
        Format::Csv => (Answer::Data(report::table::csv(run)), code),
        Format::Markdown => (Answer::Data(report::table::markdown(run)), code),
        Format::Prometheus => (Answer::Data(report::prometheus::render(run)), code),
        Format::Nagios => {
            let (line, code) = report::nagios::render(run);
            (Answer::Data(line), code)
        }
    };
    Reply::new(answer, code)
}

fn dated(form: &ReportForm, run: &FleetRun, text: String) -> String {
    if form.is_other_day { report::text::as_of(&text, run.at) } else { text }
}
