//! Plans a change of a keystore, as [`plan`](super::plan) does for PEM. Nothing is written here.

use std::collections::HashSet;

use crate::pins::gate::PinnedRoot;
use crate::store::keystore::{Keystore, KeystoreEntry, KeystoreFault, KeystoreKind, Opening, RandomBytes};
use crate::store::placed::Placed;
use crate::store::plan::{Action, Change, Dropped, Mode, PRUNED, Plan, State};
use crate::x509::digest::Sha256;

/// What a keystore is opened and written with.
#[derive(Debug)]
pub(crate) struct KeystoreAccess<'a> {
    pub(crate) kind: KeystoreKind,
    pub(crate) password: Option<&'a str>,
    /// An encryption that is only read may be replaced by the one of a new store.
    pub(crate) modernizes: bool,
    pub(crate) random: RandomBytes,
}

/// Plans how to add `roots` to a keystore with the bytes `existing`, or to a new one. Certificates with the fingerprints
/// `gone` are removed.
///
/// # Errors
/// Why the file must not be changed.
pub(crate) fn plan(
    existing: Option<&[u8]>,
    roots: &[PinnedRoot],
    mode: Mode,
    gone: &[Sha256],
    access: &KeystoreAccess,
) -> Result<Plan, KeystoreFault> {
    let (old, is_lost) = match access.open(existing, mode) {
        Err(KeystoreFault::Malformed) if mode == Mode::Replace => (access.empty(), true),
        opened => (opened?, false),
    };
    let mut draft = Draft { old: &old, store: old.clone(), dropped: Vec::new() };
    let is_opened = access.is_needless(&old);
    if is_opened {
        draft.store.modernize();
    }
    let mut action = draft.change(existing, roots, mode, gone);
    if is_opened && action == Action::None {
        action = Action::Replace;
    }
    let change = match action {
        Action::None => None,
        action => Some(Change { action, bytes: access.write(&mut draft.store)? }),
    };
    Ok(Plan {
        change,
        states: states(&old, roots),
        kept: kept(&draft.store, roots),
        dropped: draft.dropped,
        trusted: Vec::new(),
        keystore: Some(access.kind),
        is_lost,
    })
}

impl KeystoreAccess<'_> {
    fn empty(&self) -> Keystore {
        Keystore::empty(self.kind, self.password.is_some())
    }

    /// The store that is there, or an empty one.
    pub(super) fn open(&self, existing: Option<&[u8]>, mode: Mode) -> Result<Keystore, KeystoreFault> {
        let opened = existing.and_then(|bytes| Keystore::open(bytes, Opening::Sealed(self.password)));
        let Some(store) = opened.transpose()? else { return Ok(self.empty()) };
        store.refuse_unfit()?;
        if mode != Mode::Replace && self.is_needless(&store) {
            return Err(KeystoreFault::NeedlessPassword);
        }
        if store.is_legacy() && !self.modernizes { Err(KeystoreFault::Legacy) } else { Ok(store) }
    }

    /// Whether a password is given for a store that has none.
    fn is_needless(&self, store: &Keystore) -> bool {
        self.password.is_some() && store.is_open()
    }

    /// The new bytes. They are read again, so that a second run changes nothing.
    pub(super) fn write(&self, store: &mut Keystore) -> Result<Vec<u8>, KeystoreFault> {
        if store.is_legacy() {
            store.modernize();
        }
        let bytes = store.write(self.password, &self.random)?;
        let again = Keystore::open(&bytes, Opening::Sealed(self.password));
        if again.transpose()?.as_ref() == Some(store) { Ok(bytes) } else { Err(KeystoreFault::Malformed) }
    }
}

/// A store on its way from the old content to the new one.
struct Draft<'a> {
    old: &'a Keystore,
    store: Keystore,
    dropped: Vec<Dropped>,
}

impl Draft<'_> {
    /// Changes the entries, and says what that is.
    fn change(
        &mut self,
        existing: Option<&[u8]>,
        roots: &[PinnedRoot],
        mode: Mode,
        gone: &[Sha256],
    ) -> Action {
        let is_empty = self.old.entries.is_empty();
        if mode == Mode::Replace {
            self.keep_only(|entry| is_in(roots, entry), "not in the set");
        }
        self.keep_only(|entry| !is_one_of(gone, entry), PRUNED);
        let states = states(&self.store, roots);
        let missing = roots.iter().zip(states).filter(|(_, state)| *state == State::Added);
        let missing: Vec<&PinnedRoot> = missing.map(|(root, _)| root).collect();
        for root in &missing {
            self.store.add_root(&root.pin().id, root.certificate());
        }
        match (mode, existing) {
            (_, None) => Action::Create,
            (Mode::Replace, _) if is_empty || !self.dropped.is_empty() || !missing.is_empty() => {
                Action::Replace
            }
            _ if !self.dropped.is_empty() => Action::Prune,
            _ if !missing.is_empty() => Action::Append,
            _ if self.store.is_legacy() => Action::Repair,
            _ => Action::None,
        }
    }

    fn keep_only(&mut self, is_kept: impl Fn(&KeystoreEntry) -> bool, reason: &str) {
        let (kept, gone): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.store.entries).into_iter().partition(is_kept);
        self.store.entries = kept;
        self.dropped.extend(gone.iter().map(|entry| dropped(entry, reason)));
    }
}

fn dropped(entry: &KeystoreEntry, reason: &str) -> Dropped {
    match entry.placed() {
        Some(placed) => Dropped { reason: reason.to_owned(), ..Dropped::from(&placed) },
        None => Dropped {
            line: None,
            alias: Some(entry.alias.clone()),
            reason: "Java trusts no certificate in it".into(),
            subject: None,
            sha256: None,
        },
    }
}

fn is_in(roots: &[PinnedRoot], entry: &KeystoreEntry) -> bool {
    roots.iter().any(|root| Some(root.certificate()) == entry.certificate.as_ref())
}

fn is_one_of(fingerprints: &[Sha256], entry: &KeystoreEntry) -> bool {
    entry.certificate.as_ref().is_some_and(|certificate| fingerprints.contains(&certificate.sha256()))
}

fn states(store: &Keystore, roots: &[PinnedRoot]) -> Vec<State> {
    let there: HashSet<Sha256> = store.trusted().map(|placed| placed.certificate.sha256()).collect();
    let is_there = |root: &PinnedRoot| there.contains(&root.certificate().sha256());
    roots.iter().map(|root| if is_there(root) { State::Present } else { State::Added }).collect()
}

/// The other certificates.
fn kept(store: &Keystore, roots: &[PinnedRoot]) -> Vec<crate::x509::certificate::Certificate> {
    let mut seen: HashSet<Sha256> = roots.iter().map(|root| root.certificate().sha256()).collect();
    let certificates = store.trusted().map(|Placed { certificate, .. }| certificate);
    certificates.filter(|certificate| seen.insert(certificate.sha256())).collect()
}
