//! Whole paths: up to six authorities, some of one name, with twins, in any order and partly in the store, and oddities of
//! each certificate.

use std::sync::{Arc, LazyLock};

use super::chain::{Chain, HOST, Stored};
use super::oddities;
use crate::graphs::random::Random;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::crl::List;
use crate::support::forge::der::{implicit, joined, octets, oid, sequence, tagged, tlv};
use crate::support::forge::extension::{ANY_PURPOSE, CLIENT_AUTH, SERVER_AUTH};
use crate::support::forge::key::{Key, Kind, RSA_2048};
use crate::support::forge::name::{PRINTABLE, UTF8, cn_as};

static KEYS: LazyLock<Vec<Arc<Key>>> = LazyLock::new(|| {
    let mut keys: Vec<Arc<Key>> = (0..6).map(|_| Key::new()).collect();
    keys.extend([Key::of(Kind::P384), Key::of(Kind::Ed25519)]);
    keys
});

pub(super) fn generate(random: &mut Random) -> Chain {
    let most = if random.chance(20) { 6 } else { 3 };
    let levels = 1 + random.below(most);
    let mut line: Vec<Party> = Vec::new();
    let mut twins: Vec<Party> = Vec::new();
    for level in 0..levels {
        let party = authority(random, level, &line);
        if random.chance(15) {
            let other = issuer_of_twin(random, &line);
            twins.push(twin(random, &party, other));
        }
        line.push(party);
    }
    let leaf = server(random, &line[levels - 1]);
    let lists = random.chance(12).then(|| lists(random, &line));
    Chain {
        kind: "path",
        sent: sent(random, &leaf, &line, &twins),
        store: store(random, &leaf, &line, &twins),
        lists,
        key: leaf.key,
    }
}

/// A name of an authority in one of its spellings, which are equal to OpenSSL.
fn spelled(random: &mut Random, level: usize) -> Vec<u8> {
    let text = match random.below(12) {
        0 => format!("FLOOR {level}"),
        1 => format!(" floor   {level} "),
        _ => format!("Floor {level}"),
    };
    cn_as(if random.chance(10) { PRINTABLE } else { UTF8 }, text)
}

/// The number in the name of an authority: some have the name of the one above.
fn name_number(random: &mut Random, level: usize) -> usize {
    if level > 0 && random.chance(12) { level - 1 } else { level }
}

fn authority(random: &mut Random, level: usize, line: &[Party]) -> Party {
    let number = name_number(random, level);
    let key = random.pick(&KEYS).clone();
    let mut draft = Draft::ca("").subject(spelled(random, number)).key(&key);
    let Some(above) = line.last() else {
        if random.chance(25) {
            draft = oddities::of_authority(random, draft, None);
        }
        return draft.self_signed();
    };
    if random.chance(30) {
        draft = oddities::of_authority(random, draft, Some(above));
    }
    issued(random, draft, above)
}

/// By this issuer, under one of the spellings of its name.
fn issued(random: &mut Random, draft: Draft, issuer: &Party) -> Party {
    let draft = if random.chance(2) { draft.broken() } else { draft };
    if random.chance(10) {
        let level = random.below(3);
        let name = spelled(random, level);
        if random.chance(50) {
            return draft.signed(name, &issuer.key);
        }
    }
    issuer.issue(draft)
}

fn issuer_of_twin<'l>(random: &mut Random, line: &'l [Party]) -> Option<&'l Party> {
    if line.is_empty() { None } else { Some(random.pick(line)) }
}

/// Another certificate for the same name: its own or another key, its own or another issuer.
fn twin(random: &mut Random, party: &Party, other: Option<&Party>) -> Party {
    let mut draft = Draft::again(party);
    if random.chance(30) {
        draft = draft.key(random.pick(&KEYS));
    }
    if random.chance(60) {
        draft = oddities::of_authority(random, draft, other);
    }
    match other {
        Some(other) if random.chance(60) => other.issue(draft),
        _ => draft.self_signed(),
    }
}

