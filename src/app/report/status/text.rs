//! The status for people.

use std::fmt::Write as _;

use time::OffsetDateTime;

use super::JudgedStore;
use crate::app::report::diagnostics;
use crate::app::report::layout::{Page, Table, count, show, wrap_all_to, wrap_to};
use crate::app::report::style::{BOLD, GREEN, PLAIN, RED, YELLOW};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::location::{Location, PathSource};
use crate::paste::command_line::is_stream;
use crate::paste::escape::{columns, escape};
use crate::store::status::{Coverage, Listed, Status};
use crate::x509::certificate::days_between;

pub(crate) fn render(stores: &[JudgedStore], now: OffsetDateTime, verbose: bool, page: Page) -> String {
    let shown = StatusText { now, verbose, page };
    let texts: Vec<String> = stores.iter().map(|store| shown.one_store(store)).collect();
    texts.join("\n")
}

/// What makes the exit code 1, and the warnings of what makes the file useless or unsafe.
pub(crate) fn problems(stores: &[JudgedStore], strict: bool, page: Page) -> String {
    let is_urgent = |code| matches!(code, Code::EnvOverride | Code::PrivateFolder | Code::RootVariant);
    let counts = |finding: &Diagnostic| match finding.severity {
        Severity::Error => true,
        Severity::Warning => strict || is_urgent(finding.code),
        Severity::Info => false,
    };
    let findings = stores.iter().flat_map(|store| &store.status.findings).filter(|finding| counts(finding));
    findings.map(|finding| diagnostics::finding_with_fix(finding, page.text(), false)).collect()
}

/// What a status is shown with.
struct StatusText {
    now: OffsetDateTime,
    verbose: bool,
    page: Page,
}

impl StatusText {
    fn one_store(&self, store: &JudgedStore) -> String {
        let (status, width) = (&store.status, self.page.text());
        let mut text = self.headline(status, &store.location) + "\n";
        let _ = writeln!(text, "{}", wrap_to(width, "", &verdict(status)));
        text.push_str(&self.certificates(status));
        let is_shown = |finding: &&Diagnostic| self.verbose || finding.severity != Severity::Info;
        let findings = status.findings.iter().filter(is_shown);
        text.extend(findings.map(|finding| diagnostics::finding_with_fix(finding, width, self.verbose)));
        text.push_str(&self.coverage(&status.coverage));
        if let Some(libpq) = status.reading.libpq().filter(|_| self.verbose) {
            let title = "What the file does to connections without an sslrootcert of their own";
            let _ = write!(text, "\n{}\n", wrap_to(width, "", &format!("{BOLD}{title}{BOLD:#}")));
            let _ = writeln!(text, "{}", wrap_to(width, "  require  ", libpq.require));
            let _ = writeln!(text, "{}", wrap_to(width, "  prefer   ", libpq.prefer));
        }
        let left_out = status.count(Severity::Info);
        if left_out > 0 && !self.verbose {
            let _ = writeln!(text, "\n-v shows {}", count(left_out, "note"));
        }
        text
    }

    fn headline(&self, status: &Status, location: &Location) -> String {
        let rule = match location.source {
            PathSource::Default => "libpq's default for this user",
            PathSource::Flag if is_stream(&location.path) => "standard input",
            PathSource::Flag => "named on the command line",
            PathSource::Environment => "from PGSSLROOTCERT",
        };
        let path = show(&status.path);
        let is_long = columns(&path) + rule.len() + 3 > self.page.text();
        let gap = if is_long { '\n' } else { ' ' };
        format!("{BOLD}{path}{BOLD:#}{gap}({rule})")
    }

    fn certificates(&self, status: &Status) -> String {
        if status.certificates.is_empty() {
            return String::new();
        }
        let subjects = status.certificates.iter().map(|listed| listed.certificate.subject());
        let places = status.certificates.iter().map(|listed| columns(&place(listed)));
        let place = places.max().unwrap_or_default().clamp(5, LONGEST_PLACE);
        // Line or alias, last day, days left, and the gaps.
        let width = self.page.column(subjects, place + 10 + 6 + 4 * 2).max("certificate".len());
        let table = Table { widths: [place, width, 10, 6], gap: 2 };
        let title = if status.reading.java().is_some() { "alias" } else { " line" };
        let head = format!("\n  {}\n", table.head([title, "certificate", "expires", "  days"]));
        status.certificates.iter().fold(head, |text, listed| text + &self.certificate(&table, listed))
    }

