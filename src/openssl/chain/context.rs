//! What a server sent, verified against a store: OpenSSL's `X509_STORE_CTX`.

use std::collections::HashSet;
use std::rc::Rc;

use time::OffsetDateTime;

use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

use super::built_chain::BuiltChain;
use super::checks::ChainChecks;
use super::compared_names::ComparedNames;
use super::link::{Link, Shared};
use super::paths::{self, Path};
use super::problem::{ChainProblem, ChainProblemKind};
use super::selection::{self, End, Selection};
use super::signatures::VerifiedSignatures;
use super::store::X509Store;
use super::turning_points::{TURNING_POINT_LIMIT, turning_points};

/// The certificates of a server, and the store that they are verified against.
#[derive(Debug)]
pub(crate) struct X509StoreContext<'a> {
    sent: Vec<Shared>,
    /// Whether a certificate was sent that this program cannot read.
    sent_unreadable: bool,
    /// Whether only some versions of OpenSSL decode a certificate that was sent or stored. The others refuse all of them.
    has_disputed_date: bool,
    store: &'a X509Store,
    signatures: VerifiedSignatures,
    names: ComparedNames,
}

/// OpenSSL's answer to a chain.
#[derive(Debug)]
pub(crate) struct Judgment {
    /// The chain that it looks at.
    pub(crate) selection: Selection,
    /// Everything that it refuses the chain for.
    pub(crate) problems: Vec<ChainProblem>,
}

/// How many pairs of a certificate and a candidate for its issuer all judgments together may look at.
const CANDIDATE_LIMIT: usize = 40_000;

impl Judgment {
    /// Whether OpenSSL accepts the chain. None if that is unknown.
    pub(crate) fn accepted(&self) -> Option<bool> {
        if self.problems.iter().any(|problem| problem.kind.is_certain()) {
            return Some(false);
        }
        self.problems.is_empty().then_some(true)
    }
}

impl<'a> X509StoreContext<'a> {
    /// `sent` is in the server's order, the leaf first.
    pub(crate) fn new(sent: &[Certificate], store: &'a X509Store) -> Self {
        let links: Vec<Option<Shared>> =
            sent.iter().map(|certificate| Link::new(certificate.clone(), &[])).collect();
        // There is no chain without its leaf.
        let has_leaf = links.first().is_some_and(Option::is_some);
        let sent_unreadable = links.iter().any(Option::is_none);
        let sent: Vec<Shared> = if has_leaf { links.into_iter().flatten().collect() } else { Vec::new() };
        let mut all = store.links().iter().chain(&sent);
        let has_disputed_date = all.any(|link| link.profile.validity.is_disputed);
        let (signatures, names) = (VerifiedSignatures::default(), ComparedNames::default());
        Self { sent, sent_unreadable, has_disputed_date, store, signatures, names }
    }

    /// The server's own certificate, if it can be read.
    pub(crate) fn leaf(&self) -> Option<&Shared> {
        self.sent.first()
    }

    /// All certificates that may take part, before any roots are added.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Shared> {
        self.store.links().iter().chain(&self.sent)
    }

    fn checks(&self, at: OffsetDateTime) -> ChainChecks<'_> {
        ChainChecks { store: self.store, signatures: &self.signatures, names: &self.names, at }
    }

    /// OpenSSL's answer at this time; none if the leaf cannot be read.
    pub(crate) fn judge(&self, at: OffsetDateTime) -> Option<Judgment> {
        let selection = selection::select(self.leaf()?, &self.sent, self.store, at);
        let chain = BuiltChain { links: &selection.links, trusted_from: selection.untrusted };
        let mut problems: Vec<ChainProblem> = self.end_problem(&selection).into_iter().collect();
        problems.extend(self.checks(at).problems(&chain));
        if problems.is_empty() && self.has_disputed_date {
            let problem = ChainProblem::new(ChainProblemKind::Unverifiable, 0);
            problems.push(problem.with("versions of OpenSSL disagree on a date of another certificate"));
        }
        Some(Judgment { selection, problems })
    }

    /// What is wrong with the end of the chain.
    fn end_problem(&self, selection: &Selection) -> Option<ChainProblem> {
        let last = selection.links.len() - 1;
        let kind = match selection.end {
            End::Anchored => return None,
            End::Rejected => ChainProblemKind::Rejected,
            End::SelfSigned => ChainProblemKind::NotInStore,
            End::TooLong => ChainProblemKind::TooLong,
            // A certificate that cannot be read here may be the missing one.
            End::NoIssuer if self.store.has_unreadable || self.sent_unreadable => {
                let problem = ChainProblem::new(ChainProblemKind::Unverifiable, last);
                return Some(problem.with("its issuer may be one that cannot be read here"));
            }
            End::NoIssuer => ChainProblemKind::NoIssuer,
        };
        Some(ChainProblem::new(kind, last))
    }

    /// All paths to the self-signed certificates that were sent, in the store, or among `roots`, the usable ones first,
    /// and whether those are all.
    pub(crate) fn paths(&self, roots: &[Shared], at: OffsetDateTime) -> (Vec<Path>, bool) {
        let Some(leaf) = self.leaf() else { return (Vec::new(), true) };
        let mut seen: HashSet<Sha256> = HashSet::new();
        let mut pool: Vec<Shared> = Vec::new();
        for link in self.links().chain(roots) {
            if seen.insert(link.certificate.sha256()) {
                pool.push(Rc::clone(link));
            }
        }
        paths::enumerate(leaf, &pool, &self.checks(at))
    }

    /// The first second after `at` at which OpenSSL's answer changes because certificates and lists begin or end.
    pub(crate) fn changes(&self, at: OffsetDateTime) -> Option<OffsetDateTime> {
        let judgment = self.judge(at)?;
        let now = judgment.accepted();
        // The chain of a hostile server is long, has many candidates, and each of them has dates of its own.
        let affordable = CANDIDATE_LIMIT / (judgment.selection.links.len() * self.sent.len());
        let differs = |time: &OffsetDateTime| self.judge(*time).and_then(|later| later.accepted()) != now;
        let times = turning_points(&self.sent, self.store, at);
        times.into_iter().take(affordable.min(TURNING_POINT_LIMIT)).find(differs)
    }
}
