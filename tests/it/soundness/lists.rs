//! Revocation lists of every kind: of an authority, of its other key, for a part of its certificates, changed in one place.

use std::sync::{Arc, LazyLock};

use super::chain::{Chain, Drafts, Stored};
use super::tree::Node;
use super::values;
use crate::graphs::random::Random;
use crate::support::forge::certificate::{Draft, Party, in_days};
use crate::support::forge::der::{
    bits, date, generalized_date, implicit, integer, octets, oid, sequence, tagged, tlv, unsigned,
};
use crate::support::forge::extension::{Extension, authority_key, authority_serial, key_id};
use crate::support::forge::key::Key;
use crate::support::forge::name::cn;

static NEW_KEY: LazyLock<Arc<Key>> = LazyLock::new(Key::new);

pub(super) fn generate(random: &mut Random) -> Chain {
    let mut drafts = Drafts::new();
    for place in 0..3 {
        if random.chance(30) {
            let points = sequence((0..=random.below(2)).map(|_| values::point(random)));
            drafts = drafts.changed(place, |draft| draft.with(Extension::new("2.5.29.31", points)));
        }
    }
    let [root, middle, leaf] = drafts.signed();
    let rollover = random.chance(15);
    let (middle_old, leaf) =
        if rollover { rolled_over(random, &root, &middle) } else { (middle.clone(), leaf) };
    let mut sent = vec![leaf.der.clone(), middle_old.der.clone()];
    if rollover {
        sent.push(middle.der.clone());
    }
    let parties = [&root, &middle, &leaf];
    let mut lists = Vec::new();
    for issuer in [&root, &middle, &middle_old] {
        for _ in 0..random.below(3) + usize::from(random.chance(80)) {
            lists.push(list(random, issuer, &parties));
        }
    }
    Chain { kind: "list", sent, store: vec![Stored::plain(&root.der)], lists: Some(lists), key: leaf.key }
}

/// The intermediate gets a new key, for which the old one signs a certificate, and issues the leaf with it.
fn rolled_over(random: &mut Random, root: &Party, middle: &Party) -> (Party, Party) {
    let renewed = middle.issue(Draft::again(middle).key(&NEW_KEY));
    let renewed = if random.chance(20) { root.issue(Draft::again(middle).key(&NEW_KEY)) } else { renewed };
    let leaf = renewed.issue(Draft::server(super::chain::HOST));
    (renewed, leaf)
}

/// A list of this issuer, perhaps changed in one place.
fn list(random: &mut Random, issuer: &Party, parties: &[&Party]) -> Vec<u8> {
    let mut body = body(random, issuer, parties);
    if random.chance(25)
        && let Some(mut node) = Node::read(&body)
    {
        node.mutate(random);
        body = node.der();
    }
    let key = &issuer.key;
    let signature = key.sign(&body, key.hash(), key.padding());
    let algorithm = if random.chance(3) {
        sequence([oid("1.2.840.10045.4.3.3")])
    } else {
        key.algorithm(key.hash(), key.padding())
    };
    sequence([body, algorithm, bits(signature)])
}

fn body(random: &mut Random, issuer: &Party, parties: &[&Party]) -> Vec<u8> {
    let key = &issuer.key;
    let version = if random.chance(95) {
        integer(1)
    } else {
        random.pick(&[Vec::new(), integer(0), integer(2)]).clone()
    };
    let entries: Vec<Vec<u8>> = (0..random.below(3)).map(|_| entry(random, parties)).collect();
    let extensions = extensions(random, issuer);
    sequence([
        version,
        key.algorithm(key.hash(), key.padding()),
        issuer.subject.clone(),
        time(random, -5),
        if random.chance(95) { time(random, 5) } else { Vec::new() },
        if entries.is_empty() && random.chance(90) { Vec::new() } else { sequence(entries) },
        if extensions.is_empty() { Vec::new() } else { tagged(0, sequence(extensions)) },
    ])
}

/// A date so many days from now, mostly, in one of the forms of ASN.1.
fn time(random: &mut Random, days: i64) -> Vec<u8> {
    let usual = date(in_days(days));
    let long = generalized_date(in_days(days));
    let text = |tag: u8, der: &[u8], end: &str| tlv(tag, [&der[2..der.len() - 1], end.as_bytes()].concat());
    match random.below(30) {
        0 => date(in_days(-days)),
        1 => long,
        2 => text(0x17, &usual, "+0000"),
        3 => text(0x17, &usual, "+0100"),
        4 => text(0x18, &long, ".5Z"),
        5 => text(0x18, &long, ""),
        6 => tlv(0x17, &usual[2..12]),
        7 => text(0x18, &long, "-0130"),
        8 => tlv(0x17, "991332000000Z"),
        _ => usual,
    }
}

