//! How a signature is made, by the name and the parameters of its algorithm.

use crate::x509::der::{Elements, INTEGER, Malformed, OBJECT, SEQUENCE};
use crate::x509::oid;

use super::hash::HashKind;

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureKind {
    Pkcs1(HashKind),
    Pss(PssParameters),
    Ecdsa(HashKind),
    Dsa(HashKind),
    Ed25519,
    Ed448,
}

/// The parameters of RSA-PSS (RFC 4055, 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PssParameters {
    pub(crate) hash: HashKind,
    /// The digest that makes the mask.
    pub(crate) mask: HashKind,
    /// The bytes of the salt.
    pub(crate) salt: usize,
}

/// What the content of an `AlgorithmIdentifier` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AlgorithmName<'a> {
    pub(crate) oid: &'a [u8],
    /// The tag and content of the parameters.
    pub(crate) parameters: Option<(u8, &'a [u8])>,
}

impl<'a> AlgorithmName<'a> {
    pub(crate) fn read(content: &'a [u8]) -> Result<Self, Malformed> {
        let mut elements = Elements::in_bytes(content);
        let oid = elements.value(OBJECT)?;
        let parameters = if elements.is_empty() { None } else { Some(elements.next()?) };
        elements.end()?;
        Ok(Self { oid, parameters })
    }
}

/// The signatures that OpenSSL knows by name (`crypto/objects/obj_xref.txt`) and its default provider verifies. ECDSA and
/// DSA with SHA-3 are not among them.
static SIGNATURES: [(&[u8], SignatureKind); 24] = {
    use HashKind::{Md5, Sha1, Sha3_224, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512};
    use SignatureKind::{Dsa, Ecdsa, Ed448, Ed25519, Pkcs1};
    [
        (oid::RSA_WITH_MD5, Pkcs1(Md5)),
        (oid::OIW_RSA_WITH_MD5, Pkcs1(Md5)),
        (oid::RSA_WITH_SHA1, Pkcs1(Sha1)),
        (oid::OIW_RSA_WITH_SHA1, Pkcs1(Sha1)),
        (oid::RSA_WITH_SHA224, Pkcs1(Sha224)),
        (oid::RSA_WITH_SHA256, Pkcs1(Sha256)),
        (oid::RSA_WITH_SHA384, Pkcs1(Sha384)),
        (oid::RSA_WITH_SHA512, Pkcs1(Sha512)),
        (oid::RSA_WITH_SHA3_224, Pkcs1(Sha3_224)),
        (oid::RSA_WITH_SHA3_256, Pkcs1(Sha3_256)),
        (oid::RSA_WITH_SHA3_384, Pkcs1(Sha3_384)),
        (oid::RSA_WITH_SHA3_512, Pkcs1(Sha3_512)),
        (oid::ECDSA_WITH_SHA1, Ecdsa(Sha1)),
        (oid::ECDSA_WITH_SHA224, Ecdsa(Sha224)),
        (oid::ECDSA_WITH_SHA256, Ecdsa(Sha256)),
        (oid::ECDSA_WITH_SHA384, Ecdsa(Sha384)),
        (oid::ECDSA_WITH_SHA512, Ecdsa(Sha512)),
        (oid::DSA_WITH_SHA1, Dsa(Sha1)),
        (oid::OIW_DSA_WITH_SHA1, Dsa(Sha1)),
        (oid::DSA_WITH_SHA224, Dsa(Sha224)),
        (oid::DSA_WITH_SHA256, Dsa(Sha256)),
        (oid::ED25519, Ed25519),
        (oid::ED448, Ed448),
        (oid::RSA_PSS, SignatureKind::Pss(PssParameters { hash: Sha1, mask: Sha1, salt: 20 })),
    ]
};

impl SignatureKind {
    /// None for an algorithm that OpenSSL does not know, or whose parameters it refuses.
    pub(crate) fn from_name(name: &AlgorithmName) -> Option<Self> {
        let (_, kind) = *SIGNATURES.iter().find(|(oid, _)| *oid == name.oid)?;
        match kind {
            Self::Pss(_) => PssParameters::read(name.parameters?).ok().map(Self::Pss),
            // `ecd_item_verify25519` in `crypto/ec/ecx_meth.c`.
            Self::Ed25519 | Self::Ed448 => name.parameters.is_none().then_some(kind),
            _ => Some(kind),
        }
    }
}

impl PssParameters {
    /// Reads their tag and content, with the defaults of RFC 8017, A.2.3 (`ossl_rsa_pss_to_ctx`).
    pub(crate) fn read((tag, content): (u8, &[u8])) -> Result<Self, Malformed> {
        if tag != SEQUENCE {
            return Err(Malformed);
        }
        let mut elements = Elements::in_bytes(content);
        let hash = match elements.optional_constructed(0xa0)? {
            Some(mut hash) => read_hash(hash.value(SEQUENCE)?)?,
            None => HashKind::Sha1,
        };
        let mask = match elements.optional_constructed(0xa1)? {
            Some(mut mask) => read_mask(mask.value(SEQUENCE)?)?,
            None => HashKind::Sha1,
        };
        let salt = match elements.optional_constructed(0xa2)? {
            Some(mut salt) => read_length(salt.value(INTEGER)?)?,
            None => 20,
        };
        let trailer = match elements.optional_constructed(0xa3)? {
            Some(mut trailer) => read_length(trailer.value(INTEGER)?)?,
            None => 1,
        };
        elements.end()?;
        if trailer == 1 { Ok(Self { hash, mask, salt }) } else { Err(Malformed) }
    }
}

fn read_hash(content: &[u8]) -> Result<HashKind, Malformed> {
    HashKind::from_oid(AlgorithmName::read(content)?.oid).ok_or(Malformed)
}

fn read_mask(content: &[u8]) -> Result<HashKind, Malformed> {
    let name = AlgorithmName::read(content)?;
    match name.parameters {
        Some((SEQUENCE, hash)) if name.oid == oid::MGF1 => read_hash(hash),
        _ => Err(Malformed),
    }
}

/// More than a salt of 16384 bits has is of no use to anyone.
fn read_length(number: &[u8]) -> Result<usize, Malformed> {
    match number {
        [byte @ 0..=0x7f] => Ok(usize::from(*byte)),
        [high @ 0..=0x7f, low] => Ok(usize::from(u16::from_be_bytes([*high, *low]))),
        [0, 0x80..=0xff, ..] | [1..=0x7f, _, _, ..] => Ok(usize::MAX),
        _ => Err(Malformed),
    }
}
