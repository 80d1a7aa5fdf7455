//! Any bytes as a root.crt: nothing panics, and what a plan writes needs no further plan.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pgcerts::testing::{Bundle, PemProblemKind};
use pgcerts::testing::Pins;
use pgcerts::testing::{Action, Mode, Plan, plan};
use pgcerts::testing::PinnedRoot;

static ROOTS: LazyLock<Vec<PinnedRoot>> = LazyLock::new(|| {
    let pins = Pins::built_in();
    let set = pins.set(None).expect("the default set");
    let admit = |pin| PinnedRoot::admit(pin, pins.bundled(pin).expect("a bundled root")).expect("the pinned bytes");
    pins.roots_of(set).into_iter().map(admit).collect()
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(merged) = plan(Some(bytes), &ROOTS, Mode::Merge) {
        assert!(merged.change.iter().all(|change| change.bytes.starts_with(bytes)));
        settles(&merged, Mode::Merge);
    }
    if let Ok(replaced) = plan(Some(bytes), &ROOTS, Mode::Replace) {
        settles(&replaced, Mode::Replace);
    }
    let Ok(repaired) = plan(Some(bytes), &ROOTS, Mode::Repair) else {
        assert!(Bundle::read(bytes).sealed().is_some(), "every other file can be repaired");
        return;
    };
    settles(&repaired, Mode::Repair);
    if let Some(change) = repaired.change.filter(|change| change.action == Action::Repair) {
        let harmless = |kind| matches!(kind, PemProblemKind::Trusted | PemProblemKind::Crl);
        assert!(Bundle::read(&change.bytes).problems.iter().all(|problem| harmless(problem.kind)));
    }
});

/// What was written loads, and the same plan once more is for nothing.
fn settles(planned: &Plan, mode: Mode) {
    let Some(change) = &planned.change else { return };
    assert!(Bundle::read(&change.bytes).loads());
    let again = plan(Some(&change.bytes), &ROOTS, mode).expect("a file of our own");
    assert_eq!(again.action(), Action::None);
}
