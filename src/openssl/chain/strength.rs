//! Kinds of keys and signatures, and how strong OpenSSL takes them to be, in bits of security.

use x509_parser::asn1_rs::oid;
use x509_parser::prelude::SubjectPublicKeyInfo;
use x509_parser::x509::AlgorithmIdentifier;

use crate::x509::signature::oids;

/// What OpenSSL's security level 2 demands, the level that Debian's and newer builds set (`SSL_CTX_set_security_level`).
pub(super) const LEVEL_2: u32 = 112;

const ED25519: &[u8] = &oid!(raw 1.3.101.112);
const ED448: &[u8] = &oid!(raw 1.3.101.113);
const DSA: &[u8] = &oid!(raw 1.2.840.10040.4.1);
const DSA_WITH_SHA1: &[u8] = &oid!(raw 1.2.840.10040.4.3);
const DSA_WITH_SHA256: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.2);
/// `sha1WithRSASignature` of OIW, which some old certificates have in place of PKCS#1's.
const OIW_RSA_WITH_SHA1: &[u8] = &oid!(raw 1.3.14.3.2.29);
/// The arcs of the curves of ANSI X9.62, SEC 2 and Brainpool.
const ANSI: &[u8] = &oid!(raw 1.2.840.10045.3.1);
const SEC: &[u8] = &oid!(raw 1.3.132.0);
const BRAINPOOL: &[u8] = &oid!(raw 1.3.36.3.3.2.8.1.1);

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
pub(super) struct Key {
    /// None for a kind that OpenSSL does not know either, or that is not known here.
    pub(super) kind: Option<KeyKind>,
    /// Its bits of security; none where they are not known here.
    pub(super) strength: Option<u32>,
    /// An elliptic curve by its parameters, not by its name, which OpenSSL refuses (`check_curve`).
    pub(super) explicit_curve: bool,
}

/// The algorithm of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Algorithm {
    /// The kind of key that makes it.
    pub(super) kind: Option<KeyKind>,
    /// The bits of security of its digest; none where they are not known here.
    pub(super) strength: Option<u32>,
    /// The digest's name, for people.
    pub(super) digest: &'static str,
}

impl Key {
    pub(super) fn of(spki: &SubjectPublicKeyInfo) -> Self {
        let known = |kind, strength| Self { kind: Some(kind), strength, explicit_curve: false };
        let bits = || Some(integer_bits(first_integer(&spki.subject_public_key.data)?));
        match spki.algorithm.algorithm.as_bytes() {
            oids::RSA => known(KeyKind::Rsa, bits().map(factoring_strength)),
            oids::RSA_PSS => known(KeyKind::RsaPss, bits().map(factoring_strength)),
            oids::EC => {
                let curve = spki.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
                let strength = curve.as_ref().and_then(|curve| curve_strength(curve.as_bytes()));
                Self { kind: Some(KeyKind::Ec), strength, explicit_curve: curve.is_none() }
            }
            ED25519 => known(KeyKind::Ed25519, Some(128)),
            ED448 => known(KeyKind::Ed448, Some(224)),
            DSA => known(KeyKind::Dsa, None),
            _ => Self { kind: None, strength: None, explicit_curve: false },
        }
    }
}

/// The modulus, the first number of an RSA key (RFC 8017, A.1.1).
fn first_integer(key: &[u8]) -> Option<&[u8]> {
    let mut body = crate::x509::der::Elements::in_bytes(key).constructed(crate::x509::der::SEQUENCE).ok()?;
    body.next().ok().filter(|(tag, _)| *tag == crate::x509::der::INTEGER).map(|(_, number)| number)
}

fn integer_bits(number: &[u8]) -> u32 {
    let zeros: u32 = number.iter().map_while(|byte| (*byte == 0).then_some(8)).sum();
    let first = number.iter().find(|byte| **byte != 0).map_or(0, |byte| byte.leading_zeros());
    let length = u32::try_from(number.len()).unwrap_or(u32::MAX / 8) * 8;
    length.saturating_sub(zeros + first)
}

/// The strength of a number of so many bits that is hard to factor, as far as level 2 asks: that of
/// `ossl_ifc_ffc_compute_security_bits` reaches it at 1962 bits. OpenSSL computes a logarithm, for which every run would
/// load a library.
fn factoring_strength(bits: u32) -> u32 {
    if bits >= 1962 { LEVEL_2 } else { 0 }
}

/// `ossl_ec_security_bits`: by the bits of the group's order.
fn curve_strength(curve: &[u8]) -> Option<u32> {
    let [ansi, sec, brainpool] = [ANSI, SEC, BRAINPOOL].map(|arc| curve.strip_prefix(arc));
    Some(match (ansi, sec, brainpool) {
        // P-256, secp256k1, brainpoolP256; brainpoolP320 counts as much.
        (Some([7]), ..) | (_, Some([10]), _) | (.., Some([7..=10])) => 128,
        // P-384, brainpoolP384.
        (_, Some([34]), _) | (.., Some([11 | 12])) => 192,
        // P-521, brainpoolP512.
        (_, Some([35]), _) | (.., Some([13 | 14])) => 256,
        // P-224, brainpoolP224.
        (_, Some([32 | 33]), _) | (.., Some([5 | 6])) => 112,
        // P-192 and brainpoolP192 lie below every level in use.
        (Some([1]), ..) | (.., Some([3 | 4])) => 80,
        _ => return None,
    })
}

impl Algorithm {
    pub(super) fn of(identifier: &AlgorithmIdentifier) -> Self {
        let known = |kind, strength, digest| Self { kind: Some(kind), strength: Some(strength), digest };
        let oid = identifier.algorithm.as_bytes();
        match (oid.strip_prefix(oids::PKCS1), oid.strip_prefix(oids::ECDSA)) {
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
            _ => match oid {
                OIW_RSA_WITH_SHA1 => known(KeyKind::Rsa, 63, SHA1),
                ED25519 => known(KeyKind::Ed25519, 128, "Ed25519"),
                ED448 => known(KeyKind::Ed448, 224, "Ed448"),
                DSA_WITH_SHA1 => known(KeyKind::Dsa, 63, SHA1),
                DSA_WITH_SHA256 => known(KeyKind::Dsa, 128, "SHA-256"),
                _ => Self { kind: None, strength: None, digest: "an unknown digest" },
            },
        }
    }

    /// Whether the signature is made with SHA-1, which Java and others refuse on the way to a root.
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
        None | Some(oids::SHA1) => known(63, SHA1),
        Some(oids::SHA224) => known(112, "SHA-224"),
        Some(oids::SHA256) => known(128, "SHA-256"),
        Some(oids::SHA384) => known(192, "SHA-384"),
        Some(oids::SHA512) => known(256, "SHA-512"),
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
