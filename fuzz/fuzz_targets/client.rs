//! Any bytes as a client certificate and its key: libpq's error, or a reason why it is unknown, or both are loaded.

#![no_main]

use libfuzzer_sys::fuzz_target;

const SEPARATOR: &[u8] = b"=====";

fuzz_target!(|bytes: &[u8]| {
    let parted = bytes.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
    let (certificate, key) =
        parted.map_or((bytes, bytes), |at| (&bytes[..at], &bytes[at + SEPARATOR.len()..]));
    pgcerts::fuzzing::client(certificate, key);
});
