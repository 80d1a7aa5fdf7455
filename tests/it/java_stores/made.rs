//! Stores that no tool writes, byte by byte.

use pgcerts::testing::Sha1;

pub(super) const OCTETS: u8 = 4;
pub(super) const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 2;
const OBJECT: u8 = 6;
const EXPLICIT_0: u8 = 0xa0;

const DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const ENCRYPTED_DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6];
/// The digests of a seal.
pub(super) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
pub(super) const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
/// PBE with SHA-1 and Triple DES, and the one with RC2.
pub(super) const TRIPLE_DES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 3];
pub(super) const RC2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 6];
const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
pub(super) const SCRYPT: &[u8] = &[0x2b, 6, 1, 4, 1, 0xda, 0x47, 4, 11];
/// Ciphers of PBES2.
pub(super) const AES_256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x2a];
pub(super) const AES_256_GCM: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 0x2e];
pub(super) const DES_EDE3: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 7];

pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len()).expect("short").to_be_bytes();
    [&[tag, 0x84], &length[..], &content].concat()
}

/// A store of these parts, and its seal.
pub(super) fn pfx(parts: &[&[u8]], seal: &[u8]) -> Vec<u8> {
    element(SEQUENCE, &[&[INTEGER, 1, 3], &plain(&element(SEQUENCE, parts)), seal])
}

/// A part that is not encrypted.
pub(super) fn plain(content: &[u8]) -> Vec<u8> {
    let content = element(EXPLICIT_0, &[&element(OCTETS, &[content])]);
    element(SEQUENCE, &[&element(OBJECT, &[&DATA]), &content])
}

/// A part that is.
pub(super) fn encrypted(scheme: &[u8], parameters: &[u8], content: &[u8]) -> Vec<u8> {
    let algorithm = element(SEQUENCE, &[&element(OBJECT, &[scheme]), parameters]);
    let content = element(SEQUENCE, &[&element(OBJECT, &[&DATA]), &algorithm, &element(0x80, &[content])]);
    let data = element(SEQUENCE, &[&[INTEGER, 1, 0], &content]);
    element(SEQUENCE, &[&element(OBJECT, &[&ENCRYPTED_DATA]), &element(EXPLICIT_0, &[&data])])
}

/// A salt and a number of iterations.
pub(super) fn cost(salt: &[u8], iterations: &[u8]) -> Vec<u8> {
    [element(OCTETS, &[salt]), element(INTEGER, &[iterations])].concat()
}

/// A part under PBES2 with this cipher and this initialization vector.
pub(super) fn pbes2(cipher: &[u8], vector: &[u8], kdf: Option<&[u8]>, cost: &[u8]) -> Vec<u8> {
    let kdf = element(SEQUENCE, &[&element(OBJECT, &[kdf.unwrap_or(PBKDF2)]), &element(SEQUENCE, &[cost])]);
    let cipher = element(SEQUENCE, &[&element(OBJECT, &[cipher]), &element(OCTETS, &[vector])]);
    encrypted(PBES2, &element(SEQUENCE, &[&kdf, &cipher]), &[0; 32])
}

/// A seal that nothing fits.
pub(super) fn seal(digest: &[u8], cost: &[u8]) -> Vec<u8> {
    let algorithm = element(SEQUENCE, &[&element(OBJECT, &[digest])]);
    let digest = element(SEQUENCE, &[&algorithm, &element(OCTETS, &[&[0; 32]])]);
    element(SEQUENCE, &[&digest, cost])
}

/// The contents of the elements in a row.
pub(super) fn contents(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let [_, first, rest @ ..] = bytes {
        let octets = usize::from(first.saturating_sub(0x80));
        let number = rest[..octets].iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
        let length = if *first < 0x80 { usize::from(*first) } else { number };
        found.push(&rest[octets..octets + length]);
        bytes = &rest[octets + length..];
    }
    found
}

/// The first part of a store, without its tag and length.
pub(super) fn first_part(store: &[u8]) -> Vec<u8> {
    let path = [0, 1, 1, 0, 0, 0];
    path.into_iter().fold(store.to_vec(), |bytes, at| contents(&bytes)[at].to_vec())
}

/// A JKS store with other aliases, sealed again.
pub(super) fn renamed(store: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut content = replaced(&store[..store.len() - 20], old, new);
    let password: Vec<u8> = "changeit".bytes().flat_map(|byte| [0, byte]).collect();
    let sealed = [&password[..], b"Mighty Aphrodite", &content].concat();
    let digits = Sha1::hash(&sealed).to_string();
    let byte = |at: usize| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("hex");
    content.extend((0..20).map(byte));
    content
}

/// The bytes with other ones of the same length in the place where these are first.
pub(super) fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = bytes.windows(old.len()).position(|window| window == old).expect("the bytes");
    [&bytes[..at], new, &bytes[at + new.len()..]].concat()
}
