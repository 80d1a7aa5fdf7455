//! Any bytes as a certificate and a signature: the key is found or not, and nothing is proven with it.

#![no_main]

use libfuzzer_sys::fuzz_target;

const SEPARATOR: &[u8] = b"=====";

fuzz_target!(|bytes: &[u8]| {
    let Some((scheme, bytes)) = bytes.split_first_chunk::<2>() else { return };
    let parted = bytes.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
    let (certificate, signature) =
        parted.map_or((bytes, bytes), |at| (&bytes[..at], &bytes[at + SEPARATOR.len()..]));
    pgcerts::fuzzing::proof(certificate, u16::from_be_bytes(*scheme), signature);
});
