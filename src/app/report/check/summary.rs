//! The last line of a report on many servers.

use crate::app::report::layout::count;
use crate::check::fleet::{ChangeKind, FleetRun, FleetTally};

/// How many servers there are, and how they are.
pub(crate) fn summary(run: &FleetRun) -> String {
    let servers = if run.is_complete { count(run.tally.all, "server") } else { known(run) };
    let parts = tally(&run.tally);
    if parts.is_empty() { servers } else { format!("{servers}: {parts}") }
}

/// The same where it is all that tells of an interruption.
pub(super) fn interrupted(run: &FleetRun) -> String {
    if run.is_complete { String::new() } else { summary(run) + "\n" }
}

fn known(run: &FleetRun) -> String {
    if run.tally.all < run.total {
        format!("interrupted after {} of {}", run.tally.all, count(run.total, "server"))
    } else {
        format!("{} of an interrupted run", count(run.tally.all, "server"))
    }
}

/// The numbers of servers.
pub(super) fn tally(tally: &FleetTally) -> String {
    let aside = list(&[(tally.plaintext, "without encryption"), (tally.sockets, "on a Unix socket")]);
    let ok = if aside.is_empty() { "ok".into() } else { format!("ok ({aside})") };
    list(&[
        (tally.ok, ok.as_str()),
        (
            tally.warnings,
            if tally.warnings == 1 { "of them with a warning" } else { "of them with warnings" },
        ),
        (tally.not_ok, "not ok"),
        (tally.unknown, "unknown"),
        (tally.not_reached, "not reached"),
    ])
}

/// How many changes there are of each kind; empty without any.
pub(super) fn changes(run: &FleetRun) -> String {
    let changes = run.changes.as_deref().unwrap_or_default();
    let number = |what| changes.iter().filter(|change| change.what == what).count();
    list(&ChangeKind::ALL.map(|what| (number(what), what.name())))
}

/// The numbers that are not 0, each with its word.
fn list(parts: &[(usize, &str)]) -> String {
    let listed = parts.iter().filter(|(number, _)| *number > 0);
    listed.map(|(number, word)| format!("{number} {word}")).collect::<Vec<_>>().join(", ")
}
