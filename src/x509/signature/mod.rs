//! Whether a certificate's key signed another certificate, a revocation list or a handshake, as OpenSSL's default provider
//! would find. ring verifies what is common; the rest is computed with the numbers of `crypto-bigint`.

mod dsa;
mod hash;
mod known;
mod public_key;
mod rsa;
mod scheme;
mod signed;

use ring::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519, UnparsedPublicKey};

use crate::x509::curve::{self, CurveNumbers, Weierstrass};
use crate::x509::der::DerResult;
use crate::x509::digest::Sha256;
use crate::x509::oid;

pub(crate) use hash::HashKind;
pub(crate) use public_key::{KeyInfo, PublicKey, PublicKeyFault};
pub(crate) use scheme::{AlgorithmName, PssParameters, SignatureKind};

use signed::SignedParts;

/// What is known of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It verifies.
    Valid,
    /// It does not.
    Invalid,
    /// Its algorithm cannot be verified here.
    Unknown,
}

impl From<bool> for Signature {
    fn from(is_valid: bool) -> Self {
        if is_valid { Self::Valid } else { Self::Invalid }
    }
}

/// Whether the key of the certificate `issuer` made the signature of `subject`.
pub(crate) fn verify_certificate(subject: IdentifiedDer, issuer: IdentifiedDer) -> Signature {
    let verify = || verify_parts(SignedParts::certificate(subject.der), issuer.der);
    known::once(subject.sha256, issuer.sha256, verify)
}

/// A certificate's DER with its digest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IdentifiedDer<'a> {
    pub(crate) der: &'a [u8],
    pub(crate) sha256: Sha256,
}

/// The digest of a DER certificate's signature. None where its algorithm names none, or is unknown.
pub(crate) fn certificate_digest(certificate: &[u8]) -> Option<HashKind> {
    let parts = SignedParts::certificate(certificate).ok()?;
    match SignatureKind::from_name(&parts.outer)? {
        SignatureKind::Pkcs1(hash) | SignatureKind::Ecdsa(hash) | SignatureKind::Dsa(hash) => Some(hash),
        SignatureKind::Pss(pss) => Some(pss.hash),
        SignatureKind::Ed25519 | SignatureKind::Ed448 => None,
    }
}

/// Whether an issuer's key made the signature of a DER revocation list.
pub(crate) fn verify_list(list: &[u8], issuer: &[u8]) -> Signature {
    verify_parts(SignedParts::list(list), issuer)
}

/// Whether it takes long to verify with the key of this DER certificate.
pub(crate) fn is_slow(issuer: &[u8]) -> bool {
    let Ok(info) = KeyInfo::in_certificate(issuer) else { return false };
    match info.decode() {
        Ok(PublicKey::Rsa(key) | PublicKey::RsaPss(key, _)) => key.is_slow(),
        Ok(PublicKey::Ec(numbers, point)) => !(is_common(numbers) && is_uncompressed(point)),
        Ok(PublicKey::Ed448(_) | PublicKey::Dsa(_)) => true,
        _ => false,
    }
}

fn verify_parts(parts: DerResult<SignedParts>, issuer: &[u8]) -> Signature {
    let (Ok(parts), Ok(info)) = (parts, KeyInfo::in_certificate(issuer)) else { return Signature::Unknown };
    let (true, Some(signature)) = (parts.inner == parts.outer, parts.signature()) else {
        return Signature::Invalid;
    };
    match (SignatureKind::from_name(&parts.outer), info.decode()) {
        (_, Err(PublicKeyFault::Undecodable)) => Signature::Invalid,
        (None, _) | (_, Err(PublicKeyFault::Unknown)) => Signature::Unknown,
        (Some(kind), Ok(key)) => verify(&key, kind, parts.message, signature),
    }
}

/// Whether the key made the signature of the message.
pub(crate) fn verify(key: &PublicKey, kind: SignatureKind, message: &[u8], signature: &[u8]) -> Signature {
    let is_valid = match (key, kind) {
        (PublicKey::Rsa(key), SignatureKind::Pkcs1(hash)) => key.verify_pkcs1(hash, message, signature),
        (PublicKey::Rsa(key) | PublicKey::RsaPss(key, None), SignatureKind::Pss(pss)) => {
            key.verify_pss(&pss, message, signature)
        }
        (PublicKey::RsaPss(key, Some(own)), SignatureKind::Pss(pss)) => {
            own.hash == pss.hash
                && own.mask == pss.mask
                && own.salt <= pss.salt
                && key.verify_pss(&pss, message, signature)
        }
        (PublicKey::Ec(numbers, point), SignatureKind::Ecdsa(hash)) => {
            verify_ecdsa(numbers, point, hash, message, signature)
        }
        (PublicKey::Ed25519(key), SignatureKind::Ed25519) => {
            UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok()
        }
        (PublicKey::Ed448(key), SignatureKind::Ed448) => curve::verify_ed448(key, message, signature),
        (PublicKey::Dsa(key), SignatureKind::Dsa(hash)) => key.verify(&hash.digest(message), signature),
        _ => false,
    };
    is_valid.into()
}

fn verify_ecdsa(
    numbers: &CurveNumbers,
    point: &[u8],
    hash: HashKind,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let by_ring = match (numbers.oid, hash) {
        (oid::P256, HashKind::Sha256) => Some(&ECDSA_P256_SHA256_ASN1),
        (oid::P384, HashKind::Sha384) => Some(&ECDSA_P384_SHA384_ASN1),
        _ => None,
    };
    if let Some(algorithm) = by_ring.filter(|_| is_uncompressed(point)) {
        return UnparsedPublicKey::new(algorithm, point).verify(message, signature).is_ok();
    }
    let verified = || {
        let (_, curve) = Weierstrass::from_oid(numbers.oid)?;
        let (r, s) = dsa::signature_numbers(signature)?;
        Some(curve.verify(&curve.point(point)?, &hash.digest(message), &r, &s))
    };
    verified().unwrap_or(false)
}

fn is_common(numbers: &CurveNumbers) -> bool {
    matches!(numbers.oid, oid::P256 | oid::P384)
}

/// Whether the point has both coordinates (SEC 1, 2.3.3). ring reads no others.
fn is_uncompressed(point: &[u8]) -> bool {
    point.starts_with(&[4])
}