    fn certificate(&self, table: &Table<4>, listed: &Listed) -> String {
        let certificate = &listed.certificate;
        let line = match listed.place.alias() {
            Some(_) => self.page.cell(&place(listed), table.widths[0]),
            None => format!("{:>5}", place(listed)),
        };
        let subject = self.page.cell(certificate.subject(), table.widths[1]);
        let (end, days) = certificate.not_after().map_or_else(
            || ("unknown".to_owned(), String::new()),
            |end| (end.date().to_string(), format!("{:>6}", days_between(self.now, end))),
        );
        let row = table.row([&line, &subject, &end, &days].map(|cell| (cell.as_str(), PLAIN)));
        let mut row = format!("  {row}\n");
        if self.verbose {
            let _ = writeln!(row, "       SHA-256 {}", certificate.sha256());
        }
        row
    }

    /// The chains that servers may still send. A store without a root covers none, which its findings say.
    fn coverage(&self, chains: &[Coverage]) -> String {
        let is_over = |chain: &Coverage| chain.until.is_some_and(|end| end < self.now);
        let shown: Vec<&Coverage> = chains.iter().filter(|chain| self.verbose || !is_over(chain)).collect();
        if shown.is_empty() || !chains.iter().any(|chain| chain.covered) {
            return String::new();
        }
        let names = shown.iter().map(|chain| chain.chain.as_str());
        let until = if self.verbose { "ended 2026-08-25".len() } else { "2029-06-03".len() };
        let served = if self.page.is_narrow() { 0 } else { SERVED.len() + 2 };
        let width = self.page.column(names, 7 + until + served + 3 * 2).max("chain".len());
        let table = Table { widths: [width, "covered".len(), until, served], gap: 2 };
        let mut text = format!("\n  {}\n", table.head(["chain", "covered", "until", ""]));
        for chain in shown {
            let _ = writeln!(text, "  {}", self.coverage_row(&table, chain));
            if self.verbose {
                let first = chain.ends_first.as_ref().map(|first| format!("; the first to expire: {first}"));
                let title = chain.title.clone() + first.as_deref().unwrap_or_default();
                let _ = writeln!(text, "{}", wrap_all_to(self.page.text(), "         ", &escape(&title)));
            }
        }
        text
    }

    fn coverage_row(&self, table: &Table<4>, chain: &Coverage) -> String {
        let covered = if chain.covered { ("yes", GREEN) } else { ("no", PLAIN) };
        let until = match chain.until {
            Some(end) if end < self.now => format!("ended {}", end.date()),
            Some(end) => end.date().to_string(),
            None => String::new(),
        };
        let served = if chain.served && table.widths[3] > 0 { SERVED } else { "" };
        let name = self.page.cell(&chain.chain, table.widths[0]);
        table.row([(&name, PLAIN), covered, (&until, PLAIN), (served, PLAIN)])
    }
}

/// The columns of an alias, which is shortened beyond them.
const LONGEST_PLACE: usize = 36;

/// The line or the alias.
fn place(listed: &Listed) -> String {
    match (listed.place.alias(), listed.place.line()) {
        (Some(alias), _) => escape(alias),
        (None, line) => line.unwrap_or_default().to_string(),
    }
}

fn verdict(status: &Status) -> String {
    let (errors, warnings) = (status.count(Severity::Error), status.count(Severity::Warning));
    let loads = if status.reading.java().is_some() { "Java trusts" } else { "libpq loads" };
    let loaded = format!("{loads} {}", count(status.certificates.len(), "certificate"));
    let warned = if warnings > 0 { format!(", {}", count(warnings, "warning")) } else { String::new() };
    if errors > 0 {
        format!("{RED}not ok{RED:#}: {}{warned}; {loaded}", count(errors, "error"))
    } else if warnings > 0 {
        format!("{YELLOW}ok{YELLOW:#}{warned}; {loaded}")
    } else {
        format!("{GREEN}ok{GREEN:#}: {loaded}{}", complete(&status.sets))
    }
}

/// What the file holds whole.
fn complete(sets: &[String]) -> String {
    match sets {
        [] => String::new(),
        [set] => format!(", and the set {} is complete", escape(set)),
        sets => format!(", and the sets {} are complete", escape(&sets.join(", "))),
    }
}

const SERVED: &str = "served today";
