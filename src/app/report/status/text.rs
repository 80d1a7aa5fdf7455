//! The status for people, in 80 columns.

use std::fmt::Write as _;

use time::OffsetDateTime;

use super::JudgedStore;
use crate::app::report::diagnostics;
use crate::app::report::layout::{Table, WIDTH, count, show, wrap, wrap_all};
use crate::app::report::style::{BOLD, GREEN, PLAIN, RED, YELLOW};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::location::{Location, PathSource};
use crate::paste::escape::{columns, escape, shorten};
use crate::store::status::{Coverage, Listed, Status};
use crate::x509::certificate::days_between;

/// The columns of line, subject, last day and days left.
const CERTIFICATES: Table<4> = Table { widths: [5, 45, 10, 6], gap: 2 };

pub(crate) fn render(stores: &[JudgedStore], set: &str, now: OffsetDateTime, verbose: bool) -> String {
    let texts: Vec<String> = stores.iter().map(|store| one_store(store, set, now, verbose)).collect();
    texts.join("\n")
}

/// What makes the exit code 1, and the warnings of what makes the file useless or unsafe.
pub(crate) fn problems(stores: &[JudgedStore], strict: bool) -> String {
    let is_urgent = |code| matches!(code, Code::EnvOverride | Code::PrivateFolder | Code::RootVariant);
    let counts = |finding: &Diagnostic| match finding.severity {
        Severity::Error => true,
        Severity::Warning => strict || is_urgent(finding.code),
        Severity::Info => false,
    };
    let findings = stores.iter().flat_map(|store| &store.status.findings);
    findings.filter(|finding| counts(finding)).map(|finding| diagnostics::finding(finding, WIDTH)).collect()
}

fn one_store(store: &JudgedStore, set: &str, now: OffsetDateTime, verbose: bool) -> String {
    let status = &store.status;
    let mut text = format!("{}\n{}\n", headline(status, &store.location), verdict(status, set));
    text.push_str(&certificates(status, now, verbose));
    let findings = status.findings.iter().filter(|finding| verbose || finding.severity != Severity::Info);
    text.extend(findings.map(|finding| diagnostics::finding(finding, WIDTH)));
    let left_out = status.count(Severity::Info);
    if left_out > 0 && !verbose {
        let _ = writeln!(text, "\n{}; -v shows what", count(left_out, "more thing") + " to know");
    }
    if !status.coverage.is_empty() {
        text.push_str(&coverage(&status.coverage, now, verbose));
    }
    let title = "What the file does to connections without an sslrootcert of their own";
    let _ = write!(text, "\n{BOLD}{title}{BOLD:#}\n");
    let _ = writeln!(text, "{}", wrap("  require  ", status.libpq.require));
    let _ = writeln!(text, "{}", wrap("  prefer   ", status.libpq.prefer));
    text
}

fn headline(status: &Status, location: &Location) -> String {
    let rule = match location.source {
        PathSource::Default => "libpq's default for this user",
        PathSource::Flag => "named on the command line",
        PathSource::Environment => "from PGSSLROOTCERT",
    };
    let path = show(&status.path);
    let gap = if columns(&path) + rule.len() + 3 > WIDTH { '\n' } else { ' ' };
    format!("{BOLD}{path}{BOLD:#}{gap}({rule})")
}

fn certificates(status: &Status, now: OffsetDateTime, verbose: bool) -> String {
    if status.certificates.is_empty() {
        return String::new();
    }
    let head = format!("\n  {}\n", CERTIFICATES.head([" line", "certificate", "ends", "  days"]));
    status.certificates.iter().fold(head, |text, listed| text + &certificate(listed, now, verbose))
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
    let line = format!("{:>5}", listed.line);
    let subject = shorten(certificate.subject(), CERTIFICATES.widths[1]);
    let (end, days) = certificate.not_after().map_or_else(
        || ("unknown".to_owned(), String::new()),
        |end| (end.date().to_string(), format!("{:>6}", days_between(now, end))),
    );
    let row = CERTIFICATES.row([&line, &subject, &end, &days].map(|cell| (cell.as_str(), PLAIN)));
    let mut row = format!("  {row}\n");
    if verbose {
        let _ = writeln!(row, "       SHA-256 {}", certificate.sha256());
    }
    row
}

/// The width of `until`: a day, with `ended` before it and a star after it.
const UNTIL_WIDTH: usize = 18;

fn coverage(chains: &[Coverage], now: OffsetDateTime, verbose: bool) -> String {
    let width =
        chains.iter().map(|chain| columns(&escape(&chain.chain))).max().unwrap_or_default().clamp(5, 24);
    let table = Table { widths: [width, "covered".len(), UNTIL_WIDTH, 0], gap: 2 };
    let mut text = format!("\n  {}\n", table.head(["chain", "covered", "until", "what ends first"]));
    for chain in chains {
        let _ = writeln!(text, "  {}", coverage_row(&table, chain, now));
        if verbose {
            let first = chain.ends_first.as_ref().map(|first| format!("; the first to end: {first}"));
            let title = chain.title.clone() + first.as_deref().unwrap_or_default();
            let _ = writeln!(text, "{}", wrap_all("         ", &escape(&title)));
        }
    }
    if chains.iter().any(|chain| chain.served) {
        text.push_str("  * served today\n");
    }
    text
}

fn coverage_row(table: &Table<4>, chain: &Coverage, now: OffsetDateTime) -> String {
    let rest = WIDTH - table.widths.iter().sum::<usize>() - 4 * table.gap;
    let covered = if chain.covered { ("yes", GREEN) } else { ("no", PLAIN) };
    let until = match chain.until {
        Some(end) if end < now => format!("ended {}", end.date()),
        Some(end) => end.date().to_string(),
        None => String::new(),
    } + if chain.served { " *" } else { "" };
    let first = shorten(chain.ends_first.as_deref().unwrap_or_default(), rest);
    let name = shorten(&chain.chain, table.widths[0]);
    table.row([(&name, PLAIN), covered, (&until, PLAIN), (&first, PLAIN)])
}
