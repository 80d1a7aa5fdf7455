//! The answer of `check` for people.

use time::OffsetDateTime;

use super::{many, one};
use crate::app::report::layout::Page;
use crate::check::{Outcome, Roots};

/// One server at length, many in a line each.
pub(crate) fn render(
    outcomes: &[Outcome],
    roots: &Roots,
    at: OffsetDateTime,
    verbose: bool,
    page: Page,
) -> String {
    match outcomes {
        [outcome] => one::render(outcome, roots, at, verbose, page),
        outcomes => many::render(outcomes, at, verbose, page),
    }
}