fn server(random: &mut Random, above: &Party) -> Party {
    let mut draft = Draft::server(HOST);
    if random.chance(5) {
        draft = draft.key(&RSA_2048);
    }
    if random.chance(4) {
        draft = draft.subject(above.subject.clone());
    }
    if random.chance(35) {
        draft = oddities::of_server(random, draft, above);
    }
    if random.chance(3) { draft.self_signed() } else { issued(random, draft, above) }
}

/// The leaf first; the others mostly from below upward.
fn sent(random: &mut Random, leaf: &Party, line: &[Party], twins: &[Party]) -> Vec<Vec<u8>> {
    let mut rest: Vec<Party> = line.iter().skip(1).rev().filter(|_| random.chance(94)).cloned().collect();
    rest.extend(twins.iter().filter(|_| random.chance(60)).cloned());
    if random.chance(15) {
        rest.push(line[0].clone());
    }
    if random.chance(40) {
        rest = random.some(100, &rest);
    }
    if random.chance(6) {
        rest.push(leaf.clone());
    }
    if random.chance(6) && !rest.is_empty() {
        rest.push(random.pick(&rest).clone());
    }
    std::iter::once(leaf).chain(&rest).map(|party| party.der.clone()).collect()
}

fn store(random: &mut Random, leaf: &Party, line: &[Party], twins: &[Party]) -> Vec<Stored> {
    let mut parties: Vec<&Party> = Vec::new();
    if random.chance(92) {
        parties.push(&line[0]);
    }
    parties.extend(line.iter().skip(1).filter(|_| random.chance(15)));
    parties.extend(twins.iter().filter(|_| random.chance(60)));
    if random.chance(4) {
        parties.push(leaf);
    }
    if random.chance(5) && !parties.is_empty() {
        let again = *random.pick(&parties);
        parties.push(again);
    }
    let parties = if random.chance(50) { random.some(100, &parties) } else { parties };
    let mut stored: Vec<Stored> = parties.iter().map(|party| Stored::plain(&party.der)).collect();
    for entry in &mut stored {
        if random.chance(10) {
            entry.settings = Some(settings(random));
        }
    }
    if stored.is_empty() {
        stored.push(Stored::plain(&Party::root("Other").der));
    }
    stored
}

/// An `X509_CERT_AUX`, mostly a sound one.
fn settings(random: &mut Random) -> Vec<u8> {
    let uses = |random: &mut Random| -> Vec<u8> {
        joined((0..random.below(3)).map(|_| oid(random.pick::<&str>(&USES))))
    };
    let mut parts = Vec::new();
    if random.chance(50) {
        parts.push(tlv(0x30, uses(random)));
    }
    if random.chance(40) {
        parts.push(tagged(0, uses(random)));
    }
    if random.chance(30) {
        parts.push(tlv(*random.pick(&[0x0c, 0x0c, 0x16]), "an alias"));
    }
    if random.chance(20) {
        parts.push(octets([1, 2, 3]));
    }
    if random.chance(15) {
        let other = [sequence([oid("1.2.3")]), implicit(6, "x"), Vec::new()];
        parts.push(tagged(1, random.pick(&other)));
    }
    if random.chance(10) && parts.len() > 1 {
        parts.reverse();
    }
    let whole = sequence(parts);
    match random.below(25) {
        0 => [whole, vec![0]].concat(),
        1 => [whole, tlv(0x05, [])].concat(),
        2 => vec![0],
        3 => Vec::new(),
        4 => sequence([tlv(0x30, [6, 1, 0x80])]),
        5 => sequence([tlv(0x30, tlv(0x0c, "use"))]),
        _ => whole,
    }
}

const USES: [&str; 5] = [SERVER_AUTH, SERVER_AUTH, CLIENT_AUTH, ANY_PURPOSE, "1.3.6.1.5.5.7.3.4"];

fn lists(random: &mut Random, line: &[Party]) -> Vec<Vec<u8>> {
    line.iter().filter(|_| random.chance(95)).map(|party| List::of(party).der()).collect()
}
