//! Certificates as a hostile server sends them, put before a store: nothing panics, and what OpenSSL would accept
//! is a valid path.

#![no_main]

use libfuzzer_sys::fuzz_target;

/// What parts the certificates that are sent from those of the store.
const SEPARATOR: &[u8] = b"=====";

fuzz_target!(|bytes: &[u8]| {
    let Some((time, bytes)) = bytes.split_at_checked(4) else { return };
    let at = i64::from(u32::from_be_bytes([time[0], time[1], time[2], time[3]]));
    let parted = bytes.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
    let (sent, store) = parted.map_or((bytes, bytes), |at| (&bytes[..at], &bytes[at + SEPARATOR.len()..]));
    pgcerts::fuzzing::chain(sent, store, "db.example.test", at);
});
