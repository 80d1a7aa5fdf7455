//! `--format json-lines`: an object for each server as it comes, and at the end one of the run where that says more.

use serde_json::value::RawValue;
use time::OffsetDateTime;

use super::earlier::RunComparison;
use super::form::ReportForm;
use crate::app::answer::{Answer, Reply};
use crate::app::report::check as report;
use crate::check::fleet::{FleetRun, FleetStates, FleetTally, RunSize, ServerReport};
use crate::check::{Roots, TargetCheck};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;

pub(super) struct Lines<'a> {
    comparison: &'a RunComparison,
    failed_only: bool,
    tally: FleetTally,
    /// What is compared, if something is.
    states: FleetStates,
}

impl<'a> Lines<'a> {
    pub(super) fn new(form: &ReportForm, comparison: &'a RunComparison) -> Self {
        let (tally, states) = (FleetTally::default(), FleetStates::default());
        Self { comparison, failed_only: form.failed_only, tally, states }
    }

    /// How many servers there were.
    pub(super) fn total(&self) -> usize {
        self.tally.all
    }

    /// Prints a check, and says whether anyone still reads.
    ///
    /// # Errors
    /// If standard output cannot take it.
    pub(super) fn check(
        &mut self,
        check: &TargetCheck,
        roots: &Roots,
        at: OffsetDateTime,
        size: RunSize,
    ) -> Result<bool, Diagnostic> {
        let report = ServerReport::from_check(check, at);
        if !self.count(&report) {
            return Ok(true);
        }
        self.print(&report, &report::json::target(check, roots), Some(size))
    }

    /// The same for the report of an earlier run.
    ///
    /// # Errors
    /// If standard output cannot take it.
    pub(super) fn again(
        &mut self,
        report: &ServerReport,
        target: &RawValue,
        size: Option<RunSize>,
    ) -> Result<bool, Diagnostic> {
        if !self.count(report) {
            return Ok(true);
        }
        self.print(report, &report::json::target_again(target), size)
    }

    /// Whether the server is printed.
    fn count(&mut self, report: &ServerReport) -> bool {
        self.tally.add(report);
        if self.comparison.is_wanted() {
            self.states.add(report);
        }
        !self.failed_only || report.is_kept()
    }

    fn print(
        &self,
        report: &ServerReport,
        target: &RawValue,
        size: Option<RunSize>,
    ) -> Result<bool, Diagnostic> {
        let line = report::json::line(report, target, size, self.failed_only);
        Output::line(&line).map_err(|error| unwritable(&error))
    }

    /// The end of the run. Without a server, the object of the run shows that it ended.
    pub(super) fn end(self, at: OffsetDateTime, total: usize, is_complete: bool) -> Reply {
        let run = FleetRun {
            reports: Vec::new(),
            tally: self.tally,
            at,
            total,
            is_complete,
            failed_only: self.failed_only,
            changes: self.comparison.changes(&self.states, is_complete),
        };
        let says_more = !is_complete || run.changes.is_some() || total == 0;
        let text = if says_more { report::json::run(&run, &[]) } else { String::new() };
        Reply::new(Answer::Data(text), run.exit_code())
    }
}

fn unwritable(error: &std::io::Error) -> Diagnostic {
    let hint = "the output so far is complete; make room and run again";
    Diagnostic::failure(Code::Io, format!("standard output cannot take the answer: {error}"), hint)
}
