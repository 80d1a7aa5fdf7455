//! A run as it is reported.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::changes::{ChangeKind, ServerChange};
use super::server_report::ServerReport;
use super::tally::FleetTally;

/// A run.
#[derive(Debug)]
pub(crate) struct FleetRun {
    /// The servers with an answer.
    pub(crate) reports: Vec<ServerReport>,
    pub(crate) tally: FleetTally,
    /// The time for which it was judged.
    pub(crate) at: OffsetDateTime,
    /// How many servers were to be asked.
    pub(crate) total: usize,
    /// Whether all of them were asked: the user may interrupt it.
    pub(crate) is_complete: bool,
    /// Whether a report leaves out the servers that are ok without a warning.
    pub(crate) failed_only: bool,
    /// What changed since an earlier run, if that was asked for.
    pub(crate) changes: Option<Vec<ServerChange>>,
}

impl FleetRun {
    /// The servers to list.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &ServerReport> {
        self.reports.iter().filter(|report| !self.failed_only || report.is_kept())
    }

    /// The servers whose labels and modes differ; of several alike, the worst.
    pub(crate) fn distinct(&self) -> Vec<&ServerReport> {
        let mut distinct: Vec<&ServerReport> = Vec::new();
        let mut places = HashMap::new();
        for report in &self.reports {
            let place = *places.entry((&report.label, report.mode)).or_insert(distinct.len());
            match distinct.get_mut(place) {
                Some(known) if report.verdict < known.verdict => *known = report,
                Some(_) => {}
                None => distinct.push(report),
            }
        }
        distinct
    }

    /// The exit code. That of a comparison is about changes.
    pub(crate) fn exit_code(&self) -> u8 {
        match &self.changes {
            _ if !self.is_complete => 2,
            Some(changes) => u8::from(changes.iter().any(|change| change.what == ChangeKind::Worse)),
            None => self.tally.exit_code(),
        }
    }
}
