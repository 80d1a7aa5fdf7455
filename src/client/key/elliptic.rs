//! Keys on the curves P-256, P-384 and P-521 (RFC 5915).

use p256::ecdsa::signature::hazmat::PrehashSigner as _;

use super::PrivateKey;
use crate::x509::der::{BIT_STRING, DerResult, Elements, INTEGER, Malformed, OBJECT, OCTET_STRING, SEQUENCE};
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
    /// The public part, where the file has it.
    public: Option<Vec<u8>>,
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
        let named = body.optional_constructed(0xa0)?.map(|mut inner| inner.value(OBJECT));
        let public = body.optional_constructed(0xa1)?.map(|mut inner| inner.value(BIT_STRING)).transpose()?;
        // A curve that is given by its parameters is one that OpenSSL may read.
        let curve = named.map_or(curve, Result::ok).and_then(SigningCurve::from_oid);
        let Some(curve) = curve else { return Ok(PrivateKey::Other) };
        // The first byte counts unused bits.
        let public = public.map(|bits| bits.get(1..).unwrap_or_default().to_vec());
        let key = Self { public, ..Self::on(curve, scalar) };
        if key.point().is_some() { Ok(PrivateKey::Ec(key)) } else { Err(Malformed) }
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
        Self { curve, scalar: [zeros, digits].concat(), public: None }
    }

    /// The public key as a compressed point (SEC 1, 2.3.3), derived only if the file lacks it; none where it is no point of
    /// the curve.
    pub(in crate::client) fn point(&self) -> Option<Vec<u8>> {
        match &self.public {
            Some(public) => self.checked_point(public),
            None => self.derived_point(),
        }
    }

    fn checked_point(&self, public: &[u8]) -> Option<Vec<u8>> {
        macro_rules! checked {
            ($crate_name:ident) => {
                $crate_name::ecdsa::VerifyingKey::from_sec1_bytes(public)
                    .ok()
                    .map(|key| key.to_sec1_point(true).as_bytes().to_vec())
            };
        }
        match self.curve {
            SigningCurve::P256 => checked!(p256),
            SigningCurve::P384 => checked!(p384),
            SigningCurve::P521 => checked!(p521),
        }
    }

    fn derived_point(&self) -> Option<Vec<u8>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_an_empty_public_part_is_refused() {
        let mut body = vec![INTEGER, 1, 1, OCTET_STRING, 1, 7, 0xa0, 10, OBJECT, 8];
        body.extend(oid::P256);
        body.extend([0xa1, 2, BIT_STRING, 0]);
        let mut der = Vec::new();
        crate::x509::der::push_element(&mut der, SEQUENCE, &body);
        assert!(EcKey::read(&der, None).is_err());
    }
}