/// An entry for a party, or for a number that nobody has.
fn entry(random: &mut Random, parties: &[&Party]) -> Vec<u8> {
    let serial = if random.chance(25) { random.pick(parties).serial.clone() } else { vec![9, random.byte()] };
    let mut extensions: Vec<Extension> = Vec::new();
    if random.chance(30) {
        let reason = random.pick(&REASONS);
        extensions.push(Extension::new("2.5.29.21", reason.to_vec()));
    }
    if random.chance(20) {
        let name = random.pick(&[cn("Kit Root"), cn("Kit Middle"), cn("Kit Other")]).clone();
        let value = if random.chance(85) { sequence([tagged(4, name)]) } else { octets(name) };
        extensions.push(Extension::new("2.5.29.29", value));
    }
    if random.chance(6) {
        extensions.push(values::any(random));
    }
    let extensions: Vec<Vec<u8>> = extensions
        .into_iter()
        .map(|extension| if random.chance(25) { extension.critical() } else { extension }.der())
        .collect();
    let extensions = if extensions.is_empty() { Vec::new() } else { sequence(extensions) };
    sequence([unsigned(&serial), time(random, -6), extensions])
}

fn extensions(random: &mut Random, issuer: &Party) -> Vec<Vec<u8>> {
    let mut extensions = Vec::new();
    if random.chance(80) {
        extensions.push(authority(random, issuer));
    }
    if random.chance(70) {
        extensions.push(Extension::new(
            "2.5.29.20",
            random.pick(&[integer(7), integer(8), tlv(2, []), octets([1])]).clone(),
        ));
    }
    if random.chance(8) {
        extensions.push(
            Extension::new("2.5.29.27", random.pick(&[integer(1), integer(7), octets([1])]).clone())
                .critical(),
        );
    }
    if random.chance(30) {
        extensions.push(issuing_point(random));
    }
    if random.chance(8) {
        extensions.push(values::any(random));
    }
    let shown = |extension: Extension, random: &mut Random| match random.below(12) {
        0 => extension.critical(),
        1 => extension.optional(),
        _ => extension,
    };
    extensions.into_iter().map(|extension| shown(extension, random).der()).collect()
}

fn authority(random: &mut Random, issuer: &Party) -> Extension {
    match random.below(12) {
        0 => authority_key(&[9; 20]),
        1 => authority_serial(&issuer.issuer, &issuer.serial),
        2 => authority_serial(&issuer.subject, &[9]),
        3 => values::odd(random),
        _ => authority_key(&key_id(&issuer.key.spki)),
    }
}

fn issuing_point(random: &mut Random) -> Extension {
    let place = match random.below(5) {
        0 | 1 => Vec::new(),
        2 => tagged(0, tagged(1, sequence([oid("2.5.4.3"), tlv(0x0c, "list")]))),
        3 => tagged(0, tagged(0, tagged(4, cn("Kit List")))),
        _ => tagged(0, tagged(0, implicit(6, "http://kit.test/list"))),
    };
    let mut parts = vec![place];
    for flag in [1, 2, 4, 5] {
        if random.chance(25) {
            let value = random.pick(&FLAGS);
            parts.push(implicit(flag, value));
        }
    }
    if random.chance(12) {
        parts.insert(1 + random.below(parts.len()), implicit(3, [5, 0x60]));
    }
    if random.chance(8) {
        let last = parts.len() - 1;
        parts.swap(0, last);
    }
    let extension = Extension::new("2.5.29.28", sequence(parts));
    if random.chance(70) { extension.critical() } else { extension }
}

const FLAGS: [&[u8]; 4] = [&[0xff], &[0xff], &[0], &[0xff, 0xff]];
const REASONS: [&[u8]; 8] = [
    &[10, 1, 1],
    &[10, 1, 8],
    &[10, 1, 8],
    &[10, 0],
    &[10, 2, 0, 8],
    &[2, 1, 8],
    &[10, 1, 0x88],
    &[10, 2, 1, 8],
];
