//! The checks along a chain, in OpenSSL's words and order: `verify_chain` in `crypto/x509/x509_vfy.c`. It stops at
//! the first that fails; here all are told.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use time::OffsetDateTime;

use crate::x509::digest::Sha256;
use crate::x509::signature::Signature;

use super::link::{Link, Settings, Shared};
use super::name_constraints::Kept;
use super::problem::{Kind, Problem};
use super::profile::{Authority, Profile};
use super::revocation;
use super::store::Store;
use super::strength::LEVEL_2;
use crate::x509::signature;

/// A chain from the leaf upwards.
pub(super) struct Chain<'a> {
    pub(super) links: &'a [Shared],
    /// From this place on the certificates are the store's.
    pub(super) trusted_from: usize,
}

/// What is costly to find out of two certificates, or of a list and its issuer, each found out once: a server can
/// send what stands on many paths. Beyond a number of signatures none is verified.
#[derive(Debug, Default)]
pub(super) struct Verified {
    signatures: RefCell<HashMap<(Sha256, Sha256), Signature>>,
    constraints: RefCell<HashMap<(Sha256, Sha256, bool), Kept>>,
}

/// Some hundred milliseconds' worth of RSA; the slowest curve takes ten times as long.
const SIGNATURE_LIMIT: usize = 1000;

impl Verified {
    fn signature(&self, subject: &Link, issuer: &Link) -> Signature {
        let verify = || signature::of_der(subject.certificate.der(), issuer.certificate.der());
        self.once(subject.certificate.sha256(), issuer, verify)
    }

    /// `digest` is that of the list, whose content is `der`.
    pub(super) fn list_signature(&self, digest: Sha256, der: &[u8], issuer: &Link) -> Signature {
        self.once(digest, issuer, || signature::of_list(der, issuer.certificate.der()))
    }

    fn once(&self, signed: Sha256, issuer: &Link, verify: impl FnOnce() -> Signature) -> Signature {
        let mut known = self.signatures.borrow_mut();
        let room = known.len() < SIGNATURE_LIMIT;
        match known.entry((signed, issuer.certificate.sha256())) {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(place) if room => *place.insert(verify()),
            Entry::Vacant(_) => Signature::Unknown,
        }
    }

    /// Whether the names of `subject` keep to the constraints of an authority above it.
    fn keeps(&self, subject: &Link, above: &Link, is_leaf: bool) -> Kept {
        let Some(constraints) = &above.profile.name_constraints else { return Kept::Yes };
        let key = (subject.certificate.sha256(), above.certificate.sha256(), is_leaf);
        let mut known = self.constraints.borrow_mut();
        *known.entry(key).or_insert_with(|| constraints.keep(&subject.profile, is_leaf))
    }
}

/// Everything for which OpenSSL refuses the chain, its end aside.
pub(super) fn problems(
    chain: &Chain,
    store: &Store,
    verified: &Verified,
    at: OffsetDateTime,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    extensions(chain, &mut problems);
    strength(chain, &mut problems);
    if store.checks_revocation {
        revocation::check(chain, store, verified, at, &mut problems);
    }
    signatures(chain, verified, &mut problems);
    validity(chain, at, &mut problems);
    name_constraints(chain, verified, &mut problems);
    problems
}

/// `check_extensions`.
fn extensions(chain: &Chain, problems: &mut Vec<Problem>) {
    let mut below = 0u64;
    for (at, link) in chain.links.iter().enumerate() {
        let profile = &link.profile;
        if let Some(oid) = &profile.unhandled {
            problems.push(Problem::new(Kind::UnknownExtension, at).with(oid));
        }
        if let Some(name) = profile.malformed {
            problems.push(Problem::new(Kind::MalformedExtension, at).with(name));
        }
        if profile.proxy {
            problems.push(Problem::new(Kind::ProxyCertificate, at));
        }
        if at > 0 && !is_authority(chain, at) {
            // A key usage that forbids it is told as such.
            let kind = if profile.may_sign() { Kind::NotAnAuthority } else { Kind::KeyUsage };
            problems.push(Problem::new(kind, at));
        }
        if chain.links.len() > 1 && profile.key.explicit_curve {
            problems.push(Problem::new(Kind::ExplicitCurve, at));
        }
        if !fits_purpose(chain, at) && (at == 0 || profile.purpose == Some(false)) {
            problems.push(Problem::new(Kind::Purpose, at).with(unfit_by(profile)));
        }
        let limit = profile.constraints.and_then(|constraints| constraints.path_length);
        if at > 1 && limit.is_some_and(|limit| below > limit) {
            problems.push(Problem::new(Kind::PathLength, at));
        }
        if at > 0 && !profile.is_self_issued() {
            below += 1;
        }
    }
}

