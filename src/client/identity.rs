//! A certificate chain and its key, ready to be presented.

use std::sync::Arc;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SigningKey};

use crate::x509::der::{DerResult, Elements, INTEGER, OBJECT, SEQUENCE};
use crate::x509::{oid, tbs};

use super::key::PrivateKey;
use super::signer::EcSigner;

/// A certificate chain and its key.
pub(crate) type ClientIdentity = Arc<CertifiedKey>;

/// Why a certificate and a key give no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MismatchFault {
    /// Both are of one kind, but the key is another certificate's.
    Values,
    /// They are of different kinds.
    Kinds,
    /// The key cannot be used here. OpenSSL may use it.
    UnknownKey,
}

/// The identity of these certificates, the client's own first, with this key.
pub(super) fn new(chain: &[Vec<u8>], key: PrivateKey) -> Result<ClientIdentity, MismatchFault> {
    let (algorithm, public) = tbs::public_key(&chain[0]).map_err(|_| MismatchFault::UnknownKey)?;
    let kind = Elements::in_bytes(algorithm).value(OBJECT).map_err(|_| MismatchFault::UnknownKey)?;
    let key: Arc<dyn SigningKey> = match key {
        PrivateKey::Ec(key) => {
            fits(kind == oid::EC, || key.point().is_some_and(|point| point == compressed(public)))?;
            Arc::new(EcSigner(key))
        }
        PrivateKey::Plain(PrivateKeyDer::Pkcs1(key)) => {
            let numbers =
                || rsa_numbers(key.secret_pkcs1_der(), true).ok() == rsa_numbers(public, false).ok();
            fits(kind == oid::RSA, numbers)?;
            usable(&key.into())?
        }
        PrivateKey::Plain(key) => {
            let signing = usable(&key)?;
            let own = signing.public_key();
            fits(kind == oid::ED25519, || own.is_some_and(|own| own.ends_with(public)))?;
            signing
        }
        PrivateKey::Other => return Err(MismatchFault::UnknownKey),
    };
    let chain = chain.iter().cloned().map(CertificateDer::from).collect();
    Ok(Arc::new(CertifiedKey::new(chain, key)))
}

fn fits(is_same_kind: bool, is_same_key: impl FnOnce() -> bool) -> Result<(), MismatchFault> {
    match (is_same_kind, is_same_kind && is_same_key()) {
        (false, _) => Err(MismatchFault::Kinds),
        (true, false) => Err(MismatchFault::Values),
        (true, true) => Ok(()),
    }
}

/// The key as the TLS library signs with it.
fn usable(key: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, MismatchFault> {
    any_supported_type(key).map_err(|_| MismatchFault::UnknownKey)
}

/// Modulus and exponent of an RSA key (RFC 8017, A.1). A private key has a version before them.
fn rsa_numbers(der: &[u8], is_private: bool) -> DerResult<(&[u8], &[u8])> {
    let mut body = Elements::in_bytes(der).constructed(SEQUENCE)?;
    if is_private {
        body.primitive(INTEGER)?;
    }
    Ok((body.value(INTEGER)?, body.value(INTEGER)?))
}

/// The compressed form of a point (SEC 1, 2.3.3).
fn compressed(point: &[u8]) -> Vec<u8> {
    match point {
        [4, coordinates @ ..] if !coordinates.is_empty() => {
            let (x, y) = coordinates.split_at(coordinates.len() / 2);
            let parity = y.last().map_or(0, |last| last & 1);
            [&[2 + parity], x].concat()
        }
        other => other.to_vec(),
    }
}
