//! The status for people, in 80 columns.

use std::fmt::Write as _;

use anstyle::Style;
use time::OffsetDateTime;

use crate::app::report::diagnostics;
use crate::app::report::{GREEN, RED, WIDTH, YELLOW, cell, count, show, wrap, wrap_all};
use crate::diagnostic::Severity;
use crate::libpq::location::{Location, Source};
use crate::paste::escape::{columns, escape, shorten};
use crate::store::status::{Coverage, Listed, Status};
use crate::x509::certificate::days_between;

const BOLD: Style = Style::new().bold();
const SUBJECT_WIDTH: usize = 45;

pub(crate) fn of(
    status: &Status,
    location: &Location,
    set: &str,
    now: OffsetDateTime,
    verbose: bool,
) -> String {
    let mut text = String::new();
    let rule = match location.source {
        Source::Default => "libpq's default for this user",
        Source::Flag => "named by --dest",
    };
    let path = show(&status.path);
    let gap = if columns(&path) + rule.len() + 3 > WIDTH { '\n' } else { ' ' };
    let _ = writeln!(text, "{BOLD}{path}{BOLD:#}{gap}({rule})");
    let _ = writeln!(text, "{}", verdict(status, set));
    if !status.certificates.is_empty() {
        let _ = writeln!(
            text,
            "\n  {BOLD}{:>5}  {:SUBJECT_WIDTH$}  {:10}  {:>6}{BOLD:#}",
            "line", "certificate", "ends", "days"
        );
        for listed in &status.certificates {
            text.push_str(&certificate(listed, now, verbose));
        }
    }
    let findings = status.findings.iter().filter(|finding| verbose || finding.severity != Severity::Info);
    for finding in findings {
        text.push_str(&diagnostics::finding(finding, WIDTH));
    }
    let told = status.count(Severity::Info);
    if told > 0 && !verbose {
        let _ = writeln!(text, "\n{}; -v shows what", count(told, "more thing") + " to know");
    }
    if !status.coverage.is_empty() {
        text.push_str(&coverage(&status.coverage, now, verbose));
    }
    let _ = write!(
        text,
        "\n{BOLD}What the file does to connections without an sslrootcert of their own{BOLD:#}\n"
    );
    let _ = writeln!(text, "{}", wrap("  require  ", status.libpq.require));
    let _ = writeln!(text, "{}", wrap("  prefer   ", status.libpq.prefer));
    text
}

fn verdict(status: &Status, set: &str) -> String {
    let (errors, warnings) = (status.count(Severity::Error), status.count(Severity::Warning));
    let loaded = count(status.libpq.certificates, "certificate");
    let warned = if warnings > 0 { format!(", {}", count(warnings, "warning")) } else { String::new() };
    if errors > 0 {
        format!("{RED}not ok{RED:#}: {}{warned}; libpq loads {loaded}", count(errors, "error"))
    } else if warnings > 0 {
        format!("{YELLOW}ok{YELLOW:#}{warned}; libpq loads {loaded}")
    } else {
        format!("{GREEN}ok{GREEN:#}: libpq loads {loaded}, every root of the set {} is there", escape(set))
    }
}

fn certificate(listed: &Listed, now: OffsetDateTime, verbose: bool) -> String {
    let certificate = &listed.certificate;
    let subject = cell(certificate.subject(), SUBJECT_WIDTH);
    let (end, days) = certificate.not_after().map_or_else(
        || ("unknown".to_owned(), String::new()),
        |end| (end.date().to_string(), days_between(now, end).to_string()),
    );
    let mut row = format!("  {:>5}  {subject}  {end:10}  {days:>6}\n", listed.line);
    if verbose {
        let _ = writeln!(row, "       SHA-256 {}", certificate.sha256());
    }
    row
}

/// The columns of `until`: a day, `ended` before it and a star behind it.
const UNTIL_WIDTH: usize = 18;

fn coverage(chains: &[Coverage], now: OffsetDateTime, verbose: bool) -> String {
    let width = chains.iter().map(|one| one.chain.chars().count()).max().unwrap_or_default().clamp(5, 24);
    let rest = WIDTH - width - UNTIL_WIDTH - "    covered    ".len();
    let mut text =
        format!("\n  {BOLD}{:width$}  covered  {:UNTIL_WIDTH$}  what ends first{BOLD:#}\n", "chain", "until");
    for one in chains {
        let (style, word) = if one.covered { (GREEN, "yes") } else { (Style::new(), "no") };
        let until = match one.until {
            Some(end) if end < now => format!("ended {}", end.date()),
            Some(end) => end.date().to_string(),
            None => String::new(),
        } + if one.served { " *" } else { "" };
        let first = shorten(one.ends_first.as_deref().unwrap_or_default(), rest);
        let row =
            format!("  {}  {style}{word:7}{style:#}  {until:UNTIL_WIDTH$}  {first}", cell(&one.chain, width));
        let _ = writeln!(text, "{}", row.trim_end());
        if verbose {
            let first = one.ends_first.as_ref().map(|first| format!("; the first to end: {first}"));
            let told = one.title.clone() + first.as_deref().unwrap_or_default();
            let _ = writeln!(text, "{}", wrap_all("         ", &escape(&told)));
        }
    }
    if chains.iter().any(|one| one.served) {
        text.push_str("  * served today\n");
    }
    text
}
