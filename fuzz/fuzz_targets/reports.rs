//! Any bytes as the reports of earlier runs over servers, for `check --merge` and `--diff`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pgcerts::fuzzing::reports(bytes));
