//! The sessions for people.

use std::fmt::Write as _;

use crate::app::report::diagnostics;
use crate::app::report::layout::{Page, Table, count, wrap_to};
use crate::app::report::style::{BOLD, GREEN, PLAIN, RED, YELLOW};
use crate::check::sessions::{JudgedSessions, SessionFacts, SessionKind, SessionTotals, Transport};
use crate::diagnostic::{Code, Severity};
use crate::paste::escape::escape;

use super::carrier;

/// The parameters that matter, in their order.
pub(super) const PARAMETERS: [&str; 10] = [
    "server_version",
    "ssl",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "ssl_ciphers",
    "ssl_tls13_ciphers",
    "ssl_groups",
    "ssl_ecdh_curve",
    "ssl_ca_file",
    "require_secure_transport",
];

/// Those that every server has.
const EVERYWHERE: [&str; 4] = ["ssl", "ssl_min_protocol_version", "ssl_max_protocol_version", "ssl_ciphers"];

/// The rows of the table without `--verbose`.
const MOST_ROWS: usize = 50;

pub(crate) fn render(label: &str, judged: &JudgedSessions, verbose: bool, page: Page) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}\n", escape(label));
    let _ = writeln!(text, "{}", wrap_to(page.text(), "", &headline(judged)));
    let _ = writeln!(text, "{}", wrap_to(page.text(), "  ", &split(judged)));
    text.push_str(&table(judged, verbose, page));
    let findings = judged.findings.iter();
    text.extend(findings.map(|finding| diagnostics::finding_with_fix(finding, page.text(), verbose)));
    text.push_str(&server(judged, verbose, page));
    text
}

/// With `--quiet`: what is an error, or may hide one.
pub(crate) fn problems(judged: &JudgedSessions, page: Page) -> String {
    let hides = |code| matches!(code, Code::HiddenSessions | Code::PooledSessions);
    let findings =
        judged.findings.iter().filter(|found| found.severity == Severity::Error || hides(found.code));
    let text: String =
        findings.map(|finding| diagnostics::finding_with_fix(finding, page.text(), false)).collect();
    if text.is_empty() && !judged.is_complete { INTERRUPTED.to_owned() } else { text }
}

const INTERRUPTED: &str = "interrupted: there may be more sessions than these";

fn headline(judged: &JudgedSessions) -> String {
    let SessionTotals { all, plaintext, hidden, .. } = judged.totals;
    let seen = count(all - hidden, "session");
    let hidden =
        if hidden > 0 { format!("; {hidden} more are hidden from this role") } else { String::new() };
    let looks = match judged.tally.looks() {
        1 => String::new(),
        looks => format!(" in {looks} looks"),
    };
    let rest = format!("{hidden}{}", if judged.is_complete { "" } else { "; interrupted" });
    let warned = judged.findings.iter().any(|finding| finding.severity == Severity::Warning);
    match (judged.is_ok(), plaintext) {
        (false, 0) => format!("{RED}not ok{RED:#}: {seen}{looks}, none in plaintext{rest}"),
        (false, _) => format!("{RED}not ok{RED:#}: {plaintext} of {seen}{looks} in plaintext{rest}"),
        (true, _) if warned || !judged.is_complete => {
            format!("{YELLOW}ok{YELLOW:#}: {seen}{looks}, none in plaintext{rest}")
        }
        (true, _) => format!("{GREEN}ok{GREEN:#}: {seen}{looks}, none in plaintext{rest}"),
    }
}

/// How many there are of each kind, and who is below the least version.
fn split(judged: &JudgedSessions) -> String {
    let versions = judged.tally.versions();
    let mut parts: Vec<String> =
        versions.iter().rev().map(|(version, count)| format!("{version} {count}")).collect();
    parts.push(format!("plaintext {}", judged.totals.plaintext));
    parts.push(format!("Unix socket {}", judged.totals.unix));
    parts.push(format!("below {} {}", judged.least, judged.totals.locked_out));
    parts.join(", ")
}

fn table(judged: &JudgedSessions, verbose: bool, page: Page) -> String {
    let groups = judged.tally.groups();
    if groups.is_empty() {
        return String::new();
    }
    let shown = if verbose { groups.len() } else { MOST_ROWS };
    let rows: Vec<[String; 6]> = groups.iter().take(shown).map(|(facts, count)| row(facts, *count)).collect();
    let width = |at: usize, title: &str, most: usize| {
        let widest = page.column(rows.iter().map(|row| row[at].as_str()), 0);
        widest.clamp(title.len(), most)
    };
    let titles = ["count", "transport", "database", "user", "application", "address"];
    let most = [7, 11, 18, 18, 20, 39];
    let widths: [usize; 6] = std::array::from_fn(|at| width(at, titles[at], most[at]));
    let table = Table { widths, gap: 2 };
    let mut text = format!("\n  {}\n", table.head(titles));
    for (cells, (facts, _)) in rows.iter().zip(&groups) {
        let cells: [String; 6] = std::array::from_fn(|at| page.cell(&cells[at], widths[at]));
        let style = if facts.transport == Some(Transport::Plaintext) { RED } else { PLAIN };
        let styled = std::array::from_fn(|at| (cells[at].as_str(), if at == 1 { style } else { PLAIN }));
        let _ = writeln!(text, "  {}", table.row(styled));
        if verbose && let Some(detail) = detail(facts) {
            let _ = writeln!(text, "{}", wrap_to(page.text(), "         ", &detail));
        }
    }
    if groups.len() > shown {
        let _ = writeln!(text, "  and {} more rows; -v shows all", groups.len() - shown);
    }
    text
}

fn row(facts: &SessionFacts, count: usize) -> [String; 6] {
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    let carried = match facts.tls_version {
        Some(version) => version.to_string(),
        None => carrier(facts.transport).to_owned(),
    };
    let database = match facts.kind {
        SessionKind::Replication => "(replication)".to_owned(),
        SessionKind::Client | SessionKind::Hidden => name(&facts.database),
    };
    [
        format!("{count:>5}"),
        carried,
        database,
        name(&facts.user),
        name(&facts.application),
        name(&facts.address),
    ]
}

/// The cipher and the certificate.
fn detail(facts: &SessionFacts) -> Option<String> {
    let cipher = facts.cipher.as_deref()?;
    let certificate = facts.certificate.as_deref().map(|name| format!(", client certificate {name}"));
    Some(escape(&format!("{cipher}{}", certificate.unwrap_or_default())))
}

/// The server's parameters, and how it sees this session.
fn server(judged: &JudgedSessions, verbose: bool, page: Page) -> String {
    let mut text = String::from("\n");
    for name in PARAMETERS {
        let value = judged.tally.parameter(name);
        if value.is_none() && !EVERYWHERE.contains(&name) || !verbose && name.ends_with("ciphers") {
            continue;
        }
        let head = format!("  {name:<24}  ");
        let shown = match value {
            None => "not visible",
            Some("") => "not set",
            Some(value) => value,
        };
        let _ = writeln!(text, "{}", wrap_to(page.text(), &head, &escape(shown)));
    }
    if let Some(own) = judged.tally.own() {
        let version = own.tls_version.map_or_else(String::new, |version| format!(" {version}"));
        let cipher = own.cipher.as_deref().map_or_else(String::new, |cipher| format!(" {}", escape(cipher)));
        let carried = match own.transport {
            Some(Transport::Tls) => format!("{}{cipher}", version.trim_start()),
            transport => carrier(transport).to_owned(),
        };
        let _ = writeln!(text, "  {:<24}  {carried}", "this session");
    }
    text
}
