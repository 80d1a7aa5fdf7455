//! The status for people, in 80 columns.

use std::fmt::Write as _;

use time::OffsetDateTime;

use crate::app::report::diagnostics;
use crate::app::report::{BOLD, GREEN, PLAIN, RED, Table, WIDTH, YELLOW, count, show, wrap, wrap_all};
use crate::diagnostic::Severity;
use crate::libpq::location::{Location, PathSource};
use crate::paste::escape::{columns, escape, shorten};
use crate::store::status::{Coverage, Listed, Status};
use crate::x509::certificate::days_between;

/// The line, the subject, the last day, and the days until then.
const CERTIFICATES: Table<4> = Table { widths: [5, 45, 10, 6], gap: 2 };

pub(crate) fn of(
    status: &Status,
    location: &Location,
    set: &str,
    now: OffsetDateTime,
    verbose: bool,
) -> String {
    let mut text = String::new();
    let rule = match location.source {
        PathSource::Default => "libpq's default for this user",
        PathSource::Flag => "named by --dest",
    };
    let path = show(&status.path);
    let gap = if columns(&path) + rule.len() + 3 > WIDTH { '\n' } else { ' ' };
    let _ = writeln!(text, "{BOLD}{path}{BOLD:#}{gap}({rule})");
    let _ = writeln!(text, "{}", verdict(status, set));
    if !status.certificates.is_empty() {
        let _ = writeln!(text, "\n  {}", CERTIFICATES.head([" line", "certificate", "ends", "  days"]));
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

/// The columns of `until`: a day, `ended` before it and a star behind it.
const UNTIL_WIDTH: usize = 18;

fn coverage(chains: &[Coverage], now: OffsetDateTime, verbose: bool) -> String {
    let width = chains.iter().map(|one| columns(&escape(&one.chain))).max().unwrap_or_default().clamp(5, 24);
    let table = Table { widths: [width, "covered".len(), UNTIL_WIDTH, 0], gap: 2 };
    let rest = WIDTH - table.widths.iter().sum::<usize>() - 4 * table.gap;
    let mut text = format!("\n  {}\n", table.head(["chain", "covered", "until", "what ends first"]));
    for one in chains {
        let covered = if one.covered { ("yes", GREEN) } else { ("no", PLAIN) };
        let until = match one.until {
            Some(end) if end < now => format!("ended {}", end.date()),
            Some(end) => end.date().to_string(),
            None => String::new(),
        } + if one.served { " *" } else { "" };
        let first = shorten(one.ends_first.as_deref().unwrap_or_default(), rest);
        let chain = shorten(&one.chain, width);
        let row = table.row([(&chain, PLAIN), covered, (&until, PLAIN), (&first, PLAIN)]);
        let _ = writeln!(text, "  {row}");
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
