//! Trust: the one chain that OpenSSL builds from what a server sent and a store holds, and all paths that there
//! are. Pure; the time is an argument.

mod checks;
mod link;
mod name_constraints;
pub(crate) mod names;
mod oids;
mod paths;
mod problem;
mod profile;
mod revocation;
mod selection;
mod store;
mod strength;

use std::collections::HashSet;
use std::rc::Rc;

use time::OffsetDateTime;

use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;
use crate::x509::name::Canonical;

pub(crate) use link::{Link, Shared};
pub(crate) use paths::Path;
pub(crate) use problem::{Kind, Problem};
pub(crate) use profile::Profile;
pub(crate) use selection::{End, Selection};
pub(crate) use store::Store;

use checks::{Chain, Verified};

/// What a server sent, put before a store.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    sent: Vec<Shared>,
    /// A certificate was sent that this program cannot read.
    sent_unreadable: bool,
    store: &'a Store,
    verified: Verified,
}

/// OpenSSL's answer to a chain.
#[derive(Debug)]
pub(crate) struct Judgement {
    /// The chain that it looks at.
    pub(crate) selection: Selection,
    /// All for which it refuses it.
    pub(crate) problems: Vec<Problem>,
}

impl Judgement {
    /// Whether OpenSSL accepts the chain; none where that cannot be told here.
    pub(crate) fn accepted(&self) -> Option<bool> {
        if self.problems.iter().any(|problem| problem.kind.is_certain()) {
            return Some(false);
        }
        self.problems.is_empty().then_some(true)
    }
}

impl<'a> Case<'a> {
    /// `sent` as it came, the leaf first.
    pub(crate) fn new(sent: &[Certificate], store: &'a Store) -> Self {
        let links: Vec<Option<Shared>> = sent.iter().map(|one| Link::new(one.clone(), &[])).collect();
        // Without its leaf a chain is none.
        let readable = links.first().is_some_and(Option::is_some);
        let sent_unreadable = links.iter().any(Option::is_none);
        let sent = if readable { links.into_iter().flatten().collect() } else { Vec::new() };
        Self { sent, sent_unreadable, store, verified: Verified::default() }
    }

    /// The server's own certificate, if it can be read.
    pub(crate) fn leaf(&self) -> Option<&Shared> {
        self.sent.first()
    }

    /// All that may take part, before any roots are added.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Shared> {
        self.store.links().iter().chain(&self.sent)
    }

    /// What OpenSSL says at this time; none if the leaf cannot be read.
    pub(crate) fn judge(&self, at: OffsetDateTime) -> Option<Judgement> {
        let selection = selection::select(self.leaf()?, &self.sent, self.store, at);
        let last = selection.links.len() - 1;
        let chain = Chain { links: &selection.links, trusted_from: selection.untrusted };
        let mut problems = match selection.end {
            End::Anchored => Vec::new(),
            End::Rejected => vec![Problem::new(Kind::Rejected, last)],
            End::SelfSigned => vec![Problem::new(Kind::NotInStore, last)],
            End::TooLong => vec![Problem::new(Kind::TooLong, last)],
            // A certificate that cannot be read here may be the missing one.
            End::NoIssuer if self.store.has_unreadable || self.sent_unreadable => {
                vec![
                    Problem::new(Kind::Unverifiable, last)
                        .with("its issuer may be one that cannot be read here"),
                ]
            }
            End::NoIssuer => vec![Problem::new(Kind::NoIssuer, last)],
        };
        problems.extend(checks::problems(&chain, self.store, &self.verified, at));
        Some(Judgement { selection, problems })
    }

    /// All paths to the self-signed certificates among what was sent, the store and `roots`, the usable ones
    /// first, and whether those are all.
    pub(crate) fn paths(&self, roots: &[Shared], at: OffsetDateTime) -> (Vec<Path>, bool) {
        let Some(leaf) = self.leaf() else { return (Vec::new(), true) };
        let mut pool: Vec<Shared> = Vec::new();
        let mut seen: HashSet<Sha256> = HashSet::new();
        for link in self.links().chain(roots) {
            if seen.insert(link.certificate.sha256()) {
                pool.push(Rc::clone(link));
            }
        }
        paths::enumerate(leaf, &pool, self.store, &self.verified, at)
    }

    /// The first second after `at` at which OpenSSL's answer is another, as far as certificates and lists end or
    /// begin.
    pub(crate) fn changes(&self, at: OffsetDateTime) -> Option<OffsetDateTime> {
        let judgement = self.judge(at)?;
        let now = judgement.accepted();
        // A hostile server's chain is long, its candidates are many, and each has dates of its own.
        let affordable = CANDIDATE_LIMIT / (judgement.selection.links.len() * self.sent.len());
        let judged =
            |time: &OffsetDateTime| self.judge(*time).and_then(|judgement| judgement.accepted()) != now;
        self.turning_points(at).into_iter().take(affordable.min(TURNING_POINT_LIMIT)).find(judged)
    }

    /// The times after `at` at which something that may take part begins or ends.
    fn turning_points(&self, at: OffsetDateTime) -> Vec<OffsetDateTime> {
        let mut names: HashSet<&Canonical> = HashSet::new();
        let mut links: Vec<&Shared> = self.sent.iter().collect();
        let mut open: Vec<&Canonical> = self.sent.iter().map(|link| link.issuer()).collect();
        while let Some(name) = open.pop().filter(|_| links.len() < TURNING_POINT_LIMIT) {
            if names.insert(name) {
                let issuers = self.store.with_subject(name);
                issuers.for_each(|issuer| {
                    links.push(issuer);
                    open.push(issuer.issuer());
                });
            }
        }
        let dates = links.into_iter().flat_map(|link| [link.profile.not_before, link.profile.not_after]);
        let begins = self.store.lists.iter().map(|list| list.this_update);
        let ends = self.store.lists.iter().filter_map(|list| list.next_update);
        let mut times: Vec<OffsetDateTime> =
            dates.chain(begins).chain(ends).filter(|time| *time > at).collect();
        times.sort();
        times.dedup();
        times
    }
}

/// A store of thousands of certificates has thousands of ends; the answer depends on few.
const TURNING_POINT_LIMIT: usize = 400;

/// How many pairs of a certificate and a candidate for its issuer all judgements together may look at.
const CANDIDATE_LIMIT: usize = 40_000;
