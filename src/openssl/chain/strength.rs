//! The kinds of keys and signatures, and their strength in bits of security as OpenSSL counts it.

use crate::x509::der::{Elements, OBJECT, SEQUENCE};
use crate::x509::oid;
use crate::x509::signature::{AlgorithmName, HashKind, KeyInfo, PublicKey, PublicKeyFault, SignatureKind};

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
    /// Its bits of security; none if they are not known here. One that OpenSSL cannot decode has none of them
    /// (`check_key_level`).
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
    /// That of a DER certificate.
    pub(super) fn from_certificate(der: &[u8]) -> Self {
        let Ok(info) = KeyInfo::in_certificate(der) else {
            return Self { kind: None, strength: None, explicit_curve: false };
        };
        let (kind, strength) = match info.decode() {
            Ok(key) => decoded(&key),
            // No issuer has such a key (`check_sig_alg_match`).
            Err(PublicKeyFault::Undecodable) => (None, Some(0)),
            Err(PublicKeyFault::Unknown) => undecoded(&info),
        };
        Self { kind, strength, explicit_curve: info.has_explicit_curve() }
    }
}

fn decoded(key: &PublicKey) -> (Option<KeyKind>, Option<u32>) {
    match key {
        PublicKey::Rsa(key) => (Some(KeyKind::Rsa), Some(factoring_strength(key.bits()))),
        PublicKey::RsaPss(key, _) => (Some(KeyKind::RsaPss), Some(factoring_strength(key.bits()))),
        PublicKey::Ec(numbers, _) => (Some(KeyKind::Ec), curve_strength(numbers.oid)),
        PublicKey::Ed25519(_) => (Some(KeyKind::Ed25519), Some(128)),
        PublicKey::Ed448(_) => (Some(KeyKind::Ed448), Some(224)),
        PublicKey::Dsa(key) => (Some(KeyKind::Dsa), Some(logarithm_strength(key.bits()))),
        PublicKey::Agreement => (None, Some(128)),
    }
}

/// A key of a kind that only OpenSSL can decode.
fn undecoded(info: &KeyInfo) -> (Option<KeyKind>, Option<u32>) {
    match info.name.oid {
        oid::EC => match info.name.parameters {
            Some((OBJECT, name)) => (Some(KeyKind::Ec), curve_strength(name)),
            _ => (Some(KeyKind::Ec), None),
        },
        oid::DSA => (Some(KeyKind::Dsa), None),
        _ => (None, None),
    }
}

/// The strength of an RSA modulus, as far as level 2 asks for it. `ossl_ifc_ffc_compute_security_bits` reaches that level
/// at 1963 bits: it computes logarithms in fixed point, and rounds them down.
fn factoring_strength(bits: usize) -> u32 {
    if bits >= 1963 { LEVEL_2 } else { 0 }
}

/// `BN_security_bits`, as far as level 2 asks for it.
fn logarithm_strength((p, q): (usize, usize)) -> u32 {
    if p >= 2048 && q >= 224 { LEVEL_2 } else { 0 }
}

/// `ossl_ec_security_bits`. The bits of the group's order decide.
fn curve_strength(curve: &[u8]) -> Option<u32> {
    let arcs =
        [oid::ANSI_CURVES, oid::ANSI_BINARY_CURVES, oid::SEC_CURVES, oid::BRAINPOOL_CURVES, oid::WAP_CURVES];
    Some(match arcs.map(|arc| curve.strip_prefix(arc)) {
        // P-256, c2pnb272 to c2pnb368, secp256k1, sect283, brainpoolP256 and brainpoolP320.
        [Some([7]), ..]
        | [_, Some([16..=19]), ..]
        | [_, _, Some([10 | 16 | 17]), ..]
        | [.., Some([7..=10]), _] => 128,
        // c2tnb431, P-384, sect409, brainpoolP384.
        [_, Some([20]), ..] | [_, _, Some([34 | 36 | 37]), ..] | [.., Some([11 | 12]), _] => 192,
        // P-521, sect571, brainpoolP512.
        [_, _, Some([35 | 38 | 39]), ..] | [.., Some([13 | 14]), _] => 256,
        // prime239, c2tnb239, secp224, sect233, sect239, brainpoolP224, and WAP's names of some of them.
        [Some([4..=6]), ..]
        | [_, Some([11..=13]), ..]
        | [_, _, Some([3 | 26 | 27 | 32 | 33]), ..]
        | [.., Some([5 | 6]), _]
        | [.., Some([10..=12])] => 112,
        [None, None, None, None, None] if curve == oid::SM2 => return None,
        // The shorter ones are below every level in use. A name that OpenSSL does not know makes no key.
        _ => 0,
    })
}

impl Algorithm {
    /// That of a DER `AlgorithmIdentifier`.
    pub(super) fn from_der(identifier: &[u8]) -> Self {
        let content = Elements::in_bytes(identifier).value(SEQUENCE);
        let Ok(name) = content.and_then(AlgorithmName::read) else {
            return Self { kind: None, strength: None, digest: "an unknown digest" };
        };
        SignatureKind::from_name(&name).map_or_else(|| Self::unknown(&name), Self::known)
    }

    fn known(kind: SignatureKind) -> Self {
        let hashed = |kind, hash: HashKind| (kind, hash.strength(), hash.name());
        let (kind, strength, digest) = match kind {
            SignatureKind::Pkcs1(hash) => hashed(KeyKind::Rsa, hash),
            SignatureKind::Pss(pss) => hashed(KeyKind::RsaPss, pss.hash),
            SignatureKind::Ecdsa(hash) => hashed(KeyKind::Ec, hash),
            SignatureKind::Dsa(hash) => hashed(KeyKind::Dsa, hash),
            SignatureKind::Ed25519 => (KeyKind::Ed25519, 128, "Ed25519"),
            SignatureKind::Ed448 => (KeyKind::Ed448, 224, "Ed448"),
        };
        Self { kind: Some(kind), strength: Some(strength), digest }
    }

    /// One that cannot be verified here, or whose parameters OpenSSL refuses.
    fn unknown(name: &AlgorithmName) -> Self {
        let named = |kind, strength, digest| Self { kind: Some(kind), strength, digest };
        match name.oid {
            oid::RSA_WITH_MD2 | oid::RSA_WITH_MD4 => named(KeyKind::Rsa, Some(39), "MD2 or MD4"),
            oid::RSA_WITH_RIPEMD160 => named(KeyKind::Rsa, Some(80), "RIPEMD-160"),
            // OpenSSL 3.5 knows these, and 3.0 does not.
            oid::ECDSA_WITH_SHA3_224
            | oid::ECDSA_WITH_SHA3_256
            | oid::ECDSA_WITH_SHA3_384
            | oid::ECDSA_WITH_SHA3_512 => named(KeyKind::Ec, None, "SHA-3"),
            oid::RSA_PSS => named(KeyKind::RsaPss, Some(0), "an unknown digest"),
            oid::ED25519 => named(KeyKind::Ed25519, Some(128), "Ed25519"),
            oid::ED448 => named(KeyKind::Ed448, Some(224), "Ed448"),
            _ => Self { kind: None, strength: None, digest: "an unknown digest" },
        }
    }

    /// Whether the signature is made with SHA-1, which OpenSSL 3, Go, rustls and Node refuse below a root.
    pub(super) fn is_sha1(&self) -> bool {
        self.digest == HashKind::Sha1.name()
    }
}
