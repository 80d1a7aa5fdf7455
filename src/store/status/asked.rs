//! The sets that a store is asked for: those that are named, else those that its content shows it to be meant for.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::question::{SetRequest, StatusQuestion};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::pins::identity::{Identifier, Recognition};
use crate::pins::{Pins, Role, Set};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// The sets to ask for of a store with these certificates.
pub(super) fn sets<'a>(question: &StatusQuestion<'a>, there: &[&Certificate]) -> Vec<&'a Set> {
    match question.request {
        SetRequest::Named(set) => vec![set],
        SetRequest::Nothing => Vec::new(),
        SetRequest::ByContent => by_content(question.pins, there),
    }
}

fn by_content<'a>(pins: &'a Pins, there: &[&Certificate]) -> Vec<&'a Set> {
    let default = pins.set(None).ok();
    if there.is_empty() {
        return default.into_iter().collect();
    }
    let held: HashSet<Sha256> = there.iter().map(|certificate| certificate.sha256()).collect();
    // No other set has roots that the text of the manifest has.
    let written: HashSet<Sha256> = pins.written_roots().iter().map(|pin| pin.sha256).collect();
    let manifest = if held.is_subset(&written) { pins.written() } else { pins.manifest() };
    let ids: HashMap<&str, Sha256> = manifest.roots.iter().map(|pin| (pin.id.as_str(), pin.sha256)).collect();
    let counted: Vec<SetCount> = manifest.sets.iter().map(|set| SetCount::new(&ids, set, &held)).collect();
    let whole: Vec<&Set> =
        counted.iter().filter(|one| one.missing == 0 && one.held > 0).map(|one| one.set).collect();
    if !whole.is_empty() {
        let is_part = |set: &Set| whole.iter().any(|other| is_part(set, other));
        return whole.iter().copied().filter(|set| !is_part(set)).collect();
    }
    let begun = counted.iter().filter(|one| one.held > 0);
    // Of equals the default set comes first, then the manifest's order.
    let is_default = |one: &SetCount| default.is_some_and(|default| default.id == one.set.id);
    let nearest = begun.min_by_key(|one| (one.missing, Reverse(is_default(one)))).map(|one| one.set);
    nearest.or_else(|| default.filter(|_| knows_any(pins, there))).into_iter().collect()
}

/// How many of a set's roots a store holds, and how many of its current ones it lacks.
struct SetCount<'a> {
    set: &'a Set,
    held: usize,
    missing: usize,
}

impl<'a> SetCount<'a> {
    fn new(ids: &HashMap<&str, Sha256>, set: &'a Set, held: &HashSet<Sha256>) -> Self {
        let is_held = |id: &str| ids.get(id).is_some_and(|sha256| held.contains(sha256));
        let lacks = set.roots.iter().filter(|member| !is_held(&member.id));
        let missing = lacks.clone().filter(|member| member.role == Role::Current).count();
        Self { set, held: set.roots.len() - lacks.count(), missing }
    }
}

/// Whether every root of a set is in another set that has more.
fn is_part(set: &Set, other: &Set) -> bool {
    set.roots.len() < other.roots.len() && set.roots.iter().all(|member| other.member(&member.id).is_some())
}

/// Whether the manifest says anything of one of these certificates.
fn knows_any(pins: &Pins, there: &[&Certificate]) -> bool {
    let identifier = Identifier::new(pins);
    there.iter().any(|certificate| identifier.of_certificate(certificate).recognition != Recognition::Unknown)
}

/// The pins know nothing that the store holds.
pub(super) fn unknown(question: &StatusQuestion, asked: &[&Set]) -> Option<Diagnostic> {
    let is_unknown = matches!(question.request, SetRequest::ByContent) && asked.is_empty();
    is_unknown.then(|| {
        let message = "nothing in the file is pinned or known, so no set of roots is asked of it";
        let fix = "nothing to do for a store of your own authority; `--set` or `--for HOST` asks for a set";
        Diagnostic::new(Code::NoKnownRoot, Severity::Info, message, fix)
    })
}
