//! The one chain that OpenSSL looks at: `build_chain` in `crypto/x509/x509_vfy.c` of OpenSSL 3, with the flags
//! that libpq leaves as they are (`X509_V_FLAG_TRUSTED_FIRST`, no partial chains).
//!
//! It looks for an issuer in the store first, then among what was sent, and never comes back to try another.

use std::collections::HashSet;
use std::rc::Rc;

use time::OffsetDateTime;

use crate::x509::digest::Sha256;

use super::link::{Settings, Shared};
use super::store::{Store, best_issuer};

/// The default of `X509_VERIFY_PARAM_set_depth`, and the leaf.
const LENGTH_LIMIT: usize = 101;

/// The chain that OpenSSL builds.
#[derive(Debug)]
pub(crate) struct Selection {
    /// From the leaf upwards.
    pub(crate) links: Vec<Shared>,
    /// How many of them came from the server; the others are the store's.
    pub(crate) untrusted: usize,
    /// How it ends.
    pub(crate) end: End,
}

/// How a chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// At a certificate that the store trusts.
    Anchored,
    /// At one that the store's settings reject.
    Rejected,
    /// At a self-signed certificate that is not in the store.
    SelfSigned,
    /// At a certificate whose issuer is neither in the store nor sent.
    NoIssuer,
    /// At more certificates than OpenSSL follows.
    TooLong,
}

/// `sent` is all that the server sent, the leaf included.
pub(super) fn select(leaf: &Shared, sent: &[Shared], store: &Store, at: OffsetDateTime) -> Selection {
    let used = HashSet::from([leaf.certificate.sha256()]);
    let mut search =
        Search { links: vec![leaf.clone()], used, untrusted: 1, unused: sent.to_vec(), store, at };
    let mut among_sent = true;
    loop {
        match search.in_store(&mut among_sent) {
            Step::Done(end) => return search.selection(end),
            Step::Further => {}
            Step::Nothing if among_sent => among_sent = search.among_sent(),
            Step::Nothing => break,
        }
    }
    let end = search.end();
    search.selection(end)
}

enum Step {
    Done(End),
    Further,
    Nothing,
}

struct Search<'a> {
    links: Vec<Shared>,
    /// What stands among the links, or did: only the store's own copy takes a place.
    used: HashSet<Sha256>,
    untrusted: usize,
    unused: Vec<Shared>,
    store: &'a Store,
    at: OffsetDateTime,
}

impl Search<'_> {
    fn last(&self) -> Shared {
        Rc::clone(&self.links[self.links.len() - 1])
    }

    fn in_store(&mut self, among_sent: &mut bool) -> Step {
        if self.links.len() > LENGTH_LIMIT {
            return Step::Nothing;
        }
        let last = self.last();
        let Some(issuer) = self.store.issuer_of(&last, self.at).cloned() else { return Step::Nothing };
        if last.profile.is_self_signed() {
            // The store must have these very bytes: another certificate of that name proves nothing.
            if !last.is(&issuer) {
                return Step::Nothing;
            }
            self.links.pop();
            self.untrusted = self.links.len();
        }
        self.used.insert(issuer.certificate.sha256());
        self.links.push(Rc::clone(&issuer));
        *among_sent = false;
        match issuer.trust() {
            Settings::Trusted => Step::Done(End::Anchored),
            Settings::Rejected => Step::Done(End::Rejected),
            Settings::Silent => Step::Further,
        }
    }

    /// Whether an issuer was found among what was sent.
    fn among_sent(&mut self) -> bool {
        let last = self.last();
        if last.profile.is_self_signed() || self.links.len() > LENGTH_LIMIT {
            return false;
        }
        let leaf_of_own_name = last.profile.is_self_issued() && self.links.len() == 1;
        let fresh = |link: &&Shared| leaf_of_own_name || !self.used.contains(&link.certificate.sha256());
        let Some(issuer) = best_issuer(self.unused.iter().filter(fresh), &last, self.at).cloned() else {
            return false;
        };
        self.unused.retain(|link| !Rc::ptr_eq(link, &issuer));
        self.used.insert(issuer.certificate.sha256());
        self.links.push(issuer);
        self.untrusted += 1;
        true
    }

    fn end(&self) -> End {
        match () {
            () if self.links.len() > LENGTH_LIMIT => End::TooLong,
            () if self.last().profile.is_self_signed() => End::SelfSigned,
            () => End::NoIssuer,
        }
    }

    fn selection(self, end: End) -> Selection {
        Selection { links: self.links, untrusted: self.untrusted, end }
    }
}
