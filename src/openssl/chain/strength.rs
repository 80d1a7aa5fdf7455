//! The kinds of keys and signatures, and their strength in bits of security as OpenSSL counts it.

use x509_parser::prelude::SubjectPublicKeyInfo;
use x509_parser::x509::AlgorithmIdentifier;

use crate::x509::der::{Elements, INTEGER, SEQUENCE};
use crate::x509::oid;

/// The strength that security level 2 demands. Debian's and newer builds of OpenSSL set that level
/// (`SSL_CTX_set_security_level`).
pub(super) const LEVEL_2: u32 = 112;

/// A kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    Rsa,
    RsaPss,
    Ec,
    Ed25519,
    Ed448,
    Dsa,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyStrength {
    /// None for a kind that is not known here, or to OpenSSL either.
    pub(super) kind: Option<KeyKind>,
    /// Its bits of security; none if they are not known here.
    pub(super) strength: Option<u32>,
    /// Its curve is given by parameters instead of a name, which OpenSSL refuses (`check_curve`).
    pub(super) explicit_curve: bool,
}

/// The algorithm of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Algorithm {
    /// The kind of key that makes it.
    pub(super) kind: Option<KeyKind>,
    /// The bits of security of its digest; none if they are not known here.
    pub(super) strength: Option<u32>,
    /// The digest's name, for people.
    pub(super) digest: &'static str,
}

impl KeyStrength {
    pub(super) fn from_key(spki: &SubjectPublicKeyInfo) -> Self {
        let known = |kind, strength| Self { kind: Some(kind), strength, explicit_curve: false };
        let bits = || Some(integer_bits(first_integer(&spki.subject_public_key.data)?));
        match spki.algorithm.algorithm.as_bytes() {
            oid::RSA => known(KeyKind::Rsa, bits().map(factoring_strength)),
            oid::RSA_PSS => known(KeyKind::RsaPss, bits().map(factoring_strength)),
            oid::EC => {
                let curve = spki.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
                let strength = curve.as_ref().and_then(|curve| curve_strength(curve.as_bytes()));
                Self { kind: Some(KeyKind::Ec), strength, explicit_curve: curve.is_none() }
            }
            oid::ED25519 => known(KeyKind::Ed25519, Some(128)),
            oid::ED448 => known(KeyKind::Ed448, Some(224)),
            oid::DSA => known(KeyKind::Dsa, None),
            _ => Self { kind: None, strength: None, explicit_curve: false },
        }
    }
}

/// The modulus, the first number of an RSA key (RFC 8017, A.1.1).
fn first_integer(key: &[u8]) -> Option<&[u8]> {
    Elements::in_bytes(key).constructed(SEQUENCE).and_then(|mut body| body.value(INTEGER)).ok()
}

fn integer_bits(number: &[u8]) -> u32 {
    let zeros: u32 = number.iter().map_while(|byte| (*byte == 0).then_some(8)).sum();
    let first = number.iter().find(|byte| **byte != 0).map_or(0, |byte| byte.leading_zeros());
    let length = u32::try_from(number.len()).unwrap_or(u32::MAX / 8) * 8;
    length.saturating_sub(zeros + first)
}

/// The strength of an RSA modulus, as far as level 2 asks for it. `ossl_ifc_ffc_compute_security_bits` reaches that level
/// at 1962 bits. OpenSSL computes a logarithm, for which every run here would load a library.
fn factoring_strength(bits: u32) -> u32 {
    if bits >= 1962 { LEVEL_2 } else { 0 }
}

/// `ossl_ec_security_bits`. The bits of the group's order decide.
fn curve_strength(curve: &[u8]) -> Option<u32> {
    let [ansi, sec, brainpool] =
        [oid::ANSI_CURVES, oid::SEC_CURVES, oid::BRAINPOOL_CURVES].map(|arc| curve.strip_prefix(arc));
    Some(match (ansi, sec, brainpool) {
        // P-256, secp256k1, brainpoolP256; brainpoolP320 counts as much.
        (Some([7]), ..) | (_, Some([10]), _) | (.., Some([7..=10])) => 128,
        // P-384, brainpoolP384.
        (_, Some([34]), _) | (.., Some([11 | 12])) => 192,
        // P-521, brainpoolP512.
        (_, Some([35]), _) | (.., Some([13 | 14])) => 256,
        // P-224, brainpoolP224.
        (_, Some([32 | 33]), _) | (.., Some([5 | 6])) => 112,
        // P-192 and brainpoolP192 are below every level in use.
        (Some([1]), ..) | (.., Some([3 | 4])) => 80,
        _ => return None,
    })
}

