//! Revocation, as OpenSSL checks it with `X509_V_FLAG_CRL_CHECK_ALL`: `check_revocation` in
//! `crypto/x509/x509_vfy.c`, without its extended support for indirect lists and reasons, which libpq does not enable.

use std::rc::Rc;

use time::OffsetDateTime;

use crate::x509::name::CanonicalName;

use super::built_chain::BuiltChain;
use super::crl::{ListDate, RevocationList};
use super::distribution_point::{DistributionPoint, Reasons};
use super::link::Link;
use super::names::GeneralName;
use super::problem::{ChainProblem, ChainProblemKind};
use super::scope::Scope;
use super::signatures::VerifiedSignatures;
use super::store::X509Store;

/// Every certificate of the chain, the anchor too, needs a list of its issuer.
pub(super) fn problems(
    chain: &BuiltChain,
    store: &X509Store,
    signatures: &VerifiedSignatures,
    at: OffsetDateTime,
) -> Vec<ChainProblem> {
    let problem = |place| {
        let subject = |later| RevocationSubject { chain, place, at, later };
        subject(false).problem(store, signatures).or_else(|| {
            subject(true).problem(store, signatures)?;
            let detail = "only some versions of OpenSSL use its revocation list, whose scope is empty";
            Some(ChainProblem::new(ChainProblemKind::Unverifiable, place).with(detail))
        })
    };
    (0..chain.links.len()).filter_map(problem).collect()
}

/// A certificate of a chain, at a time.
struct RevocationSubject<'a> {
    chain: &'a BuiltChain<'a>,
    place: usize,
    at: OffsetDateTime,
    /// By the rules of OpenSSL 3.5, which uses no list with an empty issuingDistributionPoint.
    later: bool,
}

/// A list that may be used for a certificate.
struct RatedList<'a> {
    list: &'a RevocationList,
    /// The certificate of the chain whose key signed it.
    signer: &'a Link,
    score: Score,
    /// The reasons that this list and those before it are about.
    reasons: Reasons,
}

/// How well a list is suited, the weightiest criterion first (the `CRL_SCORE` bits).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::struct_excessive_bools, reason = "each is a bit of OpenSSL's own")]
struct Score {
    all_handled: bool,
    in_scope: bool,
    current: bool,
    /// It is signed by the issuer's certificate in the chain, not by another one of that name.
    by_issuer: bool,
}

