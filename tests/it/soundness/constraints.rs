//! Name constraints of an authority, and names below it.

use super::chain::{Chain, Drafts, HOST};
use super::values;
use crate::graphs::random::Random;
use crate::support::forge::der::{implicit, oid, sequence, set, tagged, tlv};
use crate::support::forge::extension::{ALT_NAME, Extension};
use crate::support::forge::name::{Name, cn};

pub(super) fn generate(random: &mut Random) -> Chain {
    let above = random.below(2);
    let constraints = constraints(random);
    let mut drafts = Drafts::new().changed(above, |draft| draft.with(constraints));
    let subject = subject(random);
    drafts = drafts.changed(2, |draft| draft.subject(subject));
    let mut names: Vec<Vec<u8>> = (0..random.below(4)).map(|_| name(random)).collect();
    if names.is_empty() && random.chance(70) {
        return Chain::signed("constraints", drafts.changed(2, |draft| draft.without(ALT_NAME)));
    }
    names.push(implicit(2, HOST));
    Chain::signed(
        "constraints",
        drafts.changed(2, |draft| draft.with(Extension::new(ALT_NAME, sequence(names)))),
    )
}

/// nameConstraints with some subtrees, or none.
pub(super) fn constraints(random: &mut Random) -> Extension {
    let trees =
        |random: &mut Random, count| -> Vec<u8> { (0..count).flat_map(|_| subtree(random)).collect() };
    let permitted = random.below(3);
    let excluded = random.below(2);
    let mut parts = Vec::new();
    if permitted > 0 {
        parts.push(tagged(0, trees(random, permitted)));
    }
    if excluded > 0 {
        parts.push(tagged(1, trees(random, excluded)));
    }
    Extension::new("2.5.29.30", sequence(parts)).critical()
}

fn subtree(random: &mut Random) -> Vec<u8> {
    let bounds = match random.below(20) {
        0 => implicit(0, [0]),
        1 => implicit(0, [1]),
        2 => implicit(1, [1]),
        3 => [implicit(0, [0]), implicit(1, [1])].concat(),
        _ => Vec::new(),
    };
    sequence([base(random), bounds])
}

const HOSTS: [&str; 14] = [
    "kit.test",
    ".kit.test",
    "db.kit.test",
    "",
    "other.test",
    ".",
    "KIT.test",
    "it.test",
    "@kit.test",
    "who@kit.test",
    "WHO@kit.test",
    "xn--mller-kva.test",
    ".xn--mller-kva.test",
    "w\0o@kit.test",
];
const MAILS: [&str; 12] = [
    "who@kit.test",
    "who@db.kit.test",
    "WHO@KIT.TEST",
    "@kit.test",
    "who",
    "who@",
    "w\0o@kit.test",
    "a@b@kit.test",
    "who@xn--mller-kva.test",
    "müller@kit.test",
    "who@müller.test",
    "who@MÜLLER.test",
];
const URIS: [&str; 17] = [
    "https://db.kit.test/",
    "https://db.kit.test:443/x",
    "db.kit.test",
    "https://",
    "https:///",
    "urn:x:y",
    "https://user@db.kit.test/",
    "https://[::1]/",
    "//db.kit.test/",
    "HTTPS://DB.KIT.TEST",
    "http://kit.test?x",
    "http://kit.test#x",
    "https://db.kit.test:abc/",
    "ldap://kit.test",
    "http://a:b@kit.test:1/",
    "://kit.test",
    "https://db.kit.test:99999/",
];

fn base(random: &mut Random) -> Vec<u8> {
    match random.below(12) {
        0 | 1 => implicit(1, random.pick(&HOSTS)),
        2 | 3 => implicit(2, random.pick(&HOSTS)),
        4 => implicit(6, random.pick(&HOSTS)),
        5 => implicit(7, random.pick(&[&[127, 0, 0, 0, 255, 0, 0, 0][..], &[0; 32], &[0; 8], &[1; 4], &[]])),
        6 | 7 => tagged(
            4,
            random.pick(&[cn("db.kit.test"), sequence::<[u8; 0]>([]), cn("x"), subject_of(&["kit"])]),
        ),
        8 => other(random),
        _ => values::name(random),
    }
}

fn name(random: &mut Random) -> Vec<u8> {
    match random.below(12) {
        0 | 1 => implicit(1, random.pick(&MAILS)),
        2 | 3 => implicit(2, random.pick(&HOSTS)),
        4 | 5 => implicit(6, random.pick(&URIS)),
        6 => implicit(7, random.pick(&[&[127, 0, 0, 1][..], &[0; 16], &[1; 5], &[10, 0, 0, 1], &[]])),
        7 => tagged(4, random.pick(&[cn("db.kit.test"), cn("x"), subject_of(&["kit", "db"])])),
        8 | 9 => other(random),
        _ => values::name(random),
    }
}

/// An otherName, mostly a mailbox beyond ASCII (RFC 8398).
fn other(random: &mut Random) -> Vec<u8> {
    let kind = random.pick(&["1.3.6.1.5.5.7.8.9", "1.3.6.1.5.5.7.8.9", "1.2.3.4", "1.3.6.1.4.1.311.20.2.3"]);
    let text = random.pick(&MAILS);
    let tag = *random.pick(&[0x0c, 0x0c, 0x0c, 0x16, 0x13]);
    tagged(0, [oid(kind), tagged(0, tlv(tag, text))].concat())
}

fn subject_of(texts: &[&str]) -> Name {
    sequence(texts.iter().map(|text| attribute("2.5.4.10", 0x0c, text.as_bytes())))
}

fn attribute(kind: &str, tag: u8, text: &[u8]) -> Vec<u8> {
    set(sequence([oid(kind), tlv(tag, text)]))
}

fn subject(random: &mut Random) -> Name {
    let mut parts = Vec::new();
    if random.chance(60) {
        parts.push(attribute("2.5.4.3", 0x0c, random.pick(&COMMON).as_bytes()));
    }
    if random.chance(20) {
        let wide: Vec<u8> = HOST.encode_utf16().flat_map(u16::to_be_bytes).collect();
        parts.push(attribute("2.5.4.3", *random.pick(&[0x1e, 0x0c, 0x03]), &wide));
    }
    if random.chance(30) {
        let tag = *random.pick(&[0x16, 0x16, 0x0c, 0x13]);
        parts.push(attribute("1.2.840.113549.1.9.1", tag, random.pick(&MAILS).as_bytes()));
    }
    sequence(parts)
}

const COMMON: [&str; 9] = [
    "db.kit.test",
    "db.other.test",
    "kit",
    "a b.kit.test",
    "-a.kit.test",
    "a..kit.test",
    "db.kit.test\0",
    "d\0b.test",
    "_a.KIT.test",
];
