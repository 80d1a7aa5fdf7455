//! Any bytes as a Java trust store. The first byte says whether there is a password.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, store)) = bytes.split_first() else { return };
    pgcerts::fuzzing::keystore(store, (first % 2 == 1).then_some("changeit"));
});
