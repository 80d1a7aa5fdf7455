//! Any text as a manifest that is edited.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| pgcerts::fuzzing::edit(text));
