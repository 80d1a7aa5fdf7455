//! Any bytes as a file that `scan` finds, of each kind of text, and as an archive.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some((kind, content)) = bytes.split_first() {
        pgcerts::fuzzing::scan(*kind, content);
    }
});
