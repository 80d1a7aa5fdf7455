//! Certificates whose DER is changed in one place, and then signed.

use super::chain::{Chain, Drafts};
use super::tree::Node;
use super::values;
use crate::graphs::random::Random;
use crate::support::forge::certificate::Party;
use crate::support::forge::der::{bits, sequence};

pub(super) fn generate(random: &mut Random) -> Chain {
    let mut drafts = Drafts::new();
    for place in 0..3 {
        for _ in 0..random.below(3) {
            let extension = values::sound(random);
            drafts = drafts.changed(place, |draft| draft.with(extension));
        }
    }
    let parties = drafts.signed();
    let place = random.below(3);
    let signer = &parties[place.saturating_sub(1)];
    let changed = changed(random, &parties[place], signer);
    let mut ders = parties.clone().map(|party| party.der);
    ders[place] = changed;
    Chain::new("mutation", ders)
}

/// The certificate with another content, signed again.
fn changed(random: &mut Random, party: &Party, signer: &Party) -> Vec<u8> {
    let mut body = body_of(party);
    let values = body.numbers(&Node::is_extension_value);
    match values.as_slice() {
        [] => body.mutate(random),
        _ if random.chance(20) => body.mutate(random),
        values => body.mutate_below(*random.pick(values), random),
    }
    let body = body.der();
    let key = &signer.key;
    let signature = key.sign(&body, key.hash(), key.padding());
    sequence([body, key.algorithm(key.hash(), key.padding()), bits(signature)])
}

fn body_of(party: &Party) -> Node {
    // The length of the certificate has two bytes, that of its body too.
    let content = &party.der[4..];
    let length = usize::from(content[2]) << 8 | usize::from(content[3]);
    Node::read(&content[..length + 4]).expect("a body")
}
