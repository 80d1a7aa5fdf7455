//! The answer of `check` for people.

use time::OffsetDateTime;

use super::{many, one};
use crate::app::report::layout::Page;
use crate::check::{Roots, TargetCheck};

/// One server in detail, or many with a line each.
pub(crate) fn render(
    checks: &[TargetCheck],
    roots: &Roots,
    at: OffsetDateTime,
    verbose: bool,
    page: Page,
) -> String {
    match checks {
        [check] => one::render(check, roots, at, verbose, page),
        checks => many::render(checks, at, verbose, page),
    }
}

/// The same with the time that `--at` names.
pub(crate) fn as_of(text: &str, at: OffsetDateTime) -> String {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if first.is_empty() {
        String::new()
    } else {
        format!(
            "{first}\nas of {} {:02}:{:02} UTC; days count from then\n{rest}",
            at.date(),
            at.hour(),
            at.minute()
        )
    }
}
