//! The answer of `check` for people.

use anstyle::Style;
use time::OffsetDateTime;

use super::{many, one};
use crate::app::report::{GREEN, Page, RED, YELLOW};
use crate::check::{Outcome, Roots};

/// Below so many columns, tables are set closer, and leave out what is told elsewhere.
pub(super) const NARROW: usize = 60;

/// One server at length, many in a line each.
pub(crate) fn of(
    outcomes: &[Outcome],
    roots: &Roots,
    at: OffsetDateTime,
    verbose: bool,
    page: Page,
) -> String {
    match outcomes {
        [outcome] => one::of(outcome, roots, at, verbose, page),
        outcomes => many::of(outcomes, at, verbose, page),
    }
}

/// The word for an outcome and its colour.
pub(super) fn word(outcome: &Outcome) -> (&'static str, Style) {
    match (&outcome.result, outcome.is_ok()) {
        (Err(_), _) => ("error", RED),
        (Ok(answered), Some(true)) if answered.checked.is_plaintext() => ("PLAINTEXT", RED),
        (_, Some(true)) => ("ok", GREEN),
        (_, Some(false)) => ("not ok", RED),
        (_, None) => ("unknown", YELLOW),
    }
}
