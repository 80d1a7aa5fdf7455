//! One server: the verdict first, then the path, the name, TLS, the six modes, and what to know.

use std::fmt::Write as _;

use anstyle::Style;
use time::OffsetDateTime;

use super::text::{NARROW, word};
use crate::app::report::diagnostics;
use crate::app::report::{BOLD, GREEN, PLAIN, Page, RED, Table, YELLOW, count, wrap_all_to, wrap_to};
use crate::check::cipher::Cryptography;
use crate::check::{self, Answered, Checked, NameOutcome, Outcome, Roots, Verdict, Verified};
use crate::diagnostic::Severity;
use crate::libpq::sslmode::SslMode;
use crate::openssl::chain::{Path, Shared};
use crate::paste::escape::{columns, escape, escape_lines, shorten};
use crate::x509::certificate::days_between;

pub(super) fn of(outcome: &Outcome, roots: &Roots, at: OffsetDateTime, verbose: bool, page: Page) -> String {
    let width = page.text();
    let Ok(answered) = &outcome.result else { return String::new() };
    let checked = &answered.checked;
    let address = answered.capture.as_ref().map(|capture| capture.address.to_string());
    let place = address.or_else(|| checked.socket.as_deref().map(escape));
    let place = place.map_or_else(String::new, |place| format!("  {place}"));
    let mut text = format!("{BOLD}{}{BOLD:#}{place}\n", escape(&outcome.label));
    let (word, style) = word(outcome);
    let _ = writeln!(text, "{}", headline(checked, &format!("{style}{word}{style:#}"), width));
    text.push_str(&path(answered, roots, at, verbose, width));
    text.push_str(&facts(answered, at, verbose, width));
    text.push_str(&modes(checked, width));
    let shown = checked.findings.iter().filter(|finding| verbose || finding.severity != Severity::Info);
    for finding in shown {
        text.push_str(&diagnostics::finding(finding, width));
    }
    let told = checked.findings.iter().filter(|finding| finding.severity == Severity::Info).count();
    if told > 0 && !verbose {
        let _ = writeln!(text, "\n{}; -v shows what", count(told, "more thing") + " to know");
    }
    text
}

/// The first word, the sentence, and what libpq says.
fn headline(checked: &Checked, word: &str, width: usize) -> String {
    let (sentence, said) = verdict_sentence(checked);
    let line = wrap_to(width, word, &format!(": {sentence}"));
    let line = line.replace(&format!("\n{}", " ".repeat(columns(word))), "\n  ");
    // libpq's words stay in its lines where nothing of ours is told.
    let said: Vec<String> = match checked.is_ok() {
        Some(true) => {
            said.map(|said| wrap_all_to(width, "  ", &said.replace('\n', " "))).into_iter().collect()
        }
        _ => said.iter().flat_map(|said| said.split('\n')).map(|line| format!("  {line}")).collect(),
    };
    std::iter::once(line).chain(said).collect::<Vec<_>>().join("\n")
}

/// The verdict, and what is to know of it: libpq's message, where it has one.
fn verdict_sentence(checked: &Checked) -> (String, Option<String>) {
    let verdict = checked.verdict(checked.mode);
    let mode = checked.mode;
    // libpq indents what follows with a tabulator.
    let message = verdict.message.as_deref().map(|said| escape_lines(&said.replace("\n\t", "\n")));
    let sentence = match (verdict.ok, verdict.encrypted, verdict.verified) {
        (Some(true), Some(false), _) if checked.socket.is_some() => {
            let sentence = "the Unix socket takes connections; there is no TLS on it, whatever the sslmode";
            return (sentence.into(), None);
        }
        (Some(true), Some(true), Verified::Full) => {
            format!("sslmode={mode} connects under TLS, chain and name verified")
        }
        (Some(true), Some(true), Verified::Chain) => {
            format!("sslmode={mode} connects under TLS, the chain verified, the name not")
        }
        (Some(true), Some(true), Verified::None) => {
            format!("sslmode={mode} connects under TLS, nothing verified")
        }
        (Some(true), Some(false), _) => format!("sslmode={mode} connects WITHOUT encryption"),
        (Some(true), None, _) => format!("sslmode={mode} connects, whether under TLS cannot be told"),
        (Some(false), ..) => format!("sslmode={mode} fails"),
        (None, ..) => format!("what sslmode={mode} does cannot be told"),
    };
    (sentence, message)
}

