//! Any bytes as a server's answers to a startup message: the first that decides does so however the bytes arrive.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pgcerts::fuzzing::login(bytes));
