//! What is kept of the checks of a run, until it is reported as a whole.

use serde_json::value::RawValue;
use time::OffsetDateTime;

use super::earlier::RunComparison;
use super::form::ReportForm;
use crate::app::report::check as report;
use crate::check::fleet::{FleetRun, ServerReport};
use crate::check::{Roots, TargetCheck};

pub(super) struct Collected {
    /// By the places of the entries.
    servers: Vec<Option<CollectedServer>>,
    /// The check of the only target.
    pub(super) only: Option<TargetCheck>,
    pub(super) at: OffsetDateTime,
    /// Whether all servers were asked.
    pub(super) is_complete: bool,
}

struct CollectedServer {
    report: ServerReport,
    json: Option<Box<RawValue>>,
}

impl Collected {
    pub(super) fn new(at: OffsetDateTime, total: usize) -> Self {
        let servers = std::iter::repeat_with(|| None).take(total).collect();
        Self { servers, only: None, at, is_complete: true }
    }

    /// One check alone.
    pub(super) fn one(check: TargetCheck, roots: &Roots, at: OffsetDateTime) -> Self {
        let mut collected = Self::new(at, 1);
        collected.add(0, check, Some(roots));
        collected
    }

    /// Keeps a check; its JSON too, if there are roots for it.
    pub(super) fn add(&mut self, place: usize, check: TargetCheck, roots: Option<&Roots>) {
        let json = roots.map(|roots| report::json::target(&check, roots));
        let report = ServerReport::from_check(&check, self.at);
        self.servers[place] = Some(CollectedServer { report, json });
        if self.servers.len() == 1 {
            self.only = Some(check);
        }
    }

    /// Keeps what an earlier run reported.
    pub(super) fn push(&mut self, report: ServerReport, json: Option<Box<RawValue>>) {
        self.servers.push(Some(CollectedServer { report, json }));
    }

    /// The run to report.
    pub(super) fn run(
        &mut self,
        form: &ReportForm,
        comparison: &RunComparison,
    ) -> (FleetRun, Vec<Box<RawValue>>) {
        let total = self.servers.len();
        let (mut reports, mut targets) = (Vec::with_capacity(total), Vec::new());
        for CollectedServer { report, json } in self.servers.drain(..).flatten() {
            targets.extend(json.filter(|_| !form.failed_only || report.is_kept()));
            reports.push(report);
        }
        let changes = comparison
            .is_wanted()
            .then(|| comparison.changes(&reports.iter().collect(), self.is_complete))
            .flatten();
        let run = FleetRun {
            tally: reports.iter().collect(),
            reports,
            at: self.at,
            total,
            is_complete: self.is_complete,
            failed_only: form.failed_only,
            changes,
        };
        (run, targets)
    }
}
