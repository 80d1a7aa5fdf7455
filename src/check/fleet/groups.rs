//! The servers of a run by what is wrong with them, and by their roots.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::server_report::{ServerReport, ServerRoot, ServerVerdict};
use super::tally::FleetTally;

/// Servers with the same verdict and the same code.
#[derive(Debug)]
pub(crate) struct CauseGroup<'a> {
    pub(crate) verdict: ServerVerdict,
    pub(crate) code: Option<&'a str>,
    pub(crate) servers: Vec<&'a ServerReport>,
}

/// How the servers under one root are.
#[derive(Debug)]
pub(crate) struct RootRow<'a> {
    /// None where it is unknown.
    pub(crate) root: Option<&'a ServerRoot>,
    pub(crate) tally: FleetTally,
}

/// The servers that are not ok or have a warning, the worst first and then the largest groups.
pub(crate) fn by_cause<'a>(reports: impl Iterator<Item = &'a ServerReport>) -> Vec<CauseGroup<'a>> {
    let key = |report: &&'a ServerReport| {
        (report.verdict, report.cause.as_ref().and_then(|cause| cause.code.as_deref()))
    };
    let is_listed = |report: &&ServerReport| report.verdict != ServerVerdict::Ok || report.warns();
    let mut groups: Vec<CauseGroup> = grouped(reports.filter(is_listed), key)
        .into_iter()
        .map(|((verdict, code), servers)| CauseGroup { verdict, code, servers })
        .collect();
    for group in &mut groups {
        group.servers.sort_by_key(|report| ends(report));
    }
    groups.sort_by_key(|group| (group.verdict, std::cmp::Reverse(group.servers.len()), group.code));
    groups
}

/// The servers that are ok without a warning by their roots, each group by the time that is left.
pub(crate) fn by_root<'a>(
    reports: impl Iterator<Item = &'a ServerReport>,
) -> Vec<(Option<&'a ServerRoot>, Vec<&'a ServerReport>)> {
    let fine = reports.filter(|report| report.verdict == ServerVerdict::Ok && !report.warns());
    let mut groups = grouped(fine, |report| report.root.as_ref());
    for (_, servers) in &mut groups {
        servers.sort_by_key(|report| ends(report));
    }
    groups.sort_by_key(|(_, servers)| ends(servers[0]));
    groups
}

/// All servers by their roots, the most used first and the unknown one last.
pub(crate) fn roots<'a>(reports: impl Iterator<Item = &'a ServerReport>) -> Vec<RootRow<'a>> {
    let mut rows: Vec<RootRow> = grouped(reports, |report| report.root.as_ref())
        .into_iter()
        .map(|(root, servers)| RootRow { root, tally: servers.into_iter().collect() })
        .collect();
    rows.sort_by_key(|row| (row.root.is_none(), std::cmp::Reverse(row.tally.all)));
    rows
}

/// A server whose end is unknown comes last.
fn ends(report: &ServerReport) -> (bool, Option<OffsetDateTime>) {
    (report.until.is_none(), report.until)
}

/// The groups in the order of their first servers.
fn grouped<'a, K: Copy + Eq + std::hash::Hash>(
    reports: impl Iterator<Item = &'a ServerReport>,
    key: impl Fn(&&'a ServerReport) -> K,
) -> Vec<(K, Vec<&'a ServerReport>)> {
    let mut places = HashMap::new();
    let mut groups: Vec<(K, Vec<&ServerReport>)> = Vec::new();
    for report in reports {
        let key = key(&report);
        let place = *places.entry(key).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(report);
    }
    groups
}
