//! Any bytes as a file of certificates, Java's keystores among them.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pgcerts::fuzzing::certificate_file(bytes));
