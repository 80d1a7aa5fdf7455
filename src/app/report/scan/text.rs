//! What was found, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::app::report::diagnostics;
use crate::app::report::layout::{Page, count, wrap_to};
use crate::app::report::style::{BOLD, GREEN, RED, YELLOW};
use crate::diagnostic::{Diagnostic, Severity};
use crate::paste::escape::escape;
use crate::scan::{FoundItem, FoundKind, ScanResult};

/// So many places that were left out are listed without `--verbose`.
const LISTED: usize = 5;

pub(crate) fn render(result: &ScanResult, verbose: bool, page: Page) -> String {
    let items: String = result.found.iter().map(|item| item_text(item, verbose, page) + "\n").collect();
    items + &left_out(result, verbose, page) + &verdict(result, page)
}

/// What makes the exit code 1, and the warnings about what is not encrypted or only looks like a root.
pub(crate) fn problems(result: &ScanResult, page: Page) -> String {
    use crate::diagnostic::Code::{RootVariant, WeakSslmode};

    let counts = |finding: &&Diagnostic| match finding.severity {
        Severity::Error => true,
        Severity::Warning => matches!(finding.code, RootVariant | WeakSslmode),
        Severity::Info => false,
    };
    let with_problems =
        result.found.iter().filter(|item| item.findings.iter().any(|finding| counts(&finding)));
    with_problems.map(|item| head(item) + &findings(item, false, page, counts)).collect()
}

fn head(item: &FoundItem) -> String {
    format!("{BOLD}{}{BOLD:#} ({})\n", escape(&item.place.shown()), item.kind.title())
}

fn item_text(item: &FoundItem, verbose: bool, page: Page) -> String {
    let mut text = head(item);
    for line in facts(item) {
        let _ = writeln!(text, "{}", wrap_to(page.text(), "  ", &line));
    }
    text + &findings(item, verbose, page, |finding| verbose || finding.severity != Severity::Info)
}

fn findings(item: &FoundItem, verbose: bool, page: Page, is_shown: impl Fn(&&Diagnostic) -> bool) -> String {
    let shown = item.findings.iter().filter(is_shown);
    let with_line = |finding: &Diagnostic| {
        let line = finding.place.line.filter(|_| item.kind == FoundKind::Settings);
        let message =
            line.map_or_else(|| finding.message.clone(), |line| format!("line {line}: {}", finding.message));
        diagnostics::finding_with_fix(&Diagnostic { message, ..finding.clone() }, page.text(), verbose)
    };
    shown.map(with_line).collect()
}

/// What an item holds, and until when it lasts.
fn facts(item: &FoundItem) -> Vec<String> {
    let mut facts = Vec::new();
    if !item.certificates.is_empty() {
        let ends = item.certificates.iter().filter_map(|listed| listed.certificate.not_after());
        let first =
            ends.min().map_or_else(String::new, |end| format!(", the first expires on {}", end.date()));
        facts.push(format!("{}{first}", count(item.certificates.len(), "certificate")));
    }
    if !item.anchors.is_empty() {
        let anchors: Vec<String> = item
            .anchors
            .iter()
            .map(|anchor| {
                let until = anchor.until.map_or_else(String::new, |end| format!(" until {}", end.date()));
                escape(&anchor.chain) + &until
            })
            .collect();
        facts.push(format!("anchors {}", anchors.join(", ")));
    }
    if !item.settings.is_empty() {
        facts.push(count(item.settings.len(), "connection"));
    }
    facts
}

fn left_out(result: &ScanResult, verbose: bool, page: Page) -> String {
    let number = result.left_out.len();
    if number == 0 {
        return String::new();
    }
    let mut text = format!("{YELLOW}not looked at{YELLOW:#}: {}\n", count(number, "place"));
    let listed = if verbose { number } else { LISTED };
    for (place, why) in result.left_out.iter().take(listed) {
        let line = format!("{}: {}", escape(&place.shown()), escape(&why.reason()));
        let _ = writeln!(text, "{}", wrap_to(page.text(), "  ", &line));
    }
    if number > listed {
        let _ = writeln!(text, "  -v shows {} more", number - listed);
    }
    text + "\n"
}

fn verdict(result: &ScanResult, page: Page) -> String {
    let with = |severity| result.found.iter().filter(|item| item.has(severity)).count();
    let (errors, warnings) = (with(Severity::Error), with(Severity::Warning));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &result.found {
        *kinds.entry(item.kind.title()).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.into_iter().map(|(kind, number)| format!("{kind} {number}")).collect();
    let word = if errors > 0 { format!("{RED}not ok{RED:#}") } else { format!("{GREEN}ok{GREEN:#}") };
    let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    let found = count(result.found.len(), "thing");
    wrap_to(
        page.text(),
        "",
        &format!("{word}: {found} found{kinds}; {errors} with errors, {warnings} with warnings"),
    ) + "\n"
}
