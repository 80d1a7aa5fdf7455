//! Signatures with odd algorithms and bits, and what stands outside of what is signed.

use super::chain::{Chain, Drafts};
use crate::graphs::random::Random;
use crate::support::forge::certificate::Party;
use crate::support::forge::der::{joined, oid, sequence, tlv};

pub(super) fn generate(random: &mut Random) -> Chain {
    let parties = Drafts::new().signed();
    let place = random.below(3);
    let signer = &parties[place.saturating_sub(1)];
    let changed = changed(random, &parties[place], signer);
    let mut ders = parties.clone().map(|party| party.der);
    ders[place] = changed;
    Chain::new("signature", ders)
}

const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";

fn algorithm(random: &mut Random) -> Vec<u8> {
    const NAMES: [&str; 10] = [
        ECDSA_SHA256,
        ECDSA_SHA256,
        ECDSA_SHA256,
        "1.2.840.10045.4.3.3",
        "1.2.840.10045.4.1",
        "1.2.840.113549.1.1.11",
        "1.3.101.112",
        "1.2.3.4",
        "1.2.840.113549.1.1.5",
        "1.2.840.10045.2.1",
    ];
    let null = || tlv(0x05, []);
    let parameters = [Vec::new(), Vec::new(), null(), oid("1.2.840.10045.3.1.7"), tlv(0x05, [0])];
    sequence([oid(random.pick::<&str>(&NAMES)), random.pick(&parameters).clone()])
}

/// The certificate with another algorithm inside, outside or both, or another signature.
fn changed(random: &mut Random, party: &Party, signer: &Party) -> Vec<u8> {
    let usual = sequence([oid(ECDSA_SHA256)]);
    let inner = if random.chance(60) { algorithm(random) } else { usual.clone() };
    let outer = match random.below(3) {
        0 => inner.clone(),
        1 => usual,
        _ => algorithm(random),
    };
    let body = with_algorithm(party, &inner);
    let key = &signer.key;
    let mut signature = key.sign(&body, key.hash(), key.padding());
    let mut unused = 0;
    match random.below(10) {
        0 => unused = u8::try_from(random.below(9)).expect("few bits"),
        1 => signature.push(0),
        2 => signature.clear(),
        3 => signature.insert(0, 0x30),
        _ => {}
    }
    let bits = joined([vec![unused], signature]);
    let mut elements = vec![body, outer, tlv(0x03, bits)];
    if random.chance(4) {
        elements.push(tlv(0x05, []));
    }
    let mut der = sequence(elements);
    if random.chance(4) {
        der.push(random.byte());
    }
    der
}

/// What is signed, with this algorithm in it.
fn with_algorithm(party: &Party, algorithm: &[u8]) -> Vec<u8> {
    let usual = sequence([oid(ECDSA_SHA256)]);
    let content = &party.der[8..];
    let length = usize::from(party.der[6]) << 8 | usize::from(party.der[7]);
    let content = &content[..length];
    let at = content.windows(usual.len()).position(|window| window == usual).expect("an algorithm");
    sequence([&content[..at], algorithm, &content[at + usual.len()..]])
}
