//! Keys on the curves P-256, P-384 and P-521 (RFC 5915).

use p256::ecdsa::signature::hazmat::PrehashSigner as _;

use super::PrivateKey;
use crate::x509::der::{DerResult, Elements, INTEGER, OBJECT, OCTET_STRING, SEQUENCE};
use crate::x509::oid;

/// A curve whose signatures can be made here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) enum SigningCurve {
    P256,
    P384,
    P521,
}

impl SigningCurve {
    pub(in crate::client) fn from_oid(curve: &[u8]) -> Option<Self> {
        match curve {
            oid::P256 => Some(Self::P256),
            oid::P384 => Some(Self::P384),
            oid::P521 => Some(Self::P521),
            _ => None,
        }
    }
}

/// A private key on such a curve whose signatures can be made here.
#[derive(Clone)]
pub(in crate::client) struct EcKey {
    pub(in crate::client) curve: SigningCurve,
    scalar: Vec<u8>,
}

/// Does the same with the crate of each curve. They have no common type, only the same names.
macro_rules! with_signing_key {
    ($own:expr, $key:ident, $der:ident => $action:expr) => {
        match $own.curve {
            SigningCurve::P256 => with_signing_key!(@p256, $own, $key, $der, $action),
            SigningCurve::P384 => with_signing_key!(@p384, $own, $key, $der, $action),
            SigningCurve::P521 => with_signing_key!(@p521, $own, $key, $der, $action),
        }
    };
    (@$crate_name:ident, $own:expr, $key:ident, $der:ident, $action:expr) => {{
        #[allow(dead_code, reason = "only signing names it")]
        type $der = $crate_name::ecdsa::DerSignature;
        let $key = $crate_name::ecdsa::SigningKey::from_slice(&$own.scalar).ok()?;
        $action
    }};
}

impl EcKey {
    /// Reads an `ECPrivateKey`. In PKCS#8 the curve is named outside of it.
    ///
    /// # Errors
    /// Where it is none.
    pub(super) fn read(der: &[u8], curve: Option<&[u8]>) -> DerResult<PrivateKey> {
        let mut body = Elements::in_bytes(der).constructed(SEQUENCE)?;
        body.primitive(INTEGER)?;
        let scalar = body.value(OCTET_STRING)?;
        let named = body.optional_constructed(0xa0)?.map(|mut inner| inner.value(OBJECT)).transpose()?;
        let key = named.or(curve).and_then(SigningCurve::from_oid).map(|curve| Self::on(curve, scalar));
        Ok(key.map_or(PrivateKey::Other, PrivateKey::Ec))
    }

    /// The number, padded to the length that the curve's crate expects.
    fn on(curve: SigningCurve, scalar: &[u8]) -> Self {
        let length = match curve {
            SigningCurve::P256 => 32,
            SigningCurve::P384 => 48,
            SigningCurve::P521 => 66,
        };
        let digits: Vec<u8> = scalar.iter().copied().skip_while(|byte| *byte == 0).collect();
        let zeros = vec![0; usize::saturating_sub(length, digits.len())];
        Self { curve, scalar: [zeros, digits].concat() }
    }

    /// The public key as a compressed point (SEC 1, 2.3.3); none where the number is no key of the curve.
    pub(in crate::client) fn point(&self) -> Option<Vec<u8>> {
        with_signing_key!(self, key, Der => Some(key.verifying_key().to_sec1_point(true).as_bytes().to_vec()))
    }

    /// A DER signature of this digest.
    pub(in crate::client) fn sign(&self, digest: &[u8]) -> Option<Vec<u8>> {
        with_signing_key!(self, key, Der => {
            let signature: Der = key.sign_prehash(digest).ok()?;
            Some(signature.as_bytes().to_vec())
        })
    }
}
