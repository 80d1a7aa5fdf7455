//! The keys that a store derives from a password: as PKCS#12 does (RFC 7292, appendix B.2), and with PBKDF2 (RFC 8018, 5.2).

use std::num::NonZeroU32;

use ring::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};
use ring::pbkdf2;

use crate::x509::der::{NULL, OBJECT, SEQUENCE, element};
use crate::x509::oid;

/// The pseudo-random function of PBKDF2, which is HMAC with this digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prf {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Prf {
    pub(super) fn with_oid(identifier: &[u8]) -> Option<Self> {
        let functions = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];
        functions.into_iter().find(|function| function.oid() == identifier)
    }

    fn oid(self) -> &'static [u8] {
        match self {
            Self::Sha1 => oid::HMAC_SHA1,
            Self::Sha256 => oid::HMAC_SHA256,
            Self::Sha384 => oid::HMAC_SHA384,
            Self::Sha512 => oid::HMAC_SHA512,
        }
    }

    /// The parameter that names it. DER leaves the default out.
    pub(super) fn parameter(self) -> Vec<u8> {
        if self == Self::Sha1 {
            return Vec::new();
        }
        element(SEQUENCE, &[&element(OBJECT, &[self.oid()]), &element(NULL, &[])])
    }

    /// The blocks that one iteration hashes for a key of this length. HMAC hashes two.
    pub(super) fn blocks(self, length: usize) -> u64 {
        let digest = match self {
            Self::Sha1 => &SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &SHA256,
            Self::Sha384 => &SHA384,
            Self::Sha512 => &SHA512,
        };
        2 * blocks(digest, length)
    }

    pub(super) fn derive(
        self,
        password: &str,
        salt: &[u8],
        iterations: NonZeroU32,
        length: usize,
    ) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        };
        let mut key = vec![0; length];
        pbkdf2::derive(algorithm, iterations, salt, password.as_bytes(), &mut key);
        key
    }
}

/// The blocks that one iteration hashes for a key of this length. A block of the longer digests counts as two.
pub(super) fn blocks(digest: &Algorithm, length: usize) -> u64 {
    (length.div_ceil(digest.output_len()) * digest.block_len() / 64) as u64
}

/// What a key is for (appendix B.3).
#[derive(Clone, Copy, Debug)]
pub(super) enum KeyPurpose {
    Encryption = 1,
    Vector = 2,
    Mac = 3,
}

/// The digest with this identifier.
pub(super) fn digest(kind: &[u8]) -> Option<&'static Algorithm> {
    match kind {
        oid::SHA1 => Some(&SHA1_FOR_LEGACY_USE_ONLY),
        oid::SHA256 => Some(&SHA256),
        oid::SHA384 => Some(&SHA384),
        oid::SHA512 => Some(&SHA512),
        _ => None,
    }
}

/// A key of this length.
pub(super) fn derive(
    algorithm: &'static Algorithm,
    purpose: KeyPurpose,
    password: &str,
    salt: &[u8],
    iterations: NonZeroU32,
    length: usize,
) -> Vec<u8> {
    let block = algorithm.block_len();
    let diversifier = vec![purpose as u8; block];
    let password: Vec<u8> = password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
    let mut input = [filled(salt, block), filled(&password, block)].concat();
    let mut key = Vec::new();
    while key.len() < length {
        let mut output = hash(algorithm, &[&diversifier, &input]);
        for _ in 1..iterations.get() {
            output = hash(algorithm, &[&output]);
        }
        key.extend(&output);
        let addend: Vec<u8> = output.iter().copied().cycle().take(block).collect();
        input.chunks_exact_mut(block).for_each(|chunk| add(chunk, &addend));
    }
    key.truncate(length);
    key
}

fn hash(algorithm: &'static Algorithm, parts: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(algorithm);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().to_vec()
}

/// The bytes, repeated until they fill whole blocks.
fn filled(bytes: &[u8], block: usize) -> Vec<u8> {
    let length = bytes.len().div_ceil(block) * block;
    bytes.iter().copied().cycle().take(length).collect()
}

/// Adds the number and one to a block, as big-endian numbers.
fn add(chunk: &mut [u8], addend: &[u8]) {
    let mut carry = 1u16;
    for (byte, added) in chunk.iter_mut().zip(addend).rev() {
        let sum = u16::from(*byte) + u16::from(*added) + carry;
        *byte = sum.to_be_bytes()[1];
        carry = sum >> 8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_of_an_iteration_is_counted() {
        let sha1 = &SHA1_FOR_LEGACY_USE_ONLY;
        assert_eq!((blocks(sha1, 24), blocks(sha1, 8), blocks(sha1, 5)), (2, 1, 1));
        assert_eq!((blocks(&SHA256, 32), blocks(&SHA512, 64)), (1, 2));
        assert_eq!((Prf::Sha1.blocks(32), Prf::Sha256.blocks(32), Prf::Sha512.blocks(16)), (4, 2, 4));
    }
}
