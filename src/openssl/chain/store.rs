//! The store that OpenSSL fills from root.crt and the revocation lists.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use time::OffsetDateTime;

use crate::openssl::pem::Bundle;
use crate::x509::certificate::Certificate;
use crate::x509::name::CanonicalName;

use super::crl::RevocationList;
use super::link::{Link, Shared};

/// Certificates and revocation lists as `X509_STORE` holds them: in the order of loading, and none of them twice.
#[derive(Clone, Debug, Default)]
pub(crate) struct X509Store {
    links: Vec<Shared>,
    by_subject: HashMap<CanonicalName, Vec<usize>>,
    known: HashSet<Vec<u8>>,
    pub(super) lists: Vec<Rc<RevocationList>>,
    /// Whether certificates are checked against revocation lists (`X509_V_FLAG_CRL_CHECK_ALL`).
    pub(super) checks_revocation: bool,
    /// Whether it holds a certificate or list that OpenSSL loads but this program cannot read.
    pub(super) has_unreadable: bool,
}

impl X509Store {
    /// Adds the content of root.crt or of a file of revocation lists. OpenSSL reads both kinds from either.
    pub(crate) fn add(&mut self, bundle: &Bundle) {
        for entry in &bundle.certificates {
            self.add_certificate(&entry.certificate, entry.trust_settings());
        }
        for der in &bundle.crls {
            match RevocationList::from_der(der) {
                Some(list) => self.lists.push(Rc::new(list)),
                None => self.has_unreadable = true,
            }
        }
    }

    /// From now on every certificate of a chain needs a current revocation list of its issuer.
    pub(crate) fn check_revocation(&mut self) {
        self.checks_revocation = true;
    }

    /// Adds a certificate, with the trust settings of its block.
    pub(crate) fn add_certificate(&mut self, certificate: &Certificate, settings: &[u8]) {
        // Of two with the same bytes the first stays, with its settings (`X509_STORE_add_cert`).
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

    /// Whether it has a certificate of this subject. If so, OpenSSL does not look into its folder.
    pub(crate) fn has_subject(&self, subject: &CanonicalName) -> bool {
        self.by_subject.contains_key(subject)
    }

    pub(super) fn with_subject(&self, subject: &CanonicalName) -> impl Iterator<Item = &Shared> {
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

/// The first candidate that is current, or else the one that expires last (`get0_best_issuer_sk`).
pub(super) fn best_issuer<'a>(
    candidates: impl Iterator<Item = &'a Shared>,
    subject: &Link,
    at: OffsetDateTime,
) -> Option<&'a Shared> {
    let ends = |link: &Link| link.profile.validity.not_after;
    let mut best: Option<&Shared> = None;
    for candidate in candidates.filter(|candidate| candidate.profile.likely_issued(&subject.profile)) {
        if candidate.profile.validity.is_current(at) {
            return Some(candidate);
        }
        if best.is_none_or(|best| ends(candidate) > ends(best)) {
            best = Some(candidate);
        }
    }
    best
}
