//! Any bytes as what a server answers to OpenSSL's offer: they are read without a panic, in parts as in one piece.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pgcerts::fuzzing::hello(bytes));
