//! The signatures of chains and revocation lists, each verified once, and only so many of them: a hostile server can
//! send certificates that are on many paths.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::x509::digest::Sha256;
use crate::x509::signature::{self, Signature};

use super::crl::RevocationList;
use super::link::Link;

/// What is known of signatures, by the digests of what is signed and of the issuer.
#[derive(Debug, Default)]
pub(super) struct VerifiedSignatures {
    known: RefCell<HashMap<(Sha256, Sha256), Signature>>,
    /// How much of the limit is used up.
    cost: Cell<usize>,
}

/// Why it is not known whether a signature is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unverified {
    UnknownAlgorithm,
    BeyondLimit,
}

/// Some hundred milliseconds of RSA with the usual keys.
const SIGNATURE_LIMIT: usize = 1000;

/// A signature of a long key, or on a curve that ring does not have, counts as many.
const SLOW_SIGNATURE: usize = 20;

impl VerifiedSignatures {
    /// Whether `issuer`'s key made the signature of `subject`.
    pub(super) fn certificate(&self, subject: &Link, issuer: &Link) -> Result<bool, Unverified> {
        let verify = || {
            signature::verify_certificate(subject.certificate.identified(), issuer.certificate.identified())
        };
        self.once(subject.certificate.sha256(), issuer, verify)
    }

    /// Whether `issuer`'s key made the signature of `list`.
    pub(super) fn list(&self, list: &RevocationList, issuer: &Link) -> Result<bool, Unverified> {
        self.once(list.sha256, issuer, || signature::verify_list(&list.der, issuer.certificate.der()))
    }

    fn once(
        &self,
        signed: Sha256,
        issuer: &Link,
        verify: impl FnOnce() -> Signature,
    ) -> Result<bool, Unverified> {
        let mut known = self.known.borrow_mut();
        let signature = match known.entry((signed, issuer.certificate.sha256())) {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(place) if self.cost.get() < SIGNATURE_LIMIT => {
                let cost = if signature::is_slow(issuer.certificate.der()) { SLOW_SIGNATURE } else { 1 };
                self.cost.set(self.cost.get() + cost);
                *place.insert(verify())
            }
            Entry::Vacant(_) => return Err(Unverified::BeyondLimit),
        };
        match signature {
            Signature::Valid => Ok(true),
            Signature::Invalid => Ok(false),
            Signature::Unknown => Err(Unverified::UnknownAlgorithm),
        }
    }
}

impl Unverified {
    /// What cannot be verified and why; `whose` is the possessive of what is signed.
    pub(super) fn detail(self, whose: &str) -> String {
        match self {
            Self::UnknownAlgorithm => format!("the algorithm of {whose} signature"),
            Self::BeyondLimit => format!(
                "{whose} signature was not checked, because the limit of {SIGNATURE_LIMIT} signatures was reached"
            ),
        }
    }
}
