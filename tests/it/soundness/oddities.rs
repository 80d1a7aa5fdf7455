//! What may be odd about one certificate of a path.

use super::constraints;
use super::values;
use crate::graphs::random::Random;
use crate::support::forge::certificate::{Draft, Party, in_days};
use crate::support::forge::der::{
    date, generalized_date, implicit, integer, named_bits, octets, oid, sequence, tagged, tlv, unsigned,
};
use crate::support::forge::extension::{
    ALT_NAME, ANY_PURPOSE, AUTHORITY_KEY, BASIC, CLIENT_AUTH, Extension, KEY_USAGE, MICROSOFT_SGC,
    NETSCAPE_SGC, SERVER_AUTH, SUBJECT_KEY, basic, extended_usage, key_id,
};
use crate::support::forge::key::{Key, RSA_1024, RSA_2048, RSA_4096};

/// Some oddities of an authority below this issuer, or of a root.
pub(super) fn of_authority(random: &mut Random, mut draft: Draft, issuer: Option<&Party>) -> Draft {
    for _ in 0..=random.below(2) {
        draft = match random.below(12) {
            0 | 1 => draft.with(basic(true, Some(*random.pick(&[0, 0, 0, 1, 1, 2, 3])))),
            2 => draft.without(BASIC),
            3 => draft.without(KEY_USAGE),
            4 => draft.without(BASIC).without(KEY_USAGE),
            5 => draft.with(basic(false, None)),
            6 => draft.with(constraints::constraints(random)),
            _ => of_any(random, draft, issuer),
        };
    }
    draft
}

/// Some oddities of a server.
pub(super) fn of_server(random: &mut Random, mut draft: Draft, issuer: &Party) -> Draft {
    for _ in 0..=random.below(2) {
        draft = match random.below(8) {
            0 => draft
                .with(Extension::new(ALT_NAME, sequence((0..random.below(4)).map(|_| values::name(random))))),
            1 => draft.with(basic(random.chance(50), Some(0))),
            _ => of_any(random, draft, Some(issuer)),
        };
    }
    draft
}

fn of_any(random: &mut Random, draft: Draft, issuer: Option<&Party>) -> Draft {
    match random.below(20) {
        0 | 1 => draft.with(bits_of(random, KEY_USAGE)),
        2 | 3 => draft.with(usage(random)),
        4 => draft.with(bits_of(random, "2.16.840.1.113730.1.1")),
        5 | 6 => draft.with(identifier(random, issuer)),
        7 => draft.with(Extension::new(SUBJECT_KEY, octets(random.pick(&[&[9; 20][..], &[], &[1]])))),
        8 => draft.anonymous(),
        9 => draft.serial_der(random.pick(&SERIALS).to_vec()),
        10 => dates(random, draft),
        11 => draft.expired(),
        12 => versions(random, draft),
        13 => draft.unique_ids(random.pick(&UNIQUE_IDS).to_vec()),
        14 => draft.with(empty(random)),
        15 => draft.with(policy(random)),
        16 => {
            let extension = values::sound(random);
            if random.chance(50) {
                draft.twice(extension.clone()).twice(extension)
            } else {
                draft.with(extension)
            }
        }
        17 => draft.with(values::any(random)),
        18 => keys(random, draft),
        _ => draft.with(basic(true, None).optional()),
    }
}

fn shown(random: &mut Random, extension: Extension) -> Extension {
    if random.chance(50) { extension.critical() } else { extension }
}

/// Any of the first nine bits.
fn bits_of(random: &mut Random, id: &'static str) -> Extension {
    let share = *random.pick(&[15, 50, 85]);
    let bits: Vec<u8> = (0..9).filter(|_| random.chance(share)).collect();
    shown(random, Extension::new(id, named_bits(&bits)))
}

fn usage(random: &mut Random) -> Extension {
    const USES: [&str; 7] =
        [SERVER_AUTH, CLIENT_AUTH, ANY_PURPOSE, MICROSOFT_SGC, NETSCAPE_SGC, "1.3.6.1.5.5.7.3.4", "1.2.3.4"];
    let uses: Vec<&str> = USES.into_iter().filter(|_| random.chance(35)).collect();
    shown(random, extended_usage(&uses))
}

/// authorityKeyIdentifier in any combination of its three fields.
fn identifier(random: &mut Random, issuer: Option<&Party>) -> Extension {
    let mut parts = Vec::new();
    if random.chance(50) {
        let right = issuer.filter(|_| random.chance(60)).map(|issuer| key_id(&issuer.key.spki));
        parts.push(implicit(0, right.unwrap_or_else(|| random.pick(&[vec![9; 20], Vec::new()]).clone())));
    }
    let right = issuer.filter(|_| random.chance(70));
    if random.chance(60) {
        let name = right.map_or_else(|| values::name(random), |issuer| tagged(4, &issuer.issuer));
        let names = match random.below(6) {
            0 => Vec::new(),
            1 => [values::name(random), name].concat(),
            2 => [name, values::name(random)].concat(),
            _ => name,
        };
        parts.push(tagged(1, names));
    }
    if random.chance(60) {
        let serial = right.map_or_else(|| random.pick(&SERIALS).to_vec(), |issuer| unsigned(&issuer.serial));
        parts.push(implicit(2, &serial[2..]));
    }
    Extension::new(AUTHORITY_KEY, sequence(parts))
}

