//! All paths from a leaf to a self-signed certificate. OpenSSL tries only one. The others show what another root or
//! another order would do, and what clients do that try all of them (Go, Java, rustls).

use std::collections::HashMap;
use std::rc::Rc;

use time::OffsetDateTime;

use crate::x509::name::CanonicalName;

use super::built_chain::{BuiltChain, LENGTH_LIMIT};
use super::checks::ChainChecks;
use super::link::Shared;
use super::problem::{ChainProblem, ChainProblemKind};
use super::trust_settings::TrustSettings;

/// A path from the leaf to a self-signed certificate.
#[derive(Debug)]
pub(crate) struct Path {
    /// From the leaf upward.
    pub(crate) links: Vec<Shared>,
    /// The store holds its anchor.
    pub(crate) in_store: bool,
    /// What is wrong with it.
    pub(crate) problems: Vec<ChainProblem>,
    /// From this second on one of its certificates is refused.
    pub(crate) ends: OffsetDateTime,
    /// Whether one of its signatures, except the anchor's own, is made with SHA-1.
    pub(crate) sha1_signature: bool,
}

impl Path {
    /// Whether it has no problem. None if something cannot be verified here.
    pub(crate) fn is_valid(&self) -> Option<bool> {
        match self.problems.as_slice() {
            [] => Some(true),
            problems if problems.iter().any(|problem| problem.kind.is_certain()) => Some(false),
            _ => None,
        }
    }

    pub(crate) fn anchor(&self) -> &Shared {
        &self.links[self.links.len() - 1]
    }
}

/// How many paths are reported.
pub(crate) const PATH_LIMIT: usize = 64;

/// How many certificates the search visits. A hostile server can send certificates with more paths than can be
/// counted.
const STEP_LIMIT: usize = 10_000;

/// The paths, the usable ones first, and whether those are all.
pub(super) fn enumerate(leaf: &Shared, pool: &[Shared], checks: &ChainChecks) -> (Vec<Path>, bool) {
    let mut by_subject: HashMap<&CanonicalName, Vec<&Shared>> = HashMap::new();
    for link in pool {
        by_subject.entry(&link.profile.subject).or_default().push(link);
    }
    let mut walk = Walk { by_subject, found: Vec::new(), steps: 0, complete: true };
    walk.extend(&mut vec![Rc::clone(leaf)]);
    let mut paths: Vec<Path> = walk.found.into_iter().map(|links| judge(links, checks)).collect();
    paths.sort_by_key(|path| (rank(path), path.links.len()));
    (paths, walk.complete)
}

fn rank(path: &Path) -> (u8, bool) {
    let others = path.problems.iter().any(|problem| problem.kind != ChainProblemKind::NotInStore);
    let validity = match path.is_valid() {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    };
    (validity, others)
}

struct Walk<'a> {
    by_subject: HashMap<&'a CanonicalName, Vec<&'a Shared>>,
    found: Vec<Vec<Shared>>,
    steps: usize,
    complete: bool,
}

impl Walk<'_> {
    fn extend(&mut self, links: &mut Vec<Shared>) {
        self.steps += 1;
        if self.found.len() >= PATH_LIMIT || self.steps > STEP_LIMIT || links.len() > LENGTH_LIMIT {
            self.complete = false;
            return;
        }
        let last = Rc::clone(&links[links.len() - 1]);
        if last.profile.is_self_signed() {
            self.found.push(links.clone());
            return;
        }
        let issuers = self.by_subject.get(&last.profile.issuer).cloned().unwrap_or_default();
        for issuer in issuers {
            // In a ring most of them are already used. Looking at those is work too.
            if links.iter().any(|used| used.is(issuer)) {
                self.steps += 1;
                continue;
            }
            links.push(Rc::clone(issuer));
            self.extend(links);
            links.pop();
        }
    }
}

fn judge(mut links: Vec<Shared>, checks: &ChainChecks) -> Path {
    let last = links.len() - 1;
    let kept = checks.store.same(&links[last]).cloned();
    let in_store = kept.is_some();
    if let Some(kept) = kept {
        links[last] = kept;
    }
    let trusted_from = if in_store { last } else { links.len() };
    let mut problems = checks.problems(&BuiltChain { links: &links, trusted_from });
    if !in_store {
        problems.insert(0, ChainProblem::new(ChainProblemKind::NotInStore, last));
    }
    let rejected = links.iter().enumerate().filter(|(_, link)| link.trust() == TrustSettings::Rejected);
    problems.extend(rejected.map(|(at, _)| ChainProblem::new(ChainProblemKind::Rejected, at)));
    let ends = links.iter().map(|link| link.profile.validity.not_after).min().unwrap_or(checks.at);
    let sha1_signature = links[..last].iter().any(|link| link.is_sha1());
    Path { links, in_store, problems, ends, sha1_signature }
}
