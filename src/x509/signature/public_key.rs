//! Public keys, decoded as `X509_PUBKEY_get0` decodes them.

use std::borrow::Cow;

use crate::x509::curve::{CurveNumbers, Weierstrass};
use crate::x509::der::{self, CONSTRUCTED, DerResult, Elements, Malformed, OBJECT, SEQUENCE};
use crate::x509::{oid, tbs};

use super::dsa::DsaKey;
use super::rsa::RsaKey;
use super::scheme::{AlgorithmName, PssParameters};

/// A public key.
#[derive(Clone, Debug)]
pub(crate) enum PublicKey<'a> {
    Rsa(RsaKey<'a>),
    /// With what its owner restricts the signatures to.
    RsaPss(RsaKey<'a>, Option<PssParameters>),
    /// A point in its encoding.
    Ec(&'static CurveNumbers, &'a [u8]),
    Ed25519(&'a [u8]),
    Ed448(&'a [u8]),
    Dsa(DsaKey<'a>),
    /// X25519 and X448, which sign nothing.
    Agreement,
}

/// Why a key cannot be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PublicKeyFault {
    /// OpenSSL cannot decode it either.
    Undecodable,
    /// OpenSSL may be able to use it.
    Unknown,
}

impl From<Malformed> for PublicKeyFault {
    fn from(_: Malformed) -> Self {
        Self::Undecodable
    }
}

/// What a `SubjectPublicKeyInfo` holds (RFC 5280, 4.1.2.7).
#[derive(Clone, Debug)]
pub(crate) struct KeyInfo<'a> {
    pub(crate) name: AlgorithmName<'a>,
    /// The number of unused bits, and the key.
    key: Cow<'a, [u8]>,
}

impl<'a> KeyInfo<'a> {
    /// Reads that of a DER certificate.
    pub(crate) fn in_certificate(der: &'a [u8]) -> DerResult<Self> {
        let mut elements = Elements::in_bytes(tbs::key_info(der)?);
        let name = AlgorithmName::read(elements.value(SEQUENCE)?)?;
        Ok(Self { name, key: elements.content(der::BIT_STRING)? })
    }

    /// Whether a curve is given by its numbers in place of a name, which OpenSSL refuses in chains (`check_curve`).
    pub(crate) fn has_explicit_curve(&self) -> bool {
        self.name.oid == oid::EC && matches!(self.name.parameters, Some((SEQUENCE, _)))
    }

    /// Unused bits count as zeros, which is what a key in use has there.
    fn key(&self) -> &[u8] {
        self.key.get(1..).unwrap_or_default()
    }

    pub(crate) fn decode(&self) -> Result<PublicKey<'_>, PublicKeyFault> {
        let key = self.key();
        let exactly = |length| if key.len() == length { Ok(key) } else { Err(PublicKeyFault::Undecodable) };
        match self.name.oid {
            oid::RSA => Ok(PublicKey::Rsa(RsaKey::read(key)?)),
            oid::RSA_PSS => {
                let restrictions = self.name.parameters.map(PssParameters::read).transpose()?;
                Ok(PublicKey::RsaPss(RsaKey::read(key)?, restrictions))
            }
            oid::EC => self.decode_ec(),
            oid::DSA => match self.name.parameters {
                Some((SEQUENCE, parameters)) => Ok(PublicKey::Dsa(DsaKey::read(parameters, key)?)),
                // It inherits them from its issuer.
                _ => Err(PublicKeyFault::Unknown),
            },
            // `ossl_ecx_key_op` takes no parameters.
            oid::ED25519 | oid::ED448 | oid::X25519 | oid::X448 if self.name.parameters.is_some() => {
                Err(PublicKeyFault::Undecodable)
            }
            oid::ED25519 => exactly(32).map(PublicKey::Ed25519),
            oid::ED448 => exactly(57).map(PublicKey::Ed448),
            oid::X25519 => exactly(32).map(|_| PublicKey::Agreement),
            oid::X448 => exactly(56).map(|_| PublicKey::Agreement),
            other if may_be_known(other) => Err(PublicKeyFault::Unknown),
            _ => Err(PublicKeyFault::Undecodable),
        }
    }

    fn decode_ec(&self) -> Result<PublicKey<'_>, PublicKeyFault> {
        let name = match self.name.parameters {
            Some((OBJECT, name)) => name,
            Some((tag, _)) if tag & CONSTRUCTED != 0 => return Err(PublicKeyFault::Unknown),
            _ => return Err(PublicKeyFault::Undecodable),
        };
        let (numbers, curve) = Weierstrass::from_oid(name).ok_or(PublicKeyFault::Unknown)?;
        curve.point(self.key()).ok_or(PublicKeyFault::Undecodable)?;
        Ok(PublicKey::Ec(numbers, self.key()))
    }
}

/// Whether some OpenSSL 3 decodes keys with this name: the other names of RSA and DSA, Diffie-Hellman, SM2, GOST by an
/// engine, and the post-quantum algorithms of NIST's in 3.5 (`standard_methods` in `crypto/asn1/standard_methods.h` and
/// the decoders of its providers).
fn may_be_known(name: &[u8]) -> bool {
    const ARCS: [&[u8]; 8] = [
        oid::OTHER_RSA,
        oid::OIW_ALGORITHMS,
        oid::ANSI_DSA,
        oid::DIFFIE_HELLMAN,
        oid::ANSI_DIFFIE_HELLMAN,
        oid::CHINESE_ALGORITHMS,
        oid::RUSSIAN_ALGORITHMS,
        oid::NIST_ALGORITHMS,
    ];
    ARCS.iter().any(|arc| name.starts_with(arc))
}
