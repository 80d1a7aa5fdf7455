//! Values of extensions, sound and odd.

use super::addresses;
use super::constraints;
use crate::graphs::random::Random;
use crate::support::forge::certificate::in_days;
use crate::support::forge::der::{
    bits, boolean, date, implicit, integer, named_bits, octets, oid, sequence, tagged, tlv,
};
use crate::support::forge::extension::{
    ALT_NAME, AUTHORITY_KEY, BASIC, Extension, KEY_USAGE, SERVER_AUTH, SUBJECT_KEY,
};
use crate::support::forge::name::cn;

const EXTENDED_USAGE: &str = "2.5.29.37";
const NETSCAPE_TYPE: &str = "2.16.840.1.113730.1.1";
const DISTRIBUTION_POINTS: &str = "2.5.29.31";
const CONSTRAINTS: &str = "2.5.29.30";
const PROXY: &str = "1.3.6.1.5.5.7.1.14";

/// What `standard_exts` in OpenSSL's `standard_exts.h` knows, and some that it does not.
const OIDS: [&str; 66] = [
    "2.5.29.14",
    "2.5.29.15",
    "2.5.29.16",
    "2.5.29.17",
    "2.5.29.18",
    "2.5.29.19",
    "2.5.29.20",
    "2.5.29.21",
    "2.5.29.23",
    "2.5.29.24",
    "2.5.29.27",
    "2.5.29.28",
    "2.5.29.29",
    "2.5.29.30",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.33",
    "2.5.29.35",
    "2.5.29.36",
    "2.5.29.37",
    "2.5.29.46",
    "2.5.29.54",
    "2.5.29.55",
    "2.5.29.56",
    "2.5.29.9",
    "2.5.29.38",
    "2.5.29.39",
    "2.5.29.40",
    "2.5.29.41",
    "2.5.29.43",
    "2.5.29.44",
    "2.5.29.45",
    "2.5.29.49",
    "2.5.29.52",
    "2.5.29.57",
    "2.5.29.61",
    "2.5.29.64",
    "2.5.29.66",
    "2.5.29.70",
    "2.5.29.1",
    "2.16.840.1.113730.1.1",
    "2.16.840.1.113730.1.2",
    "2.16.840.1.113730.1.3",
    "2.16.840.1.113730.1.4",
    "2.16.840.1.113730.1.7",
    "2.16.840.1.113730.1.8",
    "2.16.840.1.113730.1.12",
    "2.16.840.1.113730.1.13",
    "1.3.6.1.5.5.7.1.1",
    "1.3.6.1.5.5.7.1.3",
    "1.3.6.1.5.5.7.1.7",
    "1.3.6.1.5.5.7.1.8",
    "1.3.6.1.5.5.7.1.10",
    "1.3.6.1.5.5.7.1.11",
    "1.3.6.1.5.5.7.1.14",
    "1.3.6.1.5.5.7.1.24",
    "1.3.6.1.5.5.7.1.28",
    "1.3.6.1.5.5.7.1.29",
    "1.3.6.1.5.5.7.48.1.5",
    "1.3.101.1.4.1",
    "1.3.6.1.4.1.11129.2.4.2",
    "1.3.6.1.4.1.11129.2.4.3",
    "1.3.6.1.4.1.311.21.10",
    "1.2.840.113549.1.9.15",
    "1.3.36.8.3.3",
    "1.3.6.1.4.1.55555.1",
];

/// Any extension with a small value.
pub(super) fn any(random: &mut Random) -> Extension {
    let value = match random.below(8) {
        0 => tlv(0x05, []),
        1 => integer(3),
        2 => octets([1, 2, 3]),
        3 => sequence::<[u8; 0]>([]),
        4 => sequence([oid(SERVER_AUTH)]),
        5 => tlv(0x16, "text"),
        6 => sequence([implicit(6, "http://kit.test/")]),
        _ => vec![0x30, 0x7f, 0xff],
    };
    let oid = *random.pick(&OIDS);
    Extension::new(oid, value)
}

/// A value that OpenSSL decodes.
pub(super) fn sound(random: &mut Random) -> Extension {
    let issuer = tagged(4, cn("Kit Root"));
    match random.below(14) {
        0 => Extension::new("2.5.29.32", sequence([sequence([oid("1.2.3.4")])])),
        1 => Extension::new(DISTRIBUTION_POINTS, sequence([point(random)])),
        2 => Extension::new(ALT_NAME, sequence((0..3).map(|_| name(random)))),
        3 => Extension::new(EXTENDED_USAGE, sequence([oid("1.3.6.1.5.5.7.3.2"), oid(SERVER_AUTH)])),
        4 => Extension::new(KEY_USAGE, named_bits(&[0, 5, 6])),
        5 => Extension::new(NETSCAPE_TYPE, named_bits(&[1, 5])),
        6 => Extension::new(AUTHORITY_KEY, sequence([tagged(1, issuer)])),
        7 => constraints::constraints(random),
        8 => addresses::blocks(random),
        9 => addresses::numbers(random),
        10 => Extension::new("2.5.29.18", sequence([name(random)])),
        11 => Extension::new("2.5.29.36", sequence([implicit(0, [0]), implicit(1, [1])])),
        12 => Extension::new("2.5.29.54", integer(2)),
        _ => Extension::new("2.5.29.16", sequence([implicit(0, &date(in_days(-1))[2..])])),
    }
}

