//! Blocks of addresses and numbers of autonomous systems (RFC 3779): nested or not, canonical or not.

use super::chain::{Chain, Drafts};
use crate::graphs::random::Random;
use crate::support::forge::der::{integer, octets, sequence, tagged, tlv};
use crate::support::forge::extension::Extension;

pub(super) fn generate(random: &mut Random) -> Chain {
    let mut drafts = Drafts::new();
    let numbered = random.chance(50);
    for place in 0..3 {
        if random.chance(80) {
            let extension = if numbered { numbers(random) } else { blocks(random) };
            drafts = drafts.changed(place, |draft| draft.with(extension));
        }
    }
    Chain::signed("addresses", drafts)
}

/// sbgp-ipAddrBlock.
pub(super) fn blocks(random: &mut Random) -> Extension {
    let mut families: Vec<Vec<u8>> = vec![family(random, 1)];
    if random.chance(40) {
        families.push(family(random, 2));
    }
    if random.chance(8) {
        families.push(family(random, 3));
    }
    if random.chance(8) {
        families.reverse();
    }
    if random.chance(4) {
        families.push(families[0].clone());
    }
    Extension::new("1.3.6.1.5.5.7.1.7", sequence(families))
}

fn family(random: &mut Random, number: u8) -> Vec<u8> {
    let name = match random.below(20) {
        0 => octets([0, number, 1]),
        1 => octets([number]),
        2 => octets([0, number, 1, 1]),
        _ => octets([0, number]),
    };
    let choice = match random.below(5) {
        0 | 1 => tlv(0x05, []),
        _ => sequence((0..random.below(3) + usize::from(random.chance(90))).map(|_| block(random, number))),
    };
    sequence([name, choice])
}

/// A prefix, or a range that starts and ends somewhere.
fn block(random: &mut Random, number: u8) -> Vec<u8> {
    const STARTS: [u8; 4] = [0, 10, 10, 192];
    if random.chance(50) {
        return match random.below(8) {
            0 => tlv(0x03, [0]),
            1 => tlv(0x03, [4, 10, 0x10]),
            2 => tlv(0x03, [0; 6]),
            3 => tlv(0x03, [0; 18]),
            4 => tlv(0x03, [1, 10]),
            _ => tlv(0x03, [0, *random.pick(&STARTS)]),
        };
    }
    let (from, to) = (*random.pick(&STARTS), *random.pick(&[10, 11, 12, 200, 255]));
    let end =
        if number == 1 && random.chance(10) { tlv(0x03, [0, to, 1, 1, 1, 1]) } else { tlv(0x03, [0, to]) };
    let end = if random.chance(20) { tlv(0x03, [1, to & 0xfe, 2]) } else { end };
    sequence([tlv(0x03, [0, from]), end])
}

/// sbgp-autonomousSysNum.
pub(super) fn numbers(random: &mut Random) -> Extension {
    let mut parts = Vec::new();
    if random.chance(85) {
        parts.push(tagged(0, choice(random)));
    }
    if random.chance(25) {
        parts.push(tagged(1, choice(random)));
    }
    if random.chance(4) {
        parts.reverse();
    }
    Extension::new("1.3.6.1.5.5.7.1.8", sequence(parts))
}

fn choice(random: &mut Random) -> Vec<u8> {
    if random.chance(35) {
        return tlv(0x05, []);
    }
    let count = random.below(3) + usize::from(random.chance(90));
    let mut from = 0;
    let parts: Vec<Vec<u8>> = (0..count)
        .map(|_| {
            from += u64::try_from(random.below(5)).expect("a small number") * 50;
            let to = from + u64::try_from(random.below(4)).expect("a small number") * 100;
            match random.below(12) {
                0 => tlv(0x02, [0xff]),
                1..5 => integer(from),
                5 => sequence([integer(to), integer(from)]),
                _ => sequence([integer(from), integer(to)]),
            }
        })
        .collect();
    sequence(parts)
}
