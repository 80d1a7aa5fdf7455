//! The signatures of certificates that this run has verified: servers of one fleet send the same intermediates, and what a
//! key signed does not change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::Signature;
use crate::x509::digest::Sha256;

/// By the digests of the certificate and of its issuer's.
static KNOWN: Mutex<Option<HashMap<(Sha256, Sha256), Signature>>> = Mutex::new(None);

/// More than a fleet has. Of hostile servers, the first ones are remembered.
const LIMIT: usize = 10_000;

/// What is known of this signature, or what `verify` finds.
pub(super) fn once(signed: Sha256, issuer: Sha256, verify: impl FnOnce() -> Signature) -> Signature {
    let key = (signed, issuer);
    let found = {
        let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().and_then(|known| known.get(&key).copied())
    };
    found.unwrap_or_else(|| {
        let signature = verify();
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        if known.len() < LIMIT {
            known.insert(key, signature);
        }
        signature
    })
}