/// The path as a tree from leaf to anchor, and the alternatives below it.
fn path(answered: &Answered, roots: &Roots, at: OffsetDateTime, verbose: bool, width: usize) -> String {
    let checked = &answered.checked;
    let Some(judgement) = &checked.judgement else { return String::new() };
    let taken = &judgement.selection.links;
    let mut text = String::new();
    let ends = if width < NARROW { "ends" } else { "ends          days" };
    let _ = writeln!(text, "\n  {}", path_table(width).head(["certificate path", ends, ""]));
    for (depth, link) in taken.iter().enumerate() {
        let origin = if depth >= judgement.selection.untrusted { "store" } else { "" };
        let pin = roots.pin_of(&link.certificate);
        text.push_str(&row(
            link,
            depth,
            at,
            if pin.is_some() && origin.is_empty() { "pinned" } else { origin },
            width,
        ));
        if verbose {
            let _ = writeln!(
                text,
                "  {:indent$}SHA-256 {}",
                "",
                link.certificate.sha256(),
                indent = 2 * depth + 2
            );
        }
        for problem in judgement.problems.iter().filter(|problem| problem.at == depth) {
            let told = problem.detail.as_ref().map_or_else(String::new, |detail| format!(": {detail}"));
            let told = escape(&format!("{}{told}", problem.kind.text()));
            let head = format!("  {:indent$}! ", "", indent = 2 * depth);
            let _ = writeln!(text, "{}", wrap_all_to(width, &head, &told));
        }
    }
    let others: Vec<&Path> = checked.paths.iter().filter(|path| !same(&path.links, taken)).collect();
    if !others.is_empty() {
        let _ = writeln!(text, "  other paths");
    }
    let limit = if verbose { others.len() } else { 4 };
    for path in others.iter().take(limit) {
        text.push_str(&other(path, width));
    }
    if others.len() > limit {
        let _ = writeln!(text, "    and {} more; -v shows them", others.len() - limit);
    }
    text
}

fn same(one: &[Shared], other: &[Shared]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.certificate == b.certificate)
}

/// The subject gets what the last day, with the days until then, and the origin leave.
fn path_table(width: usize) -> Table<3> {
    let (ends, rest) = if width < NARROW { (10, 22) } else { (18, 32) };
    Table { widths: [width - rest, ends, 0], gap: 2 }
}

fn row(link: &Shared, depth: usize, at: OffsetDateTime, origin: &str, width: usize) -> String {
    let certificate = &link.certificate;
    let table = path_table(width);
    let branch = if depth == 0 { String::new() } else { format!("{}└ ", "  ".repeat(depth.min(16) - 1)) };
    let room = table.widths[0].saturating_sub(columns(&branch));
    let (end, days) = certificate.not_after().map_or_else(
        || ("unknown".to_owned(), String::new()),
        |end| (end.date().to_string(), days_between(at, end).to_string()),
    );
    let days = if width < NARROW { String::new() } else { format!("  {days:>6}") };
    let subject = branch + &shorten(certificate.subject(), room);
    let ends = format!("{end:10}{days}");
    format!("  {}\n", table.row([(&subject, PLAIN), (&ends, PLAIN), (origin, PLAIN)]))
}

fn other(path: &Path, width: usize) -> String {
    let through: Vec<String> =
        path.links.iter().skip(1).map(|link| escape(link.certificate.subject())).collect();
    let names =
        if through.is_empty() { escape(path.anchor().certificate.subject()) } else { through.join(" > ") };
    let state = match path.is_valid() {
        Some(true) => format!("{GREEN}valid{GREEN:#}, until {}", path.ends.date()),
        Some(false) => {
            let first = path.problems.first().map(|problem| {
                format!("{} {}", path.links[problem.at].certificate.subject(), problem.kind.text())
            });
            escape(&first.unwrap_or_default())
        }
        None => format!("{YELLOW}cannot be verified here{YELLOW:#}"),
    };
    format!("{}\n{}\n", wrap_all_to(width, "    ", &names), wrap_all_to(width, "      ", &state))
}