/// A name in any of the forms.
pub(super) fn name(random: &mut Random) -> Vec<u8> {
    let text = |value: &[u8]| tagged(0, tlv(0x0c, value));
    match random.below(12) {
        0 => implicit(1, "who@kit.test"),
        1 | 2 => implicit(2, "db.kit.test"),
        3 => tagged(3, sequence([integer(1)])),
        4 => tagged(4, cn("Kit Root")),
        5 => tagged(5, tagged(1, tlv(0x0c, "party"))),
        6 => implicit(6, "https://db.kit.test/"),
        7 => implicit(7, [127, 0, 0, 1]),
        8 => implicit(8, &oid("1.2.3")[2..]),
        9 => tagged(0, [oid("1.2.3.4"), text(b"other")].concat()),
        10 => tagged(0, [oid("1.3.6.1.5.5.7.8.9"), text("wer@kit.test".as_bytes())].concat()),
        _ => tagged(5, [tagged(0, tlv(0x13, "one")), tagged(1, tlv(0x0c, "party"))].concat()),
    }
}

/// A distribution point of a certificate.
pub(super) fn point(random: &mut Random) -> Vec<u8> {
    let place = match random.below(4) {
        0 => Vec::new(),
        1 => tagged(0, tagged(1, sequence([oid("2.5.4.3"), tlv(0x0c, "list")]))),
        2 => tagged(0, tagged(0, tagged(4, cn("Kit List")))),
        _ => tagged(0, tagged(0, implicit(6, "http://kit.test/list"))),
    };
    let reasons = if random.chance(20) { implicit(1, [5, 0x60]) } else { Vec::new() };
    let issuer = match random.below(4) {
        0 => tagged(2, tagged(4, cn("Kit Middle"))),
        1 => tagged(2, name(random)),
        _ => Vec::new(),
    };
    sequence([place, reasons, issuer])
}

/// A value whose encoding is odd, so that OpenSSL may not decode it.
pub(super) fn odd(random: &mut Random) -> Extension {
    let number = |random: &mut Random| random.pick(&NUMBERS).to_vec();
    match random.below(10) {
        0 => Extension::new(BASIC, sequence([tlv(0x01, random.pick(&FLAGS)), number(random)])),
        1 => Extension::new(BASIC, sequence([boolean(true), number(random)])),
        2 => Extension::new(KEY_USAGE, random.pick(&BITS).to_vec()),
        3 => Extension::new(NETSCAPE_TYPE, random.pick(&BITS).to_vec()),
        4 => Extension::new(EXTENDED_USAGE, sequence([oid(SERVER_AUTH), tlv(0x06, random.pick(&IDS))])),
        5 => Extension::new(AUTHORITY_KEY, sequence(authority(random))),
        6 => Extension::new(ALT_NAME, sequence([sequence([name(random)])])),
        7 => Extension::new(CONSTRAINTS, odd_constraints(random)),
        8 => Extension::new(SUBJECT_KEY, random.pick(&KEYS).to_vec()),
        _ => proxy(random),
    }
}

const FLAGS: [&[u8]; 6] = [&[0xff], &[0xff, 0xff], &[], &[1], &[0], &[0, 0xff]];
const NUMBERS: [&[u8]; 10] = [
    &[],
    &[2, 1, 0],
    &[2, 2, 0, 0],
    &[2, 2, 0, 0x80],
    &[2, 1, 0x80],
    &[2, 2, 0xff, 0x80],
    &[2, 0],
    &[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    &[2, 5, 1, 0, 0, 0, 0],
    &[2, 8, 0x7f, 0, 0, 0, 0, 0, 0, 0],
];
const BITS: [&[u8]; 10] = [
    &[3, 2, 0, 0xff],
    &[3, 2, 7, 0xff],
    &[3, 2, 8, 0xff],
    &[3, 1, 0],
    &[3, 1, 5],
    &[3, 0],
    &[3, 3, 7, 0, 0x80],
    &[0x23, 4, 3, 2, 0, 0xff],
    &[3, 2, 1, 0x07],
    &[3, 5, 0, 0xa6, 1, 2, 3],
];
const IDS: [&[u8]; 5] = [&[], &[0x80, 1], &[0x2a, 0x80, 1], &[0x2a, 0x81], &[0x2a, 0x81, 1]];
const KEYS: [&[u8]; 5] =
    [&[4, 0], &[0x24, 4, 4, 2, 1, 2], &[4, 2, 1, 2], &[3, 2, 0, 1], &[0x24, 0x80, 4, 1, 1, 0, 0]];

fn authority(random: &mut Random) -> Vec<Vec<u8>> {
    let mut parts = vec![implicit(0, [1, 2, 3]), tagged(1, tagged(4, cn("Kit Root"))), implicit(2, [0, 1])];
    if random.chance(50) {
        parts.swap(0, random.below(3));
    }
    parts.truncate(1 + random.below(3));
    parts
}

fn odd_constraints(random: &mut Random) -> Vec<u8> {
    let base = name(random);
    let bound = random.pick(&BOUNDS);
    let tree = sequence([base, bound.to_vec()]);
    match random.below(4) {
        0 => sequence([tagged(1, &tree), tagged(0, &tree)]),
        1 => sequence([tagged(0, &tree), tagged(0, &tree)]),
        2 => sequence([tagged(0, sequence([tree]))]),
        _ => sequence([tagged(0, tree)]),
    }
}

fn proxy(random: &mut Random) -> Extension {
    let language = oid("1.3.6.1.5.5.7.21.1");
    let policy = sequence([language, if random.chance(50) { octets([1]) } else { bits([1]) }]);
    Extension::new(PROXY, sequence([integer(1), policy]))
}

const BOUNDS: [&[u8]; 5] = [&[0x80, 1, 0], &[0x80, 2, 0, 0], &[0x81, 1, 0], &[0x80, 1, 1], &[]];
