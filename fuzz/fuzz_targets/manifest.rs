//! Any bytes as a manifest: it is read or refused, and one that is read is sound.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pgcerts::testing::Pins;

fuzz_target!(|bytes: &[u8]| {
    let Ok(pins) = Pins::read("pins.json", bytes, |_| Ok(None)) else { return };
    for set in &pins.manifest().sets {
        assert_eq!(pins.roots_of(set).len(), set.roots.len());
        assert!(!set.roots.is_empty());
    }
    assert!(pins.set(None).is_ok());
    for file in pins.manifest().roots.iter().filter_map(|root| root.file.as_deref()) {
        assert!(!file.contains(['/', '\\']) && file != "..");
    }
});
