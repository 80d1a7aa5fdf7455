//! Whether a server proved that it has its certificate's key, by the signature of `CertificateVerify` (RFC 8446,
//! 4.4.3) or `ServerKeyExchange` (RFC 5246, 7.4.3). It is verified with the bare key, so that it counts for
//! certificates that other libraries refuse.

use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{AlgorithmIdentifier, alg_id};
use sha2::Digest as _;

use crate::x509::der::{DerResult, Elements, OBJECT};
use crate::x509::oid;
use crate::x509::signature::Signature;
use crate::x509::signature::{self, Curve};
use crate::x509::tbs;

/// What a server signed.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// The scheme that it names.
    pub scheme: SignatureScheme,
    /// The bytes that are signed, not hashed.
    pub message: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
    /// TLS 1.3 binds the curve to the scheme and has no PKCS#1 (RFC 8446, 4.2.3).
    pub is_tls13: bool,
}

/// The kinds of keys whose proof can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProofKey {
    Rsa,
    RsaPss,
    Ec(Curve),
    Ed25519,
}

/// RFC 3279, 2.3; RFC 5480, 2.1; RFC 8410, 3.
const KEYS: [(AlgorithmIdentifier, ProofKey); 5] = [
    (alg_id::RSA_ENCRYPTION, ProofKey::Rsa),
    (alg_id::ECDSA_P256, ProofKey::Ec(Curve::P256)),
    (alg_id::ECDSA_P384, ProofKey::Ec(Curve::P384)),
    (alg_id::ECDSA_P521, ProofKey::Ec(Curve::P521)),
    (alg_id::ED25519, ProofKey::Ed25519),
];

/// Verifies a proof with the key of `certificate`. A proof that cannot be verified here is unknown, never invalid.
pub fn verify(algorithms: &WebPkiSupportedAlgorithms, certificate: &[u8], proof: &Proof) -> Signature {
    let Ok((algorithm, bytes)) = tbs::public_key(certificate) else { return Signature::Unknown };
    let Some(key) = ProofKey::from_algorithm(algorithm) else { return Signature::Unknown };
    if !key.signs_under(proof) {
        return Signature::Invalid;
    }
    match key {
        ProofKey::Rsa | ProofKey::RsaPss if !signature::ring_accepts_rsa(bytes) => Signature::Unknown,
        ProofKey::Ec(curve) if curve == Curve::P521 || !signature::is_uncompressed(bytes) => {
            beside_ring(curve, bytes, proof)
        }
        _ => match with_ring(algorithms, key, bytes, proof) {
            Some(true) => Signature::Valid,
            Some(false) => Signature::Invalid,
            None => match key {
                ProofKey::Ec(curve) => beside_ring(curve, bytes, proof),
                _ => Signature::Unknown,
            },
        },
    }
}

impl ProofKey {
    /// The kind that the content of an `AlgorithmIdentifier` names.
    fn from_algorithm(algorithm: &[u8]) -> Option<Self> {
        let known = KEYS.iter().find(|(known, _)| **known == *algorithm).map(|(_, key)| *key);
        known.or_else(|| is_plain_pss(algorithm).unwrap_or(false).then_some(Self::RsaPss))
    }

    /// Whether OpenSSL takes a signature of this key under this scheme (`tls12_check_peer_sigalg` in
    /// `ssl/t1_lib.c`, of the schemes that level 2 leaves).
    fn signs_under(self, proof: &Proof) -> bool {
        let scheme = u16::from(proof.scheme);
        match self {
            Self::Rsa if proof.is_tls13 => matches!(scheme, 0x0804..=0x0806),
            Self::Rsa => matches!(scheme, 0x0804..=0x0806 | 0x0301 | 0x0401 | 0x0501 | 0x0601),
            Self::RsaPss => matches!(scheme, 0x0809..=0x080b),
            Self::Ed25519 => scheme == 0x0807,
            Self::Ec(curve) if proof.is_tls13 => {
                scheme
                    == match curve {
                        Curve::P256 => 0x0403,
                        Curve::P384 => 0x0503,
                        Curve::P521 => 0x0603,
                    }
            }
            Self::Ec(_) => matches!(scheme, 0x0303 | 0x0403 | 0x0503 | 0x0603),
        }
    }
}

/// Whether it is RSA-PSS without restrictions, which are the parameters (RFC 4055, 1.2).
fn is_plain_pss(algorithm: &[u8]) -> DerResult<bool> {
    let mut elements = Elements::in_bytes(algorithm);
    Ok(elements.value(OBJECT)? == oid::RSA_PSS && elements.is_empty())
}

/// None where ring cannot verify this key with this scheme.
fn with_ring(
    algorithms: &WebPkiSupportedAlgorithms,
    key: ProofKey,
    bytes: &[u8],
    proof: &Proof,
) -> Option<bool> {
    // A key for RSA-PSS only has its own schemes, which sign in the same way.
    let (scheme, kind) = match (key, u16::from(proof.scheme)) {
        (ProofKey::RsaPss, scheme) => (SignatureScheme::from(scheme - 5), ProofKey::Rsa),
        _ => (proof.scheme, key),
    };
    let (_, of_scheme) = algorithms.mapping.iter().find(|(known, _)| *known == scheme)?;
    let identifier = KEYS.iter().find(|(_, known)| *known == kind)?.0;
    let fitting = of_scheme.iter().find(|one| one.public_key_alg_id() == identifier)?;
    Some(fitting.verify_signature(bytes, proof.message, proof.signature).is_ok())
}

fn beside_ring(curve: Curve, point: &[u8], proof: &Proof) -> Signature {
    let digest = match u16::from(proof.scheme) {
        0x0303 => sha2::Sha224::digest(proof.message).to_vec(),
        0x0403 => sha2::Sha256::digest(proof.message).to_vec(),
        0x0503 => sha2::Sha384::digest(proof.message).to_vec(),
        _ => sha2::Sha512::digest(proof.message).to_vec(),
    };
    signature::ecdsa(curve, point, &digest, proof.signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::BUNDLED;

    #[test]
    fn the_key_of_a_certificate_is_found() {
        let (algorithm, key) = tbs::public_key(BUNDLED[0].1).expect("a key");
        assert_eq!(ProofKey::from_algorithm(algorithm), Some(ProofKey::Rsa));
        assert!(signature::ring_accepts_rsa(key));
    }
}