impl Algorithm {
    pub(super) fn from_identifier(identifier: &AlgorithmIdentifier) -> Self {
        let known = |kind, strength, digest| Self { kind: Some(kind), strength: Some(strength), digest };
        let name = identifier.algorithm.as_bytes();
        match (name.strip_prefix(oid::PKCS1), name.strip_prefix(oid::ECDSA)) {
            (Some([2 | 3]), _) => known(KeyKind::Rsa, 39, "MD2 or MD4"),
            (Some([4]), _) => known(KeyKind::Rsa, 39, "MD5"),
            (Some([5]), _) => known(KeyKind::Rsa, 63, SHA1),
            (Some([14]), _) => known(KeyKind::Rsa, 112, "SHA-224"),
            (Some([11]), _) => known(KeyKind::Rsa, 128, "SHA-256"),
            (Some([12]), _) => known(KeyKind::Rsa, 192, "SHA-384"),
            (Some([13]), _) => known(KeyKind::Rsa, 256, "SHA-512"),
            (Some([10]), _) => pss(identifier),
            (_, Some([1])) => known(KeyKind::Ec, 63, SHA1),
            (_, Some([3, 1])) => known(KeyKind::Ec, 112, "SHA-224"),
            (_, Some([3, 2])) => known(KeyKind::Ec, 128, "SHA-256"),
            (_, Some([3, 3])) => known(KeyKind::Ec, 192, "SHA-384"),
            (_, Some([3, 4])) => known(KeyKind::Ec, 256, "SHA-512"),
            _ => match name {
                oid::OIW_RSA_WITH_SHA1 => known(KeyKind::Rsa, 63, SHA1),
                oid::ED25519 => known(KeyKind::Ed25519, 128, "Ed25519"),
                oid::ED448 => known(KeyKind::Ed448, 224, "Ed448"),
                oid::DSA_WITH_SHA1 => known(KeyKind::Dsa, 63, SHA1),
                oid::DSA_WITH_SHA256 => known(KeyKind::Dsa, 128, "SHA-256"),
                _ => Self { kind: None, strength: None, digest: "an unknown digest" },
            },
        }
    }

    /// Whether the signature is made with SHA-1, which Java and others refuse below a root.
    pub(super) fn is_sha1(&self) -> bool {
        self.digest == SHA1
    }
}

const SHA1: &str = "SHA-1";

fn pss(identifier: &AlgorithmIdentifier) -> Algorithm {
    let known =
        |strength, digest| Algorithm { kind: Some(KeyKind::RsaPss), strength: Some(strength), digest };
    let parameters = identifier.parameters.as_ref();
    let parsed =
        parameters.and_then(|any| x509_parser::signature_algorithm::RsaSsaPssParams::try_from(any).ok());
    // Absent parameters mean SHA-1 (RFC 4055, 3.1).
    match parsed.as_ref().map(|parsed| parsed.hash_algorithm_oid().as_bytes()) {
        None | Some(oid::SHA1) => known(63, SHA1),
        Some(oid::SHA224) => known(112, "SHA-224"),
        Some(oid::SHA256) => known(128, "SHA-256"),
        Some(oid::SHA384) => known(192, "SHA-384"),
        Some(oid::SHA512) => known(256, "SHA-512"),
        Some(_) => Algorithm { kind: Some(KeyKind::RsaPss), strength: None, digest: "an unknown digest" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ossl_ifc_ffc_compute_security_bits`, which follows FIPS 140-2 IG 7.5.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the result lies between 0 and 1200"
    )]
    fn computed_by_openssl(bits: u32) -> u32 {
        let cap = match bits {
            2048 => return 112,
            3072 => return 128,
            4096 => return 152,
            6144 => return 176,
            8192 => return 200,
            ..8 => return 0,
            8..=7680 => 192,
            7681..=15360 => 256,
            _ => 1200,
        };
        let x = f64::from(bits) * std::f64::consts::LN_2;
        let log = x.ln();
        let y = (1.923 * (x * log * log).cbrt() - 4.690) / std::f64::consts::LN_2;
        (((y as u32) + 4) & !7).min(cap)
    }

    #[test]
    fn factoring_strength_is_what_openssl_computes() {
        // `EVP_PKEY_get_security_bits` of OpenSSL 3.0.
        for (bits, strength) in [(512, 56), (1024, 80), (1536, 96), (2048, 112), (3072, 128), (4096, 152)] {
            assert_eq!(computed_by_openssl(bits), strength, "{bits}");
        }
        for bits in 0..=16_384 {
            assert_eq!(factoring_strength(bits) >= LEVEL_2, computed_by_openssl(bits) >= LEVEL_2, "{bits}");
        }
    }

    #[test]
    fn leading_zeros_are_no_bits() {
        assert_eq!(integer_bits(&[0, 0x80, 0]), 16);
        assert_eq!(integer_bits(&[0x01]), 1);
        assert_eq!(integer_bits(&[]), 0);
    }
}
