//! The certificate path as a tree from leaf to anchor, and the other paths.

use std::fmt::Write as _;

use time::OffsetDateTime;

use crate::app::report::layout::{NARROW, Table, wrap_all_to};
use crate::app::report::style::{GREEN, PLAIN, YELLOW};
use crate::check::{Answered, Roots};
use crate::openssl::chain::{ChainProblem, Judgment, Path, Shared};
use crate::paste::escape::{columns, escape, shorten};
use crate::x509::certificate::days_between;

/// The path as a tree from leaf to anchor, and the alternatives below it.
pub(super) fn tree(
    answered: &Answered,
    roots: &Roots,
    at: OffsetDateTime,
    verbose: bool,
    width: usize,
) -> String {
    let checked = &answered.checked;
    let Some(judgment) = &checked.judgment else { return String::new() };
    let taken = &judgment.selection.links;
    let ends = if width < NARROW { "expires" } else { "expires       days" };
    let mut text = format!("\n  {}\n", path_table(width).head(["certificate path", ends, ""]));
    for (depth, link) in taken.iter().enumerate() {
        let origin = origin(judgment, depth, roots);
        text.push_str(&row(link, depth, at, origin, width));
        let indent = 2 * depth;
        if verbose {
            let _ = writeln!(text, "  {:indent$}  SHA-256 {}", "", link.certificate.sha256());
        }
        for problem in judgment.problems.iter().filter(|problem| problem.at == depth) {
            let _ = writeln!(text, "{}", complaint(problem, indent, width));
        }
    }
    let others: Vec<&Path> = checked.paths.iter().filter(|path| !same(&path.links, taken)).collect();
    text + &alternatives(&others, verbose, width)
}

/// The origin of a certificate that the server did not send.
fn origin(judgment: &Judgment, depth: usize, roots: &Roots) -> &'static str {
    if depth >= judgment.selection.untrusted {
        "store"
    } else if roots.pin_of(&judgment.selection.links[depth].certificate).is_some() {
        "pinned"
    } else {
        ""
    }
}

fn complaint(problem: &ChainProblem, indent: usize, width: usize) -> String {
    let text = escape(&problem.to_string());
    wrap_all_to(width, &format!("  {:indent$}! ", ""), &text)
}

fn alternatives(others: &[&Path], verbose: bool, width: usize) -> String {
    const SHOWN: usize = 4;
    if others.is_empty() {
        return String::new();
    }
    let limit = if verbose { others.len() } else { SHOWN };
    let mut text = String::from("  other paths\n");
    text.extend(others.iter().take(limit).map(|path| other(path, width)));
    if others.len() > limit {
        let _ = writeln!(text, "    and {} more; -v shows them", others.len() - limit);
    }
    text
}

fn same(one: &[Shared], other: &[Shared]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.certificate == b.certificate)
}

/// The columns of subject, last day with days left, and origin. The subject gets the rest of the width.
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
