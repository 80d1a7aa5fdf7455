//! The signatures of chains and revocation lists, each verified once, and only so many of them: a hostile server can
//! send certificates that are on many paths.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::x509::digest::Sha256;
use crate::x509::signature::{self, Signature};

use super::crl::RevocationList;
use super::link::Link;

/// What is known of signatures, by the digests of what is signed and of the issuer.
#[derive(Debug, Default)]
pub(super) struct VerifiedSignatures(RefCell<HashMap<(Sha256, Sha256), Signature>>);

/// Why it is not known whether a signature is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unverified {
    UnknownAlgorithm,
    BeyondLimit,
}

/// Some hundred milliseconds of RSA. The slowest curve takes ten times as long.
const SIGNATURE_LIMIT: usize = 1000;

impl VerifiedSignatures {
    /// Whether `issuer`'s key made the signature of `subject`.
    pub(super) fn certificate(&self, subject: &Link, issuer: &Link) -> Result<bool, Unverified> {
        let verify = || signature::verify_certificate(subject.certificate.der(), issuer.certificate.der());
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
        let mut known = self.0.borrow_mut();
        let room = known.len() < SIGNATURE_LIMIT;
        let signature = match known.entry((signed, issuer.certificate.sha256())) {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(place) if room => *place.insert(verify()),
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
