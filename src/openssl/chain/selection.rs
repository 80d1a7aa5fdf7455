//! The one chain that OpenSSL looks at: `build_chain` in `crypto/x509/x509_vfy.c` of OpenSSL 3, with its default flags,
//! which libpq does not change (`X509_V_FLAG_TRUSTED_FIRST`, no partial chains).
//!
//! OpenSSL looks for an issuer in the store first, then among the certificates that were sent. It never comes back to try
//! another one.

use std::collections::HashSet;
use std::rc::Rc;

use time::OffsetDateTime;

use crate::x509::digest::Sha256;

use super::built_chain::LENGTH_LIMIT;
use super::link::Shared;
use super::store::{X509Store, best_issuer};
use super::trust_settings::TrustSettings;

/// The chain that OpenSSL builds.
#[derive(Debug)]
pub(crate) struct Selection {
    /// From the leaf upward.
    pub(crate) links: Vec<Shared>,
    /// How many of them came from the server. The others are from the store.
    pub(crate) untrusted: usize,
    /// How it ends.
    pub(crate) end: End,
}

/// How a chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// At a certificate that the store trusts.
    Anchored,
    /// At one that the store's trust settings reject.
    Rejected,
    /// At a self-signed certificate that is not in the store.
    SelfSigned,
    /// At a certificate whose issuer is neither in the store nor sent.
    NoIssuer,
    /// At the greatest length that OpenSSL follows, without an anchor.
    TooLong,
}

/// `sent` is everything that the server sent, including the leaf.
pub(super) fn select(leaf: &Shared, sent: &[Shared], store: &X509Store, at: OffsetDateTime) -> Selection {
    let used = HashSet::from([leaf.certificate.sha256()]);
    let mut search =
        IssuerSearch { links: vec![leaf.clone()], used, untrusted: 1, unused: sent.to_vec(), store, at };
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

struct IssuerSearch<'a> {
    links: Vec<Shared>,
    /// What is among the links or was: the store's copy may have replaced it.
    used: HashSet<Sha256>,
    untrusted: usize,
    unused: Vec<Shared>,
    store: &'a X509Store,
    at: OffsetDateTime,
}

impl IssuerSearch<'_> {
    fn last(&self) -> Shared {
        Rc::clone(&self.links[self.links.len() - 1])
    }

    /// Whether the chain has its greatest length. Its last certificate can then only be an anchor.
    fn is_full(&self) -> bool {
        self.links.len() >= LENGTH_LIMIT
    }

    /// Looks for the issuer of the last certificate in the store.
    fn in_store(&mut self, among_sent: &mut bool) -> Step {
        if self.is_full() {
            return Step::Nothing;
        }
        let last = self.last();
        let Some(issuer) = self.store.issuer_of(&last, self.at).cloned() else { return Step::Nothing };
        if last.profile.is_self_signed() {
            // The store must have the same bytes. Another certificate of that name proves nothing.
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
            TrustSettings::Trusted => Step::Done(End::Anchored),
            TrustSettings::Rejected => Step::Done(End::Rejected),
            TrustSettings::Silent => Step::Further,
        }
    }

    /// Looks for the issuer among the certificates that were sent, and returns whether there is one.
    fn among_sent(&mut self) -> bool {
        let last = self.last();
        if last.profile.is_self_signed() || self.is_full() {
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
        if self.is_full() {
            End::TooLong
        } else if self.last().profile.is_self_signed() {
            End::SelfSigned
        } else {
            End::NoIssuer
        }
    }

    fn selection(self, end: End) -> Selection {
        Selection { links: self.links, untrusted: self.untrusted, end }
    }
}
