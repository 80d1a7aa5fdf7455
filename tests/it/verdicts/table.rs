//! The whole table, put to psql.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::case::{Asked, Case, VERIFY_FAILED, Wanted};
use super::comparison;
use super::judge::{Outcome, Staged};
use super::usages;
use super::{
    chains, constraints, cross_signed, dates, extensions, names, replies, revocation, signatures, stores,
};
use crate::explain::cause_of_many;
use crate::support::cluster::{hand_over, psql};
use crate::support::tools::need;
use crate::support::user::User;

/// Each waits for psql most of the time.
const WORKERS: usize = 4;

pub(super) fn all() -> Vec<Case> {
    [
        chains::measured(),
        chains::shapes(),
        constraints::all(),
        cross_signed::all(),
        dates::all(),
        extensions::all(),
        names::all(),
        replies::all(),
        revocation::all(),
        signatures::all(),
        stores::all(),
        usages::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn libpq_does_what_the_table_says_and_check_says_what_libpq_does() {
    const TEST: &str = "the table of verdicts";
    let (Some(psql), Some(_)) = (psql(TEST), need(TEST, "openssl")) else { return };
    let user = User::in_memory();
    hand_over(user.home(), 0o755);
    let cases = all();
    let combinations: usize = cases.iter().flat_map(|case| &case.asked).map(|asked| asked.modes.len()).sum();
    assert!(combinations >= 400, "{combinations}");
    let complaints = judged(&cases, &psql, user.home());
    assert!(complaints.is_empty(), "{} of {combinations}:\n{}", complaints.len(), complaints.join("\n"));
}

/// The complaints about all cases at once.
fn judged(cases: &[Case], psql: &Path, folder: &Path) -> Vec<String> {
    let complaints = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((number, case)) = {
            let number = next.fetch_add(1, Ordering::Relaxed);
            cases.get(number).map(|case| (number, case))
        } {
            let found = judge(case, psql, &folder.join(number.to_string()));
            complaints.lock().expect("the complaints").extend(found);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(work);
        }
    });
    let mut complaints = complaints.into_inner().expect("the complaints");
    complaints.sort();
    complaints
}

fn judge(case: &Case, psql: &Path, home: &Path) -> Vec<String> {
    std::fs::create_dir(home).expect("a home");
    let staged = Staged::new(case, home.to_owned());
    let mut complaints = Vec::new();
    for asked in &case.asked {
        let outcomes: Vec<(&str, Outcome)> =
            asked.modes.iter().map(|mode| (*mode, staged.ask(psql, asked, mode))).collect();
        let unlike = outcomes.iter().filter(|(mode, outcome)| !outcome.is(asked.wanted.in_mode(mode)));
        let unlike: Vec<String> = unlike.map(|(mode, outcome)| format!("{mode} {outcome}")).collect();
        if !unlike.is_empty() {
            complaints.push(format!("{}, {}: {}", case.name, asked.host, unlike.join("; ")));
        }
        let unexplained = outcomes.iter().filter_map(|(mode, outcome)| unexplained(mode, asked, outcome));
        complaints.extend(unexplained.map(|one| format!("{}, {}: {one}", case.name, asked.host)));
        let differences = comparison::with_check(&staged, asked, &outcomes);
        complaints.extend(differences.into_iter().map(|one| format!("{}, {}: {one}", case.name, asked.host)));
    }
    complaints
}

/// What `explain` says of the error of psql, if it is not the cause that is wanted in this mode.
fn unexplained(mode: &str, asked: &Asked, outcome: &Outcome) -> Option<String> {
    let Outcome::Refused(text) = outcome else { return None };
    let cause = cause_of_many(text);
    let is_cause = cause.as_deref().is_some_and(|cause| match asked.wanted {
        VERIFY_FAILED => cause == "missing-root",
        Wanted::Chain("does not match host name") => cause == "name-mismatch",
        Wanted::Plain => cause == "no-tls",
        Wanted::Unverified => cause == "store-missing",
        _ => cause != "login-refused",
    });
    (!is_cause).then(|| format!("{mode}: explained by {cause:?}: {text}"))
}
