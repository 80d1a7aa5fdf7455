//! Whether a server proved that it has its certificate's key, by the signature of `CertificateVerify` (RFC 8446,
//! 4.4.3) or `ServerKeyExchange` (RFC 5246, 7.4.3). It is verified with the bare key, so that it counts for
//! certificates that other libraries refuse.

use crate::x509::oid;
use crate::x509::signature::{
    self, HashKind, KeyInfo, PssParameters, PublicKey, PublicKeyFault, Signature, SignatureKind,
};

/// What a server signed.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// The number of the scheme that it names (RFC 8446, 4.2.3).
    pub scheme: u16,
    /// The bytes that are signed, not hashed.
    pub message: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
    /// TLS 1.3 binds the curve to the scheme and has no PKCS#1 (RFC 8446, 4.2.3).
    pub is_tls13: bool,
}

/// Verifies a proof with the key of `certificate`. A proof that cannot be verified here is unknown, never invalid.
pub fn verify(certificate: &[u8], proof: &Proof) -> Signature {
    let Ok(info) = KeyInfo::in_certificate(certificate) else { return Signature::Unknown };
    match (info.decode(), kind(proof.scheme)) {
        (Err(PublicKeyFault::Unknown), _) => Signature::Unknown,
        (Ok(key), Some(kind)) if signs_under(&key, proof) => {
            signature::verify(&key, kind, proof.message, proof.signature)
        }
        _ => Signature::Invalid,
    }
}

/// OpenSSL's reason to refuse a proof that is not valid (`tls12_check_peer_sigalg` in `ssl/t1_lib.c`).
pub(super) fn refusal(certificate: &[u8], proof: &Proof) -> &'static str {
    let info = KeyInfo::in_certificate(certificate);
    match info.as_ref().map(KeyInfo::decode) {
        Ok(Ok(key)) if kind(proof.scheme).is_none() || !signs_under(&key, proof) => "wrong signature type",
        _ => "bad signature",
    }
}

/// How a scheme signs, of those that libpq offers.
fn kind(scheme: u16) -> Option<SignatureKind> {
    let hash = match scheme {
        0x0403 | 0x0401 | 0x0804 | 0x0809 => HashKind::Sha256,
        0x0503 | 0x0501 | 0x0805 | 0x080a => HashKind::Sha384,
        0x0603 | 0x0601 | 0x0806 | 0x080b => HashKind::Sha512,
        0x0303 | 0x0301 => HashKind::Sha224,
        0x0807 => return Some(SignatureKind::Ed25519),
        0x0808 => return Some(SignatureKind::Ed448),
        _ => return None,
    };
    Some(match scheme & 0xff {
        _ if scheme >> 8 == 8 => {
            SignatureKind::Pss(PssParameters { hash, mask: hash, salt: hash.digest(b"").len() })
        }
        3 => SignatureKind::Ecdsa(hash),
        _ => SignatureKind::Pkcs1(hash),
    })
}

/// Whether OpenSSL takes a signature of this key under this scheme (`tls12_check_peer_sigalg` in `ssl/t1_lib.c`, of
/// the schemes that level 2 leaves).
fn signs_under(key: &PublicKey, proof: &Proof) -> bool {
    let scheme = proof.scheme;
    match key {
        PublicKey::Rsa(_) if proof.is_tls13 => matches!(scheme, 0x0804..=0x0806),
        PublicKey::Rsa(_) => matches!(scheme, 0x0804..=0x0806 | 0x0301 | 0x0401 | 0x0501 | 0x0601),
        PublicKey::RsaPss(..) => matches!(scheme, 0x0809..=0x080b),
        PublicKey::Ed25519(_) => scheme == 0x0807,
        PublicKey::Ed448(_) => scheme == 0x0808,
        PublicKey::Ec(numbers, _) if proof.is_tls13 => match numbers.oid {
            oid::P256 => scheme == 0x0403,
            oid::P384 => scheme == 0x0503,
            oid::P521 => scheme == 0x0603,
            _ => false,
        },
        // In TLS 1.2 the groups that libpq offers are the curves of keys, too.
        PublicKey::Ec(numbers, _) => {
            matches!(numbers.oid, oid::P256 | oid::P384 | oid::P521)
                && matches!(scheme, 0x0303 | 0x0403 | 0x0503 | 0x0603)
        }
        PublicKey::Dsa(_) | PublicKey::Agreement => false,
    }
}