/// Zero, negative, padded, empty, long, and one of which another is the negative.
const SERIALS: [&[u8]; 9] = [
    &[2, 1, 0],
    &[2, 1, 0xff],
    &[2, 1, 1],
    &[2, 2, 0, 1],
    &[2, 0],
    &[2, 21, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    &[2, 2, 0xff, 0x7f],
    &[2, 2, 0, 0x80],
    &[2, 1, 0x80],
];

const UNIQUE_IDS: [&[u8]; 7] = [
    &[0x81, 2, 0, 1],
    &[0x82, 2, 0, 1],
    &[0x81, 2, 0, 1, 0x82, 2, 0, 1],
    &[0x82, 2, 0, 1, 0x81, 2, 0, 1],
    &[0x81, 1, 9],
    &[0xa1, 4, 3, 2, 0, 1],
    &[0x81, 0],
];

fn dates(random: &mut Random, draft: Draft) -> Draft {
    let mut form = |days: i64| {
        let (short, long) = (date(in_days(days)), generalized_date(in_days(days)));
        let text =
            |tag: u8, der: &[u8], end: &str| tlv(tag, [&der[2..der.len() - 1], end.as_bytes()].concat());
        match random.below(14) {
            0 => long,
            1 => text(0x17, &short, "+0000"),
            2 => text(0x17, &short, "-0500"),
            3 => text(0x18, &long, ".5Z"),
            4 => text(0x18, &long, ""),
            5 => tlv(0x17, [&short[2..12], b"Z"].concat()),
            6 => tlv(0x17, "500101000000Z"),
            7 => tlv(0x17, "491231235959Z"),
            8 => tlv(0x18, "99991231235959Z"),
            9 => tlv(0x18, "00000101000000Z"),
            10 => tlv(0x17, "240230000000Z"),
            11 => tlv(0x18, "20400229235960Z"),
            _ => short,
        }
    };
    let (from, to) = (form(-20), form(200));
    draft.dates(from, to)
}

fn versions(random: &mut Random, draft: Draft) -> Draft {
    match random.below(6) {
        0 | 1 => draft.v1(),
        2 => draft.version(None),
        3 => draft.version(Some(0)),
        4 => draft.version(Some(1)),
        _ => draft.version(Some(*random.pick(&[3, 255, 1 << 40]))),
    }
}

/// A known extension without content.
fn empty(random: &mut Random) -> Extension {
    const KNOWN: [&str; 14] = [
        "2.5.29.14",
        "2.5.29.15",
        "2.5.29.17",
        "2.5.29.18",
        "2.5.29.19",
        "2.5.29.30",
        "2.5.29.31",
        "2.5.29.32",
        "2.5.29.33",
        "2.5.29.35",
        "2.5.29.36",
        "2.5.29.37",
        "1.3.6.1.5.5.7.1.7",
        "2.16.840.1.113730.1.1",
    ];
    let content = match random.below(4) {
        0 => Vec::new(),
        1 => tlv(0x05, []),
        2 => tlv(0x03, [0]),
        _ => sequence::<[u8; 0]>([]),
    };
    let id = *random.pick(&KNOWN);
    shown(random, Extension::new(id, content))
}

/// Policies, which libpq does not ask OpenSSL to check.
fn policy(random: &mut Random) -> Extension {
    let (id, value) = match random.below(8) {
        0 => ("2.5.29.32", sequence([sequence([oid("2.5.29.32.0")])])),
        1 => ("2.5.29.32", sequence([sequence([oid("1.2.3")]), sequence([oid("1.2.3")])])),
        2 => ("2.5.29.36", sequence([implicit(0, [0])])),
        3 => ("2.5.29.36", sequence([implicit(0, [0xff])])),
        4 => ("2.5.29.33", sequence([sequence([oid("1.2.3"), oid("2.5.29.32.0")])])),
        5 => ("2.5.29.54", integer(0)),
        6 => ("2.5.29.54", tlv(2, [0xff])),
        _ => ("2.5.29.32", vec![0x30, 0x7f, 0xff]),
    };
    shown(random, Extension::new(id, value))
}

fn keys(random: &mut Random, draft: Draft) -> Draft {
    match random.below(4) {
        0 => draft.key(&RSA_1024),
        1 => draft.key(&RSA_2048),
        2 => draft.key(&RSA_4096),
        _ => draft.key(&Key::new()),
    }
}
