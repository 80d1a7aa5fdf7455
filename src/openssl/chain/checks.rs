//! The checks along a chain, in OpenSSL's order: `verify_chain` in `crypto/x509/x509_vfy.c`. OpenSSL stops at the
//! first that fails; here all problems are reported.

use time::OffsetDateTime;

use super::built_chain::BuiltChain;
use super::compared_names::ComparedNames;
use super::name_constraints::NamesPermitted;
use super::problem::{ChainProblem, ChainProblemKind};
use super::profile::{Authority, Profile};
use super::resource_checks;
use super::revocation;
use super::signatures::VerifiedSignatures;
use super::store::X509Store;
use super::strength::LEVEL_2;
use super::trust_settings::TrustSettings;

/// What chains are checked with.
pub(super) struct ChainChecks<'a> {
    pub(super) store: &'a X509Store,
    pub(super) signatures: &'a VerifiedSignatures,
    pub(super) names: &'a ComparedNames,
    pub(super) at: OffsetDateTime,
}

impl ChainChecks<'_> {
    /// Everything that OpenSSL refuses the chain for, except how it ends.
    pub(super) fn problems(&self, chain: &BuiltChain) -> Vec<ChainProblem> {
        let mut problems = extensions(chain);
        problems.extend(strength(chain));
        if self.store.checks_revocation {
            problems.extend(revocation::problems(chain, self.store, self.signatures, self.at));
        }
        problems.extend(self.signatures(chain));
        problems.extend(self.validity(chain));
        problems.extend(self.name_constraints(chain));
        problems.extend(resource_checks::problems(chain));
        problems
    }

    /// `internal_verify`. It does not look at the signature of a self-signed anchor.
    fn signatures(&self, chain: &BuiltChain) -> Vec<ChainProblem> {
        let mut problems = Vec::new();
        for (at, pair) in chain.links.windows(2).enumerate() {
            let (subject, issuer) = (&pair[0], &pair[1]);
            if !issuer.profile.fits_identifier(subject.profile.extensions.authority_key.as_ref()) {
                problems.push(ChainProblem::new(ChainProblemKind::IssuerMismatch, at));
            }
            match self.signatures.certificate(subject, issuer) {
                Ok(true) => {}
                Ok(false) => problems.push(ChainProblem::new(ChainProblemKind::BadSignature, at)),
                Err(why) => {
                    let problem = ChainProblem::new(ChainProblemKind::Unverifiable, at);
                    problems.push(problem.with(why.detail("its")));
                }
            }
        }
        problems
    }

    fn validity(&self, chain: &BuiltChain) -> Vec<ChainProblem> {
        let last = chain.links.len() - 1;
        let mut problems = Vec::new();
        for (at, link) in chain.links.iter().enumerate() {
            // OpenSSL does not look at an anchor by trust settings that is not self-signed.
            let is_ignored = at == last && last > 0 && !link.profile.likely_issued(&link.profile);
            let kind = out_of_time(&link.profile, self.at).filter(|_| !is_ignored);
            problems.extend(kind.map(|kind| ChainProblem::new(kind, at)));
        }
        problems
    }

    /// `check_name_constraints`. Self-issued certificates above the leaf are exempt.
    fn name_constraints(&self, chain: &BuiltChain) -> Vec<ChainProblem> {
        let mut problems = Vec::new();
        for (at, link) in chain.links.iter().enumerate() {
            if at > 0 && link.profile.is_self_issued() {
                continue;
            }
            let above = chain.links[at + 1..].iter();
            match above.map(|above| self.names.permitted(link, above, at == 0)).max() {
                Some(NamesPermitted::No) => {
                    problems.push(ChainProblem::new(ChainProblemKind::NameConstraints, at));
                }
                Some(NamesPermitted::Disputed) => {
                    let problem = ChainProblem::new(ChainProblemKind::Unverifiable, at);
                    problems.push(problem.with("versions of OpenSSL find different hosts in its URI"));
                }
                Some(NamesPermitted::Yes) | None => {}
            }
        }
        problems
    }
}

/// `x509_check_cert_time`.
fn out_of_time(profile: &Profile, now: OffsetDateTime) -> Option<ChainProblemKind> {
    if profile.validity.is_odd {
        Some(ChainProblemKind::OddDate)
    } else if now < profile.validity.not_before {
        Some(ChainProblemKind::NotYetValid)
    } else {
        (!profile.validity.is_current(now)).then_some(ChainProblemKind::Expired)
    }
}

