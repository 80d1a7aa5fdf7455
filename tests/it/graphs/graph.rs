//! One random graph: a server, what it sends, the client's store, and perhaps revocation lists.

use super::defect;
use super::random::Random;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::crl::List;
use crate::support::forge::extension::{CLIENT_AUTH, SERVER_AUTH, authority_key, delta};
use crate::support::forge::key::{Key, RSA_2048};
use crate::support::forge::name::cn;

pub(super) const HOST: &str = "db.kit.test";

pub(super) struct Graph {
    pub(super) leaf: Party,
    pub(super) sent: Vec<Party>,
    pub(super) store: String,
    pub(super) lists: Option<String>,
}

impl Graph {
    pub(super) fn of(seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let authorities = authorities(random);
        let certificates = certificates(random, &authorities);
        let leaf = server(random, &certificates);
        let mut stored = random.some(45, &certificates);
        if stored.is_empty() {
            stored.push(random.pick(&certificates).clone());
        }
        let store = stored.iter().map(|party| block(random, party)).collect();
        let lists = random.chance(25).then(|| lists(random, &certificates, &leaf));
        Self { sent: random.some(75, &certificates), leaf, store, lists }
    }
}

/// Subjects with their keys, each in a certificate of its own; some share a name, or a key.
fn authorities(random: &mut Random) -> Vec<Party> {
    let count = 2 + random.below(7);
    let mut parties: Vec<Party> = Vec::new();
    for number in 0..count {
        let mut draft = Draft::ca(&format!("Authority {number}"));
        if random.chance(10) {
            draft = draft.key(&RSA_2048);
        }
        if number > 0 && random.chance(12) {
            let namesake = random.pick(&parties);
            draft = draft.subject(namesake.subject.clone());
            if random.chance(30) {
                draft = draft.key(&namesake.key);
            }
        }
        parties.push(draft.self_signed());
    }
    parties
}

/// For each authority, what signs itself, what others sign, or both. Mostly those before sign those behind.
fn certificates(random: &mut Random, authorities: &[Party]) -> Vec<Party> {
    let mut certificates: Vec<Party> = Vec::new();
    for (number, party) in authorities.iter().enumerate() {
        if number == 0 || random.chance(35) {
            certificates.push(certified(random, party, party));
        }
        for _ in 0..random.below(3).max(usize::from(number > 0)) {
            let issuers = if random.chance(85) { &authorities[..number.max(1)] } else { authorities };
            let issuer = random.pick(issuers);
            certificates.push(certified(random, party, issuer));
        }
    }
    certificates
}

fn certified(random: &mut Random, party: &Party, issuer: &Party) -> Party {
    let mut draft = Draft::again(party);
    if random.chance(12) {
        draft = defect::of_authority(random, draft);
    }
    if random.chance(12) {
        draft = defect::of_any(random, draft, issuer);
    }
    issuer.issue(draft)
}

fn server(random: &mut Random, certificates: &[Party]) -> Party {
    let issuer = random.pick(certificates);
    let mut draft = if random.chance(20) { Draft::bare(cn(HOST)) } else { Draft::server(HOST) };
    if random.chance(10) {
        draft = defect::of_server(random, draft);
    }
    if random.chance(7) {
        draft = defect::of_any(random, draft, issuer);
    }
    if random.chance(4) { draft.key(&Key::new()).self_signed() } else { issuer.issue(draft) }
}

/// A certificate as the store holds it.
fn block(random: &mut Random, party: &Party) -> String {
    match random.below(40) {
        0 => party.trusted_pem(&[SERVER_AUTH], &[]),
        1 => party.trusted_pem(&[CLIENT_AUTH], &[]),
        2 => party.trusted_pem(&[], &[SERVER_AUTH]),
        3 => party.trusted_pem(&[], &[]),
        _ => party.pem(),
    }
}

fn lists(random: &mut Random, certificates: &[Party], leaf: &Party) -> String {
    let issuers = random.some(95, certificates);
    issuers.iter().map(|issuer| list(random, issuer, certificates, leaf)).collect()
}

fn list(random: &mut Random, issuer: &Party, certificates: &[Party], leaf: &Party) -> String {
    let mut list = List::of(issuer);
    if random.chance(8) {
        list = list.days(-9, Some(-2));
    }
    if random.chance(10) {
        list = list.revoking(random.pick(certificates));
    }
    if random.chance(5) {
        list = list.revoking(leaf);
    }
    if random.chance(5) {
        list = list.with(delta());
    }
    if random.chance(3) {
        list = list.with(authority_key(&[9; 20]));
    }
    if random.chance(3) {
        return crate::support::pem("X509 CRL", &list.signed_by(random.pick(certificates)));
    }
    list.pem()
}
