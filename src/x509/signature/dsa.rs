//! DSA signatures (FIPS 186-4, 4.7). No server has such a key, but an authority may.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, NonZero, Odd};

use crate::x509::der::{DerResult, Elements, INTEGER, SEQUENCE};

use super::rsa::{bits, is_below, power, without_zeros};

/// A public key with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DsaKey<'a> {
    p: &'a [u8],
    q: &'a [u8],
    g: &'a [u8],
    y: &'a [u8],
}

/// `OPENSSL_DSA_MAX_MODULUS_BITS`.
const MODULUS_BITS: usize = 10_000;

impl<'a> DsaKey<'a> {
    /// The content of the parameters, and the key (RFC 3279, 2.3.2).
    pub(crate) fn read(parameters: &'a [u8], key: &'a [u8]) -> DerResult<Self> {
        let mut numbers = Elements::in_bytes(parameters);
        let mut next = || numbers.value(INTEGER).map(without_zeros);
        let (p, q, g) = (next()?, next()?, next()?);
        numbers.end()?;
        Ok(Self { p, q, g, y: without_zeros(Elements::in_bytes(key).value(INTEGER)?) })
    }

    /// The bits of p and q.
    pub(crate) fn bits(&self) -> (usize, usize) {
        (bits(self.p), bits(self.q))
    }

    /// Whether it made the signature of this digest.
    pub(crate) fn verify(&self, digest: &[u8], signature: &[u8]) -> bool {
        self.verified(digest, signature).unwrap_or(false)
    }

    /// `dsa_do_verify` in `crypto/dsa/dsa_ossl.c`.
    fn verified(&self, digest: &[u8], signature: &[u8]) -> Option<bool> {
        let (r, s) = signature_numbers(signature)?;
        let is_in_range = |number: &[u8]| !number.is_empty() && is_below(number, self.q);
        let (p_bits, q_bits) = self.bits();
        if !matches!(q_bits, 160 | 224 | 256) || p_bits > MODULUS_BITS || !is_in_range(&r) || !is_in_range(&s)
        {
            return None;
        }
        let precision = u32::try_from(self.p.len() * 8).ok()?;
        let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, precision).ok();
        let odd = |bytes: &[u8]| Option::<Odd<BoxedUint>>::from(Odd::new(number(bytes)?));
        let of_q = BoxedMontyParams::new_vartime(odd(self.q)?);
        let modulo_q = |bytes: &[u8]| Some(BoxedMontyForm::new(number(bytes)?, &of_q));
        let inverse: BoxedMontyForm = Option::from(modulo_q(&s)?.invert_vartime())?;
        let digest = &digest[..digest.len().min(self.q.len())];
        let factor = |bytes: &[u8]| Some(modulo_q(bytes)?.mul(&inverse).retrieve().to_be_bytes());
        let (of_g, of_y) = (factor(digest)?, factor(&r)?);
        let of_p = BoxedMontyParams::new_vartime(odd(self.p)?);
        let modulo_p = |bytes: &[u8]| {
            is_below(bytes, self.p).then(|| number(bytes).map(|n| BoxedMontyForm::new(n, &of_p))).flatten()
        };
        let product = power(&modulo_p(self.g)?, &of_g).mul(&power(&modulo_p(self.y)?, &of_y)).retrieve();
        let q: NonZero<BoxedUint> = Option::from(NonZero::new(number(self.q)?))?;
        Some(without_zeros(&product.rem_vartime(&q).to_be_bytes()) == r)
    }
}

/// The two numbers of a signature by DSA or ECDSA, which must be in DER (`ossl_ecdsa_verify`, `ossl_dsa_verify`).
pub(super) fn signature_numbers(signature: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut outer = Elements::in_bytes(signature);
    let mut numbers = outer.constructed(SEQUENCE).ok()?;
    let (r, s) = (numbers.value(INTEGER).ok()?, numbers.value(INTEGER).ok()?);
    let is_positive = |number: &[u8]| number.first().is_some_and(|first| first & 0x80 == 0);
    if numbers.end().is_err() || outer.end().is_err() || !is_positive(r) || !is_positive(s) {
        return None;
    }
    let (short_r, short_s) = (without_zeros(r), without_zeros(s));
    (encoded(short_r, short_s) == signature).then(|| (short_r.to_vec(), short_s.to_vec()))
}

fn encoded(r: &[u8], s: &[u8]) -> Vec<u8> {
    use crate::x509::der::push_element;
    let mut content = Vec::new();
    for number in [r, s] {
        let is_padded = number.first().is_none_or(|first| first & 0x80 != 0);
        let padding: &[u8] = if is_padded { &[0] } else { &[] };
        push_element(&mut content, INTEGER, &[padding, number].concat());
    }
    let mut bytes = Vec::new();
    push_element(&mut bytes, SEQUENCE, &content);
    bytes
}