/// `check_extensions`.
fn extensions(chain: &BuiltChain) -> Vec<ChainProblem> {
    let mut problems = Vec::new();
    let mut below = 0u64;
    for (at, link) in chain.links.iter().enumerate() {
        problems.extend(own_extensions(&link.profile, at));
        problems.extend(fitness(chain, at));
        let constraints = link.profile.extensions.basic_constraints;
        let limit = constraints.and_then(|constraints| constraints.path_length);
        if at > 1 && limit.is_some_and(|limit| below > limit) {
            problems.push(ChainProblem::new(ChainProblemKind::PathLength, at));
        }
        if at > 0 && !link.profile.is_self_issued() {
            below += 1;
        }
    }
    problems
}

/// What is wrong with the extensions of a certificate wherever it is in a chain.
fn own_extensions(profile: &Profile, at: usize) -> Vec<ChainProblem> {
    let extensions = &profile.extensions;
    let mut problems = Vec::new();
    if let Some(oid) = &extensions.unhandled {
        problems.push(ChainProblem::new(ChainProblemKind::UnknownExtension, at).with(oid));
    }
    if let Some(name) = extensions.malformed {
        problems.push(ChainProblem::new(ChainProblemKind::MalformedExtension, at).with(name));
    }
    if extensions.is_proxy {
        problems.push(ChainProblem::new(ChainProblemKind::ProxyCertificate, at));
    }
    problems
}

/// What makes a certificate unfit for its place in the chain.
fn fitness(chain: &BuiltChain, at: usize) -> Vec<ChainProblem> {
    let profile = &chain.links[at].profile;
    let mut problems = Vec::new();
    if at > 0 && !is_authority(chain, at) {
        // A key usage that forbids signing has a kind of its own.
        let kind =
            if profile.may_sign() { ChainProblemKind::NotAnAuthority } else { ChainProblemKind::KeyUsage };
        problems.push(ChainProblem::new(kind, at));
    }
    if chain.links.len() > 1 && profile.key.explicit_curve {
        problems.push(ChainProblem::new(ChainProblemKind::ExplicitCurve, at));
    }
    // For an unfit authority of another kind, the problem above is enough.
    let is_own_problem = at == 0 || profile.excludes_servers() || profile.authority() == Authority::Netscape;
    if is_own_problem && !fits_purpose(chain, at) {
        problems.push(ChainProblem::new(ChainProblemKind::Purpose, at).with(unfit_by(profile)));
    }
    problems
}

/// An anchor may be any kind of authority. A certificate below it must be a proper one.
fn is_authority(chain: &BuiltChain, at: usize) -> bool {
    match chain.links[at].profile.authority() {
        Authority::Proper => true,
        Authority::None => false,
        Authority::Tolerated | Authority::Netscape => at + 1 == chain.links.len(),
    }
}

/// `check_purpose`. The store's trust settings override the certificate.
fn fits_purpose(chain: &BuiltChain, at: usize) -> bool {
    let link = &chain.links[at];
    match link.settings {
        TrustSettings::Trusted if at >= chain.trusted_from => true,
        TrustSettings::Rejected if at >= chain.trusted_from => false,
        _ => link.profile.extensions.malformed.is_some() || link.profile.fits_purpose(at > 0),
    }
}

/// What makes a certificate unfit for its purpose.
fn unfit_by(profile: &Profile) -> &'static str {
    if profile.excludes_servers() {
        "extended key usage"
    } else if profile.extensions.key_usage.is_some_and(|usage| !usage.serves_tls()) {
        "key usage"
    } else {
        "the store's settings or Netscape's certificate type"
    }
}

/// `check_key_level` of every key, and `check_sig_level` of every signature except the anchor's.
fn strength(chain: &BuiltChain) -> Vec<ChainProblem> {
    let mut problems = Vec::new();
    for (at, link) in chain.links.iter().enumerate() {
        let (key, algorithm) = (&link.profile.key, &link.profile.algorithm);
        match key.strength {
            Some(strength) if strength < LEVEL_2 => {
                problems.push(ChainProblem::new(ChainProblemKind::WeakKey, at));
            }
            Some(_) => {}
            None => {
                let detail = "the strength of its key is not known";
                problems.push(ChainProblem::new(ChainProblemKind::Unverifiable, at).with(detail));
            }
        }
        if at + 1 < chain.links.len() && algorithm.strength.is_some_and(|strength| strength < LEVEL_2) {
            problems.push(ChainProblem::new(ChainProblemKind::WeakSignature, at).with(algorithm.digest));
        }
    }
    problems
}
