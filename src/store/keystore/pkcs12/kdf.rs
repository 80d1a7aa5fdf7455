//! The keys that PKCS#12 derives from a password (RFC 7292, appendix B.2).

use ring::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};

use crate::x509::oid;

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
    iterations: u32,
    length: usize,
) -> Vec<u8> {
    let block = algorithm.block_len();
    let diversifier = vec![purpose as u8; block];
    let password: Vec<u8> = password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
    let mut input = [filled(salt, block), filled(&password, block)].concat();
    let mut key = Vec::new();
    while key.len() < length {
        let mut output = hash(algorithm, &[&diversifier, &input]);
        for _ in 1..iterations {
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