fn facts(answered: &Answered, at: OffsetDateTime, verbose: bool, width: usize) -> String {
    let checked = &answered.checked;
    let mut text = String::from("\n");
    if let Some(name) = &checked.name {
        let told = match &name.outcome {
            NameOutcome::Matches(matched) => format!("{GREEN}fits{GREEN:#} {}", shorten(matched, 60)),
            NameOutcome::NoHost => "no host name to compare with".into(),
            _ if name.tried.is_empty() => format!("{RED}does not fit{RED:#}; the certificate has none"),
            _ => format!("{RED}does not fit{RED:#}; tried {}", escape(&once(&name.tried).join(", "))),
        };
        let _ = writeln!(text, "{}", wrap_to(width, "  name   ", &told));
    }
    if let Some(handshake) = answered.capture.as_ref().and_then(check::handshake) {
        let alpn =
            handshake.alpn.as_deref().map_or_else(String::new, |alpn| format!(", ALPN {}", escape(alpn)));
        let agreed = format!("{} {}{alpn}", handshake.version, handshake.cipher_suite);
        let _ = writeln!(text, "{}", wrap_to(width, "  TLS    ", &agreed));
        if verbose {
            let parts = Cryptography::of(handshake);
            let _ = writeln!(text, "         key exchange    {}", parts.key_exchange);
            let _ = writeln!(text, "         authentication  {}", parts.authentication);
            let _ = writeln!(text, "         cipher          {}", parts.cipher);
            let _ = writeln!(text, "         MAC             {}", parts.mac);
        }
    }
    let state = match (answered.store.exists, answered.store.loads) {
        (false, _) => format!(" {RED}does not exist{RED:#}"),
        (true, false) => format!(" {RED}is refused{RED:#}"),
        (true, true) => String::new(),
    };
    let _ = writeln!(text, "  store  {}{state}", escape(&answered.store.path));
    if let Some((set, anchored)) = &checked.set {
        let told = match anchored {
            Some(true) => format!("{GREEN}anchors{GREEN:#} the chain by itself"),
            Some(false) => format!("{RED}does not anchor{RED:#} the chain by itself"),
            None => format!("{YELLOW}cannot be told{YELLOW:#}"),
        };
        let _ = writeln!(text, "  set    {} {told}", escape(set));
    }
    if let (Some(until), Some(days)) = (checked.until, checked.days_left(at)) {
        let days = count(usize::try_from(days).unwrap_or_default(), "day");
        let lasts = format!("until {} ({days}), as far as the chain goes", until.date());
        let _ = writeln!(text, "{}", wrap_to(width, "  lasts  ", &lasts));
    }
    text
}

/// Names that the certificate has twice are told once.
fn once(names: &[String]) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    names.iter().map(String::as_str).filter(|name| seen.insert(*name)).collect()
}

/// On a narrow page the columns stand closer, and the mark before them.
fn modes(checked: &Checked, width: usize) -> String {
    let is_narrow = width < NARROW;
    let (widths, encrypted) =
        if is_narrow { ([12, 9, 8, 16, 0], "TLS") } else { ([13, 10, 11, 16, 0], "encrypted") };
    let table = Table { widths, gap: 0 };
    let head = table.head(["sslmode", "connects", encrypted, "verified", ""]);
    let mut text = format!("\n  {head}\n");
    for mode in SslMode::ALL {
        let verdict = checked.verdict(mode);
        let (before, behind) = match (mode == checked.mode, is_narrow) {
            (true, true) => (">", ""),
            (true, false) => (" ", "<"),
            (false, _) => (" ", ""),
        };
        let encrypted = match verdict.encrypted {
            _ if verdict.ok == Some(false) => ("-", PLAIN),
            Some(true) => ("yes", PLAIN),
            Some(false) => ("NO", RED),
            None => ("unknown", YELLOW),
        };
        let verified = match (verdict.ok, verdict.verified) {
            (Some(true), Verified::None) => "nothing",
            (Some(true), Verified::Chain) => "chain",
            (Some(true), Verified::Full) if is_narrow => "both",
            (Some(true), Verified::Full) => "chain and name",
            _ => "-",
        };
        let row = table.row([
            (mode.name(), PLAIN),
            connects(verdict),
            encrypted,
            (verified, PLAIN),
            (behind, PLAIN),
        ]);
        let _ = writeln!(text, "{before} {row}");
    }
    text
}

fn connects(verdict: &Verdict) -> (&'static str, Style) {
    match verdict.ok {
        Some(true) => ("yes", PLAIN),
        Some(false) => ("no", RED),
        None => ("unknown", YELLOW),
    }
}
