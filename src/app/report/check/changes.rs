//! What changed since an earlier run, for people: by the kind of change, the worst first.

use std::fmt::Write as _;

use super::summary;
use crate::app::report::layout::count;
use crate::app::report::style::{BOLD, GREEN, RED};
use crate::check::fleet::{ChangeKind, FleetRun, ServerChange};
use crate::paste::escape::escape;

pub(super) fn render(run: &FleetRun) -> String {
    let mut text = String::new();
    for what in ChangeKind::ALL {
        text.push_str(&group(run, what));
    }
    let changes = summary::changes(run);
    let changes = if changes.is_empty() { "no change".to_owned() } else { changes };
    let _ = write!(text, "since the earlier run: {changes}\n{}\n", summary::summary(run));
    text
}

/// With `--quiet`: what got worse.
pub(super) fn quiet(run: &FleetRun) -> String {
    let text = group(run, ChangeKind::Worse) + &summary::interrupted(run);
    text.trim_end().to_owned()
}

fn group(run: &FleetRun, what: ChangeKind) -> String {
    let changes: Vec<&ServerChange> =
        run.changes.iter().flatten().filter(|change| change.what == what).collect();
    if changes.is_empty() {
        return String::new();
    }
    let style = match what {
        ChangeKind::Worse => RED,
        ChangeKind::Fixed => GREEN,
        _ => BOLD,
    };
    let mut text = format!("{style}{}{style:#}: {}\n", what.name(), count(changes.len(), "server"));
    text.extend(changes.into_iter().map(row));
    text + "\n"
}

fn row(change: &ServerChange) -> String {
    let values: Vec<String> =
        [&change.old, &change.new].into_iter().flatten().map(|text| escape(text)).collect();
    let why = change.why.as_deref().map_or_else(String::new, |why| format!(": {}", escape(why)));
    format!("  {}  {}{why}\n", escape(&change.target), values.join(" -> "))
}
