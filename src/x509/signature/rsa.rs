//! RSA signatures with the limits of OpenSSL (`rsa_ossl_public_decrypt` in `crypto/rsa/rsa_ossl.c`).

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};

use crate::x509::der::{DerResult, Elements, INTEGER, NULL, OBJECT, OCTET_STRING, SEQUENCE, push_element};

use super::hash::HashKind;
use super::scheme::PssParameters;

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RsaKey<'a> {
    modulus: &'a [u8],
    exponent: &'a [u8],
}

/// `OPENSSL_RSA_MAX_MODULUS_BITS`.
const MODULUS_BITS: usize = 16_384;
/// `OPENSSL_RSA_SMALL_MODULUS_BITS` and `OPENSSL_RSA_MAX_PUBEXP_BITS`: beyond one, exponents have at most the other.
const SMALL_MODULUS_BITS: usize = 3072;
const EXPONENT_BITS: usize = 64;

impl<'a> RsaKey<'a> {
    /// The numbers of RFC 8017, A.1.1. As in `bn_c2i`, a number has no sign, and zeros may stand before it.
    pub(crate) fn read(bytes: &'a [u8]) -> DerResult<Self> {
        let mut numbers = Elements::in_bytes(bytes).constructed(SEQUENCE)?;
        let (modulus, exponent) = (numbers.value(INTEGER)?, numbers.value(INTEGER)?);
        numbers.end()?;
        Ok(Self { modulus: without_zeros(modulus), exponent: without_zeros(exponent) })
    }

    /// The bits of the modulus.
    pub(crate) fn bits(&self) -> usize {
        bits(self.modulus)
    }

    /// Whether it takes long to verify with it.
    pub(crate) fn is_slow(&self) -> bool {
        self.bits() > 4096 || bits(self.exponent) > 32
    }

    /// Whether it made the signature of the message by PKCS#1 (RFC 8017, 8.2.2).
    pub(crate) fn verify_pkcs1(&self, hash: HashKind, message: &[u8], signature: &[u8]) -> bool {
        let Some(encoded) = self.recovered(signature) else { return false };
        let info = digest_info(hash, &hash.digest(message));
        let Some(padding) = encoded.len().checked_sub(info.len() + 3).filter(|length| *length >= 8) else {
            return false;
        };
        encoded == [&[0, 1], vec![0xff; padding].as_slice(), &[0], &info].concat()
    }

    /// The same by PSS (RFC 8017, 9.1.2).
    pub(crate) fn verify_pss(&self, pss: &PssParameters, message: &[u8], signature: &[u8]) -> bool {
        let Some(encoded) = self.recovered(signature) else { return false };
        is_pss(&encoded, self.bits() - 1, pss, &pss.hash.digest(message))
    }

    /// The signature to the power of the exponent; none where OpenSSL refuses to compute it.
    fn recovered(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let (modulus_bits, exponent_bits) = (self.bits(), bits(self.exponent));
        let is_allowed = modulus_bits <= MODULUS_BITS
            && (modulus_bits <= SMALL_MODULUS_BITS || exponent_bits <= EXPONENT_BITS)
            && is_below(self.exponent, self.modulus)
            && signature.len() == self.modulus.len()
            && is_below(without_zeros(signature), self.modulus);
        if !is_allowed || exponent_bits == 0 {
            return None;
        }
        let precision = u32::try_from(self.modulus.len() * 8).ok()?;
        let number = |bytes| BoxedUint::from_be_slice(bytes, precision).ok();
        let odd: Odd<BoxedUint> = Option::from(Odd::new(number(self.modulus)?))?;
        let base = BoxedMontyForm::new(number(signature)?, &BoxedMontyParams::new_vartime(odd));
        let power = power(&base, self.exponent);
        Some(tail(&power.retrieve().to_be_bytes(), self.modulus.len()))
    }
}

/// Squares and multiplies, bit by bit: an exponent is short, and no secret.
pub(super) fn power(base: &BoxedMontyForm, exponent: &[u8]) -> BoxedMontyForm {
    let mut power = BoxedMontyForm::one(base.params());
    let bits = exponent.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    for bit in bits.skip_while(|bit| *bit == 0) {
        power = power.square();
        if bit == 1 {
            power = power.mul(base);
        }
    }
    power
}

fn tail(bytes: &[u8], length: usize) -> Vec<u8> {
    bytes[bytes.len().saturating_sub(length)..].to_vec()
}

pub(super) fn without_zeros(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|byte| **byte == 0).count()..]
}

/// The bits of a number without leading zeros.
pub(super) fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

/// Whether a number is less than another, both without leading zeros.
pub(super) fn is_below(number: &[u8], limit: &[u8]) -> bool {
    (number.len(), number) < (limit.len(), limit)
}

/// `DigestInfo` (RFC 8017, A.2.4).
fn digest_info(hash: HashKind, digest: &[u8]) -> Vec<u8> {
    let mut algorithm = Vec::new();
    push_element(&mut algorithm, OBJECT, hash.oid());
    push_element(&mut algorithm, NULL, &[]);
    let mut content = Vec::new();
    push_element(&mut content, SEQUENCE, &algorithm);
    push_element(&mut content, OCTET_STRING, digest);
    let mut info = Vec::new();
    push_element(&mut info, SEQUENCE, &content);
    info
}

/// `ossl_rsa_verify_PKCS1_PSS_mgf1`.
fn is_pss(encoded: &[u8], bits: usize, pss: &PssParameters, digest: &[u8]) -> bool {
    let surplus = encoded.len() * 8 - bits;
    let encoded = if surplus == 8 { &encoded[1..] } else { encoded };
    let unused = if surplus == 8 { 0 } else { surplus };
    let Some((masked, rest)) =
        encoded.len().checked_sub(digest.len() + 1).and_then(|at| encoded.split_at_checked(at))
    else {
        return false;
    };
    let (hash, trailer) = rest.split_at(digest.len());
    let Some(padding) = masked.len().checked_sub(pss.salt.saturating_add(1)) else { return false };
    let has_unused =
        masked.first().is_some_and(|first| first.leading_zeros() < u32::try_from(unused).unwrap_or(8));
    let mut block = unmasked(masked, hash, pss.mask);
    block[0] &= 0xff >> unused;
    let (zeros, salt) = (&block[..padding], &block[padding + 1..]);
    let expected = pss.hash.digest(&[&[0; 8], digest, salt].concat());
    trailer == [0xbc]
        && !has_unused
        && zeros.iter().all(|byte| *byte == 0)
        && block[padding] == 1
        && expected == hash
}

/// Without the mask of MGF1 (RFC 8017, B.2.1).
fn unmasked(masked: &[u8], seed: &[u8], hash: HashKind) -> Vec<u8> {
    let blocks = (0u32..).flat_map(|counter| hash.digest(&[seed, &counter.to_be_bytes()].concat()));
    masked.iter().zip(blocks).map(|(byte, mask)| byte ^ mask).collect()
}
