//! Revocation, as OpenSSL checks it with `X509_V_FLAG_CRL_CHECK_ALL`: `check_revocation` in
//! `crypto/x509/x509_vfy.c`, without its extended support for indirect lists and reasons, which libpq does not enable.

use std::rc::Rc;

use time::OffsetDateTime;

use super::built_chain::BuiltChain;
use super::crl::RevocationList;
use super::link::Link;
use super::problem::{ChainProblem, ChainProblemKind};
use super::signatures::VerifiedSignatures;
use super::store::X509Store;

/// Every certificate of the chain, the anchor too, needs a list of its issuer.
pub(super) fn problems(
    chain: &BuiltChain,
    store: &X509Store,
    signatures: &VerifiedSignatures,
    at: OffsetDateTime,
) -> Vec<ChainProblem> {
    let pairs = chain.links.iter().enumerate().map(|(place, link)| {
        let issuer = chain.links.get(place + 1).unwrap_or(link);
        (place, LinkPair { link, issuer, at })
    });
    pairs.filter_map(|(place, pair)| pair.problem(store, signatures, place)).collect()
}

/// A certificate and its issuer, at a time.
struct LinkPair<'a> {
    link: &'a Link,
    issuer: &'a Link,
    at: OffsetDateTime,
}

impl LinkPair<'_> {
    fn problem(
        &self,
        store: &X509Store,
        signatures: &VerifiedSignatures,
        place: usize,
    ) -> Option<ChainProblem> {
        let problem = |kind| ChainProblem::new(kind, place);
        let unverifiable = |detail: &str| Some(problem(ChainProblemKind::Unverifiable).with(detail));
        let Some(list) = self.best_list(store) else {
            if store.has_unreadable {
                return unverifiable("a revocation list that cannot be read here");
            }
            return Some(problem(ChainProblemKind::CrlMissing));
        };
        if list.scope.named {
            return unverifiable(
                "its revocation list is bound to a distribution point, which is not compared here",
            );
        }
        if let Some(kind) = self.unfit(list) {
            return Some(problem(kind));
        }
        match signatures.list(list, self.issuer) {
            Ok(true) => self.judged_by(list).map(problem),
            Ok(false) => Some(problem(ChainProblemKind::CrlSignature)),
            Err(why) => unverifiable(&why.detail("its revocation list's")),
        }
    }

    /// `get_crl_sk`: the best list, among equals the newest, and of those the first.
    fn best_list<'s>(&self, store: &'s X509Store) -> Option<&'s RevocationList> {
        let rank = |list: &RevocationList| (self.score(list), list.this_update);
        let mut best: Option<&RevocationList> = None;
        for list in store.lists.iter().map(Rc::as_ref).filter(|list| self.is_candidate(list)) {
            if best.is_none_or(|best| rank(list) > rank(best)) {
                best = Some(list);
            }
        }
        best
    }

    fn is_candidate(&self, list: &RevocationList) -> bool {
        list.issuer == self.link.profile.issuer
            && !list.scope.unusable
            && !list.is_delta
            && self.issuer.profile.fits_identifier(list.authority_key.as_ref())
    }

    /// `get_crl_score` of a list by the right issuer: critical extensions, scope, time.
    fn score(&self, list: &RevocationList) -> (bool, bool, bool) {
        (!list.has_unknown_critical, self.is_covered(list), list.is_current(self.at))
    }

    fn is_covered(&self, list: &RevocationList) -> bool {
        let constraints = self.link.profile.extensions.basic_constraints;
        list.scope.covers(constraints.is_some_and(|constraints| constraints.authority))
    }

    /// `check_crl`, up to the signature.
    fn unfit(&self, list: &RevocationList) -> Option<ChainProblemKind> {
        if !self.issuer.profile.may_sign_lists() {
            Some(ChainProblemKind::CrlKeyUsage)
        } else if !self.is_covered(list) {
            Some(ChainProblemKind::CrlScope)
        } else if self.at < list.this_update {
            Some(ChainProblemKind::CrlNotYetValid)
        } else if !list.is_current(self.at) {
            Some(ChainProblemKind::CrlExpired)
        } else if !self.issuer.profile.key_fits(&list.algorithm) {
            Some(ChainProblemKind::CrlSignature)
        } else {
            None
        }
    }

    /// `cert_crl`.
    fn judged_by(&self, list: &RevocationList) -> Option<ChainProblemKind> {
        if list.has_unknown_critical {
            Some(ChainProblemKind::CrlExtension)
        } else {
            list.revokes(&self.link.profile.serial).then_some(ChainProblemKind::Revoked)
        }
    }
}
