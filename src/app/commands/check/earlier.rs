//! `--diff`: the report of an earlier run, and what changed since.

use std::collections::HashSet;
use std::path::Path;

use super::TargetEntry;
use crate::app::cli::CheckArgs;
use crate::app::failures::{input_name, unread_or_piped};
use crate::check::fleet::{
    self, FleetStates, RecordFault, RecordReason, RunFacts, RunSize, ServerChange, ServerReport,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::io::output::Output;
use crate::paste::command_line::is_stream;
use serde_json::value::RawValue;

/// The earlier run, if there is one to compare with.
pub(super) struct RunComparison {
    earlier: Option<(FleetStates, RunFacts)>,
    /// The names of all targets: one that another run asks is not gone.
    listed: HashSet<String>,
}

impl RunComparison {
    /// # Errors
    /// Where the report cannot be read.
    pub(super) fn read(args: &CheckArgs, output: &Output) -> Result<Self, Diagnostic> {
        let Some(path) = &args.diff else { return Ok(Self { earlier: None, listed: HashSet::new() }) };
        if args.merge.iter().chain(&args.targets).any(|other| other == path && is_stream(path)) {
            let fix = "name a file for one of them";
            return Err(Diagnostic::usage("standard input cannot be read twice", fix));
        }
        let mut states = FleetStates::default();
        let facts = read(path, output, |report, _, _| {
            states.add(&report);
            true
        })?;
        if states.is_empty() {
            return Err(broken(path, &RecordFault { line: 1, reason: RecordReason::Empty }));
        }
        Ok(Self { earlier: Some((states, facts)), listed: HashSet::new() })
    }

    /// Takes note of all targets of this run's list.
    pub(super) fn list(&mut self, entries: &[TargetEntry]) {
        if self.is_wanted() {
            self.listed.extend(entries.iter().map(|entry| entry.label.clone()));
        }
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.earlier.is_some()
    }

    /// What changed. None if there is nothing to compare with.
    pub(super) fn changes(&self, new: &FleetStates, is_complete: bool) -> Option<Vec<ServerChange>> {
        let (old, facts) = self.earlier.as_ref()?;
        Some(new.changes_since(old, facts.is_complete, is_complete, |name| self.listed.contains(name)))
    }
}

/// Reads the report of an earlier run, and says it if the run did not end.
pub(super) fn read(
    path: &Path,
    output: &Output,
    each: impl FnMut(ServerReport, &RawValue, Option<RunSize>) -> bool,
) -> Result<RunFacts, Diagnostic> {
    let input = files::open_or_stdin(path).map_err(unread_or_piped("the report"))?;
    let facts = fleet::read_runs(input, each).map_err(|fault| broken(path, &fault))?;
    if !facts.is_complete {
        output.talk(&format!("note: {}: the run did not end, so servers are missing", input_name(path)));
    }
    Ok(facts)
}

/// Nothing of it is shown, for it may be any file.
fn broken(path: &Path, fault: &RecordFault) -> Diagnostic {
    let message = format!("{}, line {}: {}", input_name(path), fault.line, fault.reason);
    let fix = match fault.reason {
        RecordReason::FailedOnly => "make the report without `--failed`",
        RecordReason::CutOff | RecordReason::Empty => "the run that wrote it did not end: run it again",
        _ => "name what `pgcerts check` printed with `--format json` or `json-lines`",
    };
    Diagnostic::failure(Code::Io, message, fix).at_line(fault.line)
}
