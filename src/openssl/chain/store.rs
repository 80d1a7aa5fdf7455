//! The store that OpenSSL fills from root.crt and the revocation lists.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use time::OffsetDateTime;

use crate::openssl::pem::Bundle;
use crate::x509::certificate::Certificate;
use crate::x509::name::Canonical;

use super::link::{Link, Shared};
use super::revocation::List;

/// Certificates and revocation lists, as `X509_STORE` holds them: in the order of loading, none twice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    links: Vec<Shared>,
    by_subject: HashMap<Canonical, Vec<usize>>,
    known: HashSet<Vec<u8>>,
    pub(super) lists: Vec<Rc<List>>,
    /// Whether certificates are checked against revocation lists (`X509_V_FLAG_CRL_CHECK_ALL`).
    pub(super) checks_revocation: bool,
    /// It holds a certificate or list that OpenSSL loads and this program cannot read.
    pub(super) has_unreadable: bool,
}

impl Store {
    /// Adds what a file holds, root.crt or one of revocation lists: OpenSSL takes both kinds from both.
    pub(crate) fn add(&mut self, bundle: &Bundle) {
        for entry in &bundle.certificates {
            self.add_certificate(&entry.certificate, entry.trust_settings());
        }
        for der in &bundle.crls {
            match List::of(der) {
                Some(list) => self.lists.push(Rc::new(list)),
                None => self.has_unreadable = true,
            }
        }
    }

    /// From now on every certificate of a chain needs a current list of its issuer.
    pub(crate) fn check_revocation(&mut self) {
        self.checks_revocation = true;
    }

    /// Adds a certificate, with the trust settings of its block.
    pub(crate) fn add_certificate(&mut self, certificate: &Certificate, settings: &[u8]) {
        // The first of two with the same bytes stays, and with it its settings (`X509_STORE_add_cert`).
        if !self.known.insert(certificate.der().to_vec()) {
            return;
        }
        let Some(link) = Link::new(certificate.clone(), settings) else {
            self.has_unreadable = true;
            return;
        };
        self.by_subject.entry(link.profile.subject.clone()).or_default().push(self.links.len());
        self.links.push(link);
    }

    pub(crate) fn links(&self) -> &[Shared] {
        &self.links
    }

    /// Whether it has a certificate of this subject: OpenSSL then does not look into its folder.
    pub(crate) fn has_subject(&self, subject: &Canonical) -> bool {
        self.by_subject.contains_key(subject)
    }

    pub(super) fn with_subject(&self, subject: &Canonical) -> impl Iterator<Item = &Shared> {
        self.by_subject.get(subject).into_iter().flatten().map(|index| &self.links[*index])
    }

    /// The entry with these bytes.
    pub(super) fn same(&self, link: &Link) -> Option<&Shared> {
        self.with_subject(&link.profile.subject).find(|entry| entry.is(link))
    }

    /// `X509_STORE_CTX_get1_issuer`.
    pub(super) fn issuer_of(&self, subject: &Link, at: OffsetDateTime) -> Option<&Shared> {
        best_issuer(self.with_subject(&subject.profile.issuer), subject, at)
    }
}

/// The first that is current, else the one that ends last (`get0_best_issuer_sk`).
pub(super) fn best_issuer<'a>(
    candidates: impl Iterator<Item = &'a Shared>,
    subject: &Link,
    at: OffsetDateTime,
) -> Option<&'a Shared> {
    let mut best: Option<&Shared> = None;
    for candidate in candidates.filter(|candidate| candidate.profile.likely_issued(&subject.profile)) {
        if candidate.profile.is_current(at) {
            return Some(candidate);
        }
        if best.is_none_or(|best| candidate.profile.not_after > best.profile.not_after) {
            best = Some(candidate);
        }
    }
    best
}
