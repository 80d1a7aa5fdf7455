//! The six modes in a table.

use std::fmt::Write as _;

use anstyle::Style;

use crate::app::report::layout::{NARROW, Table};
use crate::app::report::style::{PLAIN, RED, YELLOW};
use crate::check::{Checked, Verdict, Verified};
use crate::libpq::sslmode::SslMode;

/// Whether some mode does what its user may not expect: the weaker ones fail, connect without encryption or are unknown,
/// or the stronger ones fail.
pub(super) fn surprise(checked: &Checked) -> bool {
    let fails = |mode: SslMode| checked.verdict(mode).ok != Some(true);
    let prefer = checked.verdict(SslMode::Prefer);
    let is_weak = checked.connects() == Some(true) && fails(SslMode::VerifyFull);
    is_weak || fails(SslMode::Require) || prefer.ok != Some(true) || prefer.encrypted != Some(true)
}

/// The table of modes. On a narrow page the columns are closer, and the mark of the deciding mode is in front.
pub(super) fn modes(checked: &Checked, width: usize) -> String {
    let is_narrow = width < NARROW;
    let (widths, encrypted) =
        if is_narrow { ([12, 9, 8, 16, 0], "TLS") } else { ([13, 10, 11, 16, 0], "encrypted") };
    let table = Table { widths, gap: 0 };
    let head = table.head(["sslmode", "connects", encrypted, "verified", ""]);
    let mut text = format!("\n  {head}\n");
    for mode in SslMode::ALL {
        let _ = writeln!(text, "{}", row(&table, checked, mode, is_narrow));
    }
    text
}

fn row(table: &Table<5>, checked: &Checked, mode: SslMode, is_narrow: bool) -> String {
    let verdict = checked.verdict(mode);
    let (before, behind) = match (mode == checked.mode, is_narrow) {
        (true, true) => (">", ""),
        (true, false) => (" ", "<"),
        (false, _) => (" ", ""),
    };
    let verified = (verified(verdict, is_narrow), PLAIN);
    let cells = [(mode.name(), PLAIN), connects(verdict), encrypted(verdict), verified, (behind, PLAIN)];
    format!("{before} {}", table.row(cells))
}

fn connects(verdict: &Verdict) -> (&'static str, Style) {
    match verdict.ok {
        Some(true) => ("yes", PLAIN),
        Some(false) => ("no", RED),
        None => ("unknown", YELLOW),
    }
}

fn encrypted(verdict: &Verdict) -> (&'static str, Style) {
    match verdict.encrypted {
        _ if verdict.ok == Some(false) => ("-", PLAIN),
        Some(true) => ("yes", PLAIN),
        Some(false) => ("NO", RED),
        None => ("unknown", YELLOW),
    }
}

fn verified(verdict: &Verdict, is_narrow: bool) -> &'static str {
    match (verdict.ok, verdict.verified) {
        (Some(true), Verified::None) => "nothing",
        (Some(true), Verified::Chain) => "chain",
        (Some(true), Verified::Full) if is_narrow => "both",
        (Some(true), Verified::Full) => "chain and name",
        _ => "-",
    }
}
