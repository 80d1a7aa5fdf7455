//! The answer of `check` for people.

use time::OffsetDateTime;

use super::{changes, many};
use crate::app::report::layout::Page;
use crate::check::fleet::FleetRun;

pub(crate) use super::one::render as one;
pub(crate) use super::quiet::render as quiet_one;

/// Many servers, or what changed of them.
pub(crate) fn render(run: &FleetRun, verbose: bool, page: Page) -> String {
    if run.changes.is_some() { changes::render(run) } else { many::render(run, verbose, page) }
}

/// The same with `--quiet`.
pub(crate) fn quiet(run: &FleetRun, page: Page) -> String {
    if run.changes.is_some() { changes::quiet(run) } else { many::quiet(run, page) }
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
