//! The certificates that clients load from a store of any form.

use std::collections::HashSet;

use crate::openssl::pem::Bundle;
use crate::store::keystore::{Keystore, KeystoreFault, Opening};
use crate::store::placed::Placed;
use crate::x509::digest::Sha256;

/// The certificates, in the file's order.
///
/// # Errors
/// Why a keystore cannot be read.
pub(crate) fn certificates(bytes: &[u8], password: Option<&str>) -> Result<Vec<Placed>, KeystoreFault> {
    match Keystore::open(bytes, Opening::Sealed(password)) {
        Some(store) => Ok(store?.trusted().collect()),
        None => Ok(Bundle::read(bytes).certificates.iter().map(Placed::from).collect()),
    }
}

/// Whether they are a keystore that any password opens.
pub(crate) fn is_open(bytes: &[u8]) -> bool {
    let store = Keystore::open(bytes, Opening::Unsealed).and_then(Result::ok);
    store.is_some_and(|store| store.is_open())
}

/// Their fingerprints, of which a keystore that cannot be read has none.
pub(crate) fn fingerprints(bytes: &[u8], password: Option<&str>) -> HashSet<Sha256> {
    let placed = certificates(bytes, password).unwrap_or_default();
    placed.iter().map(|placed| placed.certificate.sha256()).collect()
}