/// An anchor need not be a proper one; those between must be.
fn is_authority(chain: &Chain, at: usize) -> bool {
    match chain.links[at].profile.authority() {
        Authority::Proper => true,
        Authority::None => false,
        Authority::Tolerated | Authority::Netscape => at + 1 == chain.links.len(),
    }
}

/// `check_purpose`: the store's settings weigh more than the certificate.
fn fits_purpose(chain: &Chain, at: usize) -> bool {
    let link = &chain.links[at];
    match link.settings {
        Settings::Trusted if at >= chain.trusted_from => true,
        Settings::Rejected if at >= chain.trusted_from => false,
        _ => link.profile.malformed.is_some() || link.profile.fits_purpose(at > 0),
    }
}

/// What it is by which a certificate does not fit.
fn unfit_by(profile: &Profile) -> &'static str {
    if profile.purpose == Some(false) {
        "extended key usage"
    } else if profile.key_usage.is_some_and(|usage| !usage.serves_tls()) {
        "key usage"
    } else {
        "the store's settings or Netscape's certificate type"
    }
}

/// `check_key_level` of every key, `check_sig_level` of every signature but the anchor's.
fn strength(chain: &Chain, problems: &mut Vec<Problem>) {
    for (at, link) in chain.links.iter().enumerate() {
        let (key, algorithm) = (&link.profile.key, &link.profile.algorithm);
        match key.strength {
            Some(strength) if strength < LEVEL_2 => problems.push(Problem::new(Kind::WeakKey, at)),
            Some(_) => {}
            None => problems
                .push(Problem::new(Kind::Unverifiable, at).with("the strength of its key is not known")),
        }
        if at + 1 < chain.links.len() && algorithm.strength.is_some_and(|strength| strength < LEVEL_2) {
            problems.push(Problem::new(Kind::WeakSignature, at).with(algorithm.digest));
        }
    }
}

/// `internal_verify`: a self-signed anchor's own signature is not looked at.
fn signatures(chain: &Chain, verified: &Verified, problems: &mut Vec<Problem>) {
    for (at, pair) in chain.links.windows(2).enumerate() {
        let (subject, issuer) = (&pair[0], &pair[1]);
        if !issuer.profile.fits_identifier(subject.profile.authority_key.as_ref()) {
            problems.push(Problem::new(Kind::IssuerMismatch, at));
        }
        match verified.signature(subject, issuer) {
            Signature::Valid => {}
            Signature::Invalid => problems.push(Problem::new(Kind::BadSignature, at)),
            // What is too weak is refused, whatever its signature is.
            Signature::Unknown => {
                problems.push(Problem::new(Kind::Unverifiable, at).with("the algorithm of its signature"));
            }
        }
    }
}

fn validity(chain: &Chain, now: OffsetDateTime, problems: &mut Vec<Problem>) {
    let last = chain.links.len() - 1;
    for (at, link) in chain.links.iter().enumerate() {
        // An anchor by trust settings that is not self-signed is not looked at.
        if at == last && last > 0 && !link.profile.likely_issued(&link.profile) {
            continue;
        }
        if link.profile.odd_date {
            problems.push(Problem::new(Kind::OddDate, at));
        } else if now < link.profile.not_before {
            problems.push(Problem::new(Kind::NotYetValid, at));
        } else if !link.profile.is_current(now) {
            problems.push(Problem::new(Kind::Expired, at));
        }
    }
}

/// `check_name_constraints`: self-issued certificates above the leaf are exempt.
fn name_constraints(chain: &Chain, verified: &Verified, problems: &mut Vec<Problem>) {
    for (at, link) in chain.links.iter().enumerate() {
        if at > 0 && link.profile.is_self_issued() {
            continue;
        }
        let above = chain.links[at + 1..].iter();
        let kept: Vec<Kept> = above.map(|above| verified.keeps(link, above, at == 0)).collect();
        if kept.contains(&Kept::No) {
            problems.push(Problem::new(Kind::NameConstraints, at));
        } else if kept.contains(&Kept::Unknown) {
            let detail = "a name of a form whose constraints are not compared here";
            problems.push(Problem::new(Kind::Unverifiable, at).with(detail));
        }
    }
}
