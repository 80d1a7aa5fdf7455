//! The servers, or what changed of them, as CSV and Markdown.

use time::format_description::well_known::Rfc3339;

use super::root_name::root_of;
use super::summary::summary;
use super::why::why_with_code;
use crate::check::fleet::{FleetRun, ServerChange, ServerReport};
use crate::paste::cells;

const SERVERS: [&str; 6] = ["target", "verdict", "until", "root", "tls", "cause"];

const CHANGES: [&str; 4] = ["target", "what", "old", "new"];

pub(crate) fn csv(run: &FleetRun) -> String {
    let row = |cells: &[String]| cells.iter().map(|cell| cells::csv(cell)).collect::<Vec<_>>().join(",");
    let (head, rows) = rows(run);
    std::iter::once(head.join(",")).chain(rows.iter().map(|cells| row(cells))).collect::<Vec<_>>().join("\n")
}

pub(crate) fn markdown(run: &FleetRun) -> String {
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let (head, rows) = rows(run);
    let names = head.iter().map(|name| (*name).to_owned()).collect();
    let rule = vec!["---".to_owned(); head.len()];
    let rows = rows.iter().map(|row| row.iter().map(|cell| cells::markdown(cell)).collect());
    let lines: Vec<String> = [names, rule].into_iter().chain(rows).map(line).collect();
    format!("{}\n\n{}", lines.join("\n"), summary(run))
}

/// The names of the columns, and the rows.
fn rows(run: &FleetRun) -> (&'static [&'static str], Vec<Vec<String>>) {
    match &run.changes {
        Some(changes) => (&CHANGES, changes.iter().map(change).collect()),
        None => (&SERVERS, run.listed().map(server).collect()),
    }
}

fn server(report: &ServerReport) -> Vec<String> {
    vec![
        report.label.clone(),
        report.verdict.word().to_owned(),
        report.until.and_then(|until| until.format(&Rfc3339).ok()).unwrap_or_default(),
        root_of(report),
        report.tls.as_ref().map(|(version, _)| version.clone()).unwrap_or_default(),
        why_with_code(report),
    ]
}

fn change(change: &ServerChange) -> Vec<String> {
    let text = |side: &Option<String>| side.clone().unwrap_or_default();
    vec![change.target.clone(), change.what.name().to_owned(), text(&change.old), text(&change.new)]
}