impl RevocationSubject<'_> {
    fn link(&self) -> &Link {
        &self.chain.links[self.place]
    }

    /// `check_cert_crl`. Lists are used until they are about all reasons.
    fn problem(&self, store: &X509Store, signatures: &VerifiedSignatures) -> Option<ChainProblem> {
        let problem = |kind| ChainProblem::new(kind, self.place);
        let mut reasons = Reasons::NONE;
        while reasons != Reasons::ALL {
            let Some(best) = self.best_list(store, reasons) else {
                return Some(self.missing(store));
            };
            if let Some(kind) = self.unfit(&best) {
                return Some(problem(kind));
            }
            match signatures.list(best.list, best.signer) {
                Ok(true) => {}
                Ok(false) => return Some(problem(ChainProblemKind::CrlSignature)),
                Err(why) => {
                    let detail = why.detail("its revocation list's");
                    return Some(problem(ChainProblemKind::Unverifiable).with(detail));
                }
            }
            if let Some(kind) = self.judged_by(best.list) {
                return Some(problem(kind));
            }
            if best.reasons == reasons {
                return Some(self.missing(store));
            }
            reasons = best.reasons;
        }
        None
    }

    fn missing(&self, store: &X509Store) -> ChainProblem {
        if store.has_unreadable {
            let detail = "a revocation list that cannot be read here";
            return ChainProblem::new(ChainProblemKind::Unverifiable, self.place).with(detail);
        }
        ChainProblem::new(ChainProblemKind::CrlMissing, self.place)
    }

    /// `get_crl_sk`: the best list, among equals the newest, and of those the first.
    fn best_list<'s>(&'s self, store: &'s X509Store, reasons: Reasons) -> Option<RatedList<'s>> {
        let mut best: Option<RatedList> = None;
        for candidate in store.lists.iter().filter_map(|list| self.candidate(list, reasons)) {
            if best.as_ref().is_none_or(|best| candidate.is_better_than(best)) {
                best = Some(candidate);
            }
        }
        best
    }

    /// `get_crl_score`.
    fn candidate<'s>(&'s self, list: &'s Rc<RevocationList>, known: Reasons) -> Option<RatedList<'s>> {
        let is_unusable = |scope: &Scope| scope.is_unusable || (self.later && scope.says_nothing());
        if list.is_delta
            || list.scope.as_ref().is_some_and(is_unusable)
            || list.issuer != *self.link().issuer()
        {
            return None;
        }
        let (signer, by_issuer) = self.signer(list)?;
        let covered = self.covered_reasons(list);
        if covered.is_some_and(|covered| !covered.adds_to(known)) {
            return None;
        }
        let score = Score {
            all_handled: !list.has_unknown_critical,
            in_scope: covered.is_some(),
            current: self.unfit_date(list).is_none(),
            by_issuer,
        };
        Some(RatedList { list, signer, score, reasons: known.or(covered.unwrap_or(Reasons::NONE)) })
    }

    /// `crl_akid_check`: the issuer, or another certificate of that name further up, such as that of the old key after
    /// a change of keys.
    fn signer(&self, list: &RevocationList) -> Option<(&Link, bool)> {
        let anchor = self.chain.links.len() - 1;
        let next = anchor.min(self.place + 1);
        let fits = |link: &Link| link.profile.fits_identifier(list.authority_key.as_ref());
        let issuer = self.chain.links[next].as_ref();
        if fits(issuer) {
            return Some((issuer, true));
        }
        let further = self.chain.links[next + 1..].iter().map(Rc::as_ref);
        let mut namesakes = further.filter(|link| link.profile.subject == list.issuer);
        namesakes.find(|link| fits(link)).map(|link| (link, false))
    }

    /// `crl_crldp_check`: the reasons that the list is about; none if it is about other certificates.
    fn covered_reasons(&self, list: &RevocationList) -> Option<Reasons> {
        let extensions = &self.link().profile.extensions;
        let is_authority = extensions.basic_constraints.is_some_and(|constraints| constraints.authority);
        if list.scope.as_ref().is_some_and(|scope| !scope.covers(is_authority)) {
            return None;
        }
        let place = list.scope.as_ref().and_then(|scope| scope.place.as_ref());
        let mut points = extensions.distribution_points.iter();
        let point = points.find(|point| {
            let places = point.place.as_ref().zip(place);
            names_issuer(point, &list.issuer) && places.is_none_or(|(own, theirs)| own.fits(theirs))
        });
        match point {
            Some(point) => Some(point.reasons),
            None => place.is_none().then_some(Reasons::ALL),
        }
    }

    /// `check_crl`, up to the signature.
    fn unfit(&self, best: &RatedList) -> Option<ChainProblemKind> {
        if !best.signer.profile.may_sign_lists() {
            return Some(ChainProblemKind::CrlKeyUsage);
        }
        if !best.score.in_scope {
            return Some(ChainProblemKind::CrlScope);
        }
        self.unfit_date(best.list).or_else(|| {
            let fits = best.signer.profile.key_fits(&best.list.algorithm);
            (!fits).then_some(ChainProblemKind::CrlSignature)
        })
    }

    /// `check_crl_time`.
    fn unfit_date(&self, list: &RevocationList) -> Option<ChainProblemKind> {
        let Some(begin) = list.this_update.compared else { return Some(ChainProblemKind::OddDate) };
        if self.at < begin {
            return Some(ChainProblemKind::CrlNotYetValid);
        }
        match list.next_update {
            None => None,
            Some(ListDate { compared: None, .. }) => Some(ChainProblemKind::OddDate),
            Some(ListDate { compared: Some(end), .. }) => {
                (self.at >= end).then_some(ChainProblemKind::CrlExpired)
            }
        }
    }

    /// `cert_crl`.
    fn judged_by(&self, list: &RevocationList) -> Option<ChainProblemKind> {
        if list.has_unknown_critical {
            return Some(ChainProblemKind::CrlExtension);
        }
        let profile = &self.link().profile;
        list.revokes(&profile.serial, &profile.issuer).then_some(ChainProblemKind::Revoked)
    }
}

impl RatedList<'_> {
    fn is_better_than(&self, best: &Self) -> bool {
        let dates = || self.list.this_update.read.zip(best.list.this_update.read);
        self.score > best.score
            || (self.score == best.score && dates().is_some_and(|(own, theirs)| own > theirs))
    }
}

/// `crldp_check_crlissuer`. A point without an issuer means the certificate's, which the list's is.
fn names_issuer(point: &DistributionPoint, issuer: &CanonicalName) -> bool {
    let names = point.list_issuer.as_ref();
    names.is_none_or(|names| names.iter().filter_map(GeneralName::directory).any(|name| name == issuer))
}
