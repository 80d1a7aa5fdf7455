//! Many servers: those with a problem by its cause, the others by their root, all roots, and a summary.

use std::fmt::Write as _;

use super::root_name::root_name;
use super::summary::{interrupted, summary, tally};
use super::why::why;
use super::word::verdict_word;
use crate::app::report::layout::{Page, count, wrap_all_to, wrap_to};
use crate::app::report::style::BOLD;
use crate::check::fleet::{self, CauseGroup, FleetRun, ServerReport, ServerRoot, ServerVerdict};
use crate::paste::escape::{columns, escape, shorten};

/// The width that a reason needs to be useful.
const REASON_WIDTH: usize = 30;

/// The greatest width of the column of targets if lines have no limit.
const LABEL_WIDTH: usize = 40;

/// What is between a target and its reason.
const GAP: usize = 2;

pub(super) fn render(run: &FleetRun, verbose: bool, page: Page) -> String {
    let rows = Rows::new(run.listed(), verbose, page);
    let groups = fleet::by_cause(run.listed());
    let mut text: String = groups.iter().map(|group| by_cause(group, &rows) + "\n").collect();
    if !run.failed_only {
        let fine = fleet::by_root(run.listed());
        text.extend(fine.iter().map(|(root, servers)| by_root(*root, servers, &rows) + "\n"));
    }
    let summary = page.wrap("", "  ", &summary(run));
    text + &roots(run, rows.line) + &summary + "\n"
}

/// With `--quiet`: what is not ok, and what loses encryption.
pub(super) fn quiet(run: &FleetRun, page: Page) -> String {
    let is_kept = |report: &&ServerReport| report.verdict.is_ok() != Some(true) || report.loses_encryption;
    let rows = Rows::new(run.reports.iter().filter(is_kept), false, page);
    let groups = fleet::by_cause(run.reports.iter().filter(is_kept));
    let text = groups.iter().map(|group| by_cause(group, &rows)).collect::<Vec<_>>().join("\n");
    text + &interrupted(run)
}

fn by_cause(group: &CauseGroup, rows: &Rows) -> String {
    let servers = &group.servers;
    let code = group.code.map_or_else(String::new, |code| format!(", {}", escape(code)));
    let mut text = heading(group.verdict, servers, &code);
    let shared = shared(servers, |report| Some(why(report)));
    if let Some(message) = shared.as_deref().filter(|message| !message.is_empty() && servers.len() > 1) {
        let _ = writeln!(text, "{}", wrap_all_to(rows.text, "  ", &escape(message)));
        text.extend(servers.iter().map(|report| rows.row(report, &until(report))));
    } else {
        let reason = |report: &ServerReport| {
            [until(report), why(report)]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("; ")
        };
        text.extend(servers.iter().map(|report| rows.row(report, &reason(report))));
    }
    // A fix with the names of one server is wrong for another.
    let fix = shared_fix(servers).filter(|fix| !fix.is_empty() && group.verdict != ServerVerdict::Ok);
    if let Some(fix) = fix {
        let _ = writeln!(text, "{}", wrap_to(rows.text, "  fix: ", &escape(&fix)));
    }
    text
}

fn by_root(root: Option<&ServerRoot>, servers: &[&ServerReport], rows: &Rows) -> String {
    let under = root.map_or_else(String::new, |root| format!(" under {}", escape(&root_name(root))));
    let mut text = heading(ServerVerdict::Ok, servers, &under);
    let reason = |report: &ServerReport| if report.is_socket { why(report) } else { until(report) };
    text.extend(servers.iter().map(|report| rows.row(report, &reason(report))));
    text
}

fn heading(verdict: ServerVerdict, servers: &[&ServerReport], rest: &str) -> String {
    let (word, style) = verdict_word(verdict);
    let warns = servers.iter().all(|report| report.verdict == ServerVerdict::Ok && report.warns());
    let word = if warns { "ok with a warning" } else { word };
    format!("{style}{word}{style:#}: {}{rest}\n", count(servers.len(), "server"))
}

/// The days that are left to a server that is ok.
fn until(report: &ServerReport) -> String {
    match (report.verdict, report.until, report.days_left()) {
        (ServerVerdict::Ok, Some(until), Some(days)) => {
            let days = count(usize::try_from(days).unwrap_or_default(), "day");
            format!("until {} ({days})", until.date())
        }
        _ => String::new(),
    }
}

fn shared_fix(servers: &[&ServerReport]) -> Option<String> {
    shared(servers, |report| report.cause.as_ref().map(|cause| cause.fix.clone()))
}

/// What all of them have in common.
fn shared(servers: &[&ServerReport], text: impl Fn(&ServerReport) -> Option<String>) -> Option<String> {
    let first = text(servers.first()?)?;
    servers.iter().all(|report| text(report).as_ref() == Some(&first)).then_some(first)
}

/// Every root with the servers under it, those that fail and those that were not reached included.
fn roots(run: &FleetRun, line: Option<usize>) -> String {
    let rows = fleet::roots(run.reports.iter());
    if rows.iter().all(|row| row.root.is_none()) {
        return String::new();
    }
    let name = |root: Option<&ServerRoot>| root.map_or_else(|| "unknown".into(), root_name);
    let width = rows.iter().map(|row| columns(&escape(&name(row.root)))).max().unwrap_or_default();
    let mut text = format!("{BOLD}roots{BOLD:#}\n");
    for row in &rows {
        let name = name(row.root);
        let blanks = " ".repeat(width - columns(&escape(&name)));
        let row = format!("  {name}{blanks}  {}: {}", count(row.tally.all, "server"), tally(&row.tally));
        let _ = writeln!(text, "{}", line.map_or_else(|| escape(&row), |line| shorten(&row, line)));
    }
    text + "\n"
}

/// How wide the lines and the column of targets are.
struct Rows {
    /// The width of running text.
    text: usize,
    /// The width of a line, if it has a limit.
    line: Option<usize>,
    label: usize,
}

impl Rows {
    fn new<'a>(reports: impl Iterator<Item = &'a ServerReport>, verbose: bool, page: Page) -> Self {
        let line = page.line().filter(|_| !verbose);
        let widest = reports.map(|report| columns(&escape(&report.label))).max().unwrap_or_default();
        let room = line.map_or(LABEL_WIDTH, |line| line.saturating_sub(2 + GAP + REASON_WIDTH));
        Self { text: page.text(), line, label: widest.min(room) }
    }

    /// A target is never cut. If a line has a limit and the target is too long, the reason is on the next line.
    fn row(&self, report: &ServerReport, reason: &str) -> String {
        let label = escape(&report.label);
        let blanks = " ".repeat(self.label.saturating_sub(columns(&label)));
        let text = match self.line {
            _ if reason.is_empty() => format!("  {label}"),
            None => format!("  {label}{blanks}  {}", escape(reason)),
            Some(line) if columns(&label) > self.label => {
                format!("  {label}\n    {}", shorten(reason, line.saturating_sub(4)))
            }
            Some(line) => {
                let room = line.saturating_sub(2 + self.label + GAP);
                format!("  {label}{blanks}  {}", shorten(reason, room))
            }
        };
        text + "\n"
    }
}
