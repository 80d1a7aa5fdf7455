//! One case: what a server sends, the client's store, and perhaps revocation lists.

use std::sync::{Arc, LazyLock};

use super::{addresses, constraints, extensions, lists, mutated, paths, signed};
use crate::graphs::random::Random;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::key::Key;
use crate::support::pem;

pub(super) const HOST: &str = "db.kit.test";

/// What is asked about, in DER.
#[derive(Clone)]
pub(super) struct Chain {
    pub(super) kind: &'static str,
    pub(super) sent: Vec<Vec<u8>>,
    pub(super) store: Vec<Stored>,
    pub(super) lists: Option<Vec<Vec<u8>>>,
    /// The server's key, if its certificate is as it was drafted.
    pub(super) key: Arc<Key>,
}

/// A certificate of the store, perhaps with trust settings.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) der: Vec<u8>,
    pub(super) settings: Option<Vec<u8>>,
}

impl Stored {
    pub(super) fn plain(der: &[u8]) -> Self {
        Self { der: der.to_vec(), settings: None }
    }

    fn pem(&self) -> String {
        match &self.settings {
            None => pem("CERTIFICATE", &self.der),
            Some(settings) => pem("TRUSTED CERTIFICATE", &[self.der.as_slice(), settings].concat()),
        }
    }
}

/// What makes the chains of a kind.
type Generate = fn(&mut Random) -> Chain;

pub(super) const KINDS: [(&str, Generate); 7] = [
    ("extension", extensions::generate),
    ("mutation", mutated::generate),
    ("signature", signed::generate),
    ("constraints", constraints::generate),
    ("addresses", addresses::generate),
    ("list", lists::generate),
    ("path", paths::generate),
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
        Self {
            kind,
            sent: vec![leaf, middle],
            store: vec![Stored::plain(&root)],
            lists: None,
            key: Arc::clone(&KEYS[2]),
        }
    }

    /// The store as a file.
    pub(super) fn store_pem(&self) -> String {
        self.store.iter().map(Stored::pem).collect()
    }

    pub(super) fn signed(kind: &'static str, drafts: Drafts) -> Self {
        Self::new(kind, drafts.signed().map(|party| party.der))
    }
}
