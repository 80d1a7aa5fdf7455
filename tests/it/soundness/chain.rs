//! One case: what a server sends, the client's store, and perhaps revocation lists.

use std::sync::{Arc, LazyLock};

use super::{addresses, constraints, extensions, lists, mutated, signed};
use crate::graphs::random::Random;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::key::Key;

pub(super) const HOST: &str = "db.kit.test";

/// What is asked about, in DER.
pub(super) struct Chain {
    pub(super) kind: &'static str,
    pub(super) sent: Vec<Vec<u8>>,
    pub(super) store: Vec<Vec<u8>>,
    pub(super) lists: Option<Vec<Vec<u8>>>,
}

/// What makes the chains of a kind.
type Generate = fn(&mut Random) -> Chain;

pub(super) const KINDS: [(&str, Generate); 6] = [
    ("extension", extensions::generate),
    ("mutation", mutated::generate),
    ("signature", signed::generate),
    ("constraints", constraints::generate),
    ("addresses", addresses::generate),
    ("list", lists::generate),
];

static KEYS: LazyLock<[Arc<Key>; 3]> = LazyLock::new(|| std::array::from_fn(|_| Key::new()));

/// The drafts of a root, an intermediate and a server, to be changed before they are signed.
pub(super) struct Drafts(pub(super) [Draft; 3]);

impl Drafts {
    pub(super) fn new() -> Self {
        let authority = |name, key: &Arc<Key>| Draft::ca(name).key(key);
        Self([
            authority("Kit Root", &KEYS[0]),
            authority("Kit Middle", &KEYS[1]),
            Draft::server(HOST).key(&KEYS[2]),
        ])
    }

    /// Changes the draft in this place: 0 is the root, 2 the server.
    pub(super) fn changed(mut self, place: usize, change: impl FnOnce(Draft) -> Draft) -> Self {
        self.0[place] = change(self.0[place].clone());
        self
    }

    pub(super) fn signed(self) -> [Party; 3] {
        let [root, middle, leaf] = self.0;
        let root = root.self_signed();
        let middle = root.issue(middle);
        let leaf = middle.issue(leaf);
        [root, middle, leaf]
    }
}

impl Chain {
    /// The root is stored, the others are sent.
    pub(super) fn new(kind: &'static str, [root, middle, leaf]: [Vec<u8>; 3]) -> Self {
        Self { kind, sent: vec![leaf, middle], store: vec![root], lists: None }
    }

    pub(super) fn signed(kind: &'static str, drafts: Drafts) -> Self {
        Self::new(kind, drafts.signed().map(|party| party.der))
    }
}
