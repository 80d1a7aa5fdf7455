//! The pinned roots as ends of paths. Each is parsed when a path may end there.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::openssl::chain::{Link, Shared, X509Store};
use crate::pins::{Pin, Pins, Set};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;
use crate::x509::name::CanonicalName;

/// More issuers than a chain in use has. Of such chains nothing is kept.
const USUAL_ISSUERS: usize = 8;

/// The pinned roots, and the set that was asked for.
pub(crate) struct Roots<'a> {
    pub(crate) pins: &'a Pins,
    links: RefCell<HashMap<Sha256, Option<Shared>>>,
    /// Those above chains that were met, by the issuers in the chain.
    above: RefCell<HashMap<Vec<CanonicalName>, Vec<Shared>>>,
    /// The set that must anchor each chain by itself, and a store that holds nothing else.
    pub(super) demanded: Option<(&'a Set, X509Store)>,
}

impl<'a> Roots<'a> {
    pub(crate) fn from_pins(pins: &'a Pins) -> Self {
        Self { pins, links: RefCell::default(), above: RefCell::default(), demanded: None }
    }

    /// Requires that this set anchors each chain by itself.
    #[must_use]
    pub(crate) fn demanding(self, set: &'a Set) -> Self {
        let mut store = X509Store::default();
        for certificate in self.pins.roots_of(set).into_iter().filter_map(|pin| self.pins.certificate(pin)) {
            store.add_certificate(&certificate, &[]);
        }
        Self { demanded: Some((set, store)), ..self }
    }

    /// The pin that a certificate is.
    pub(crate) fn pin_of(&self, certificate: &Certificate) -> Option<&'a Pin> {
        self.pins.by_sha256(certificate.sha256())
    }

    /// The roots that these certificates name as their issuers.
    pub(super) fn above<'l>(&self, links: impl Iterator<Item = &'l Shared>) -> Vec<Shared> {
        let open = links.filter(|link| !link.ends_paths());
        let issuers: Vec<&CanonicalName> = open.map(|link| link.issuer()).collect();
        let named = || self.named(&issuers.iter().copied().collect());
        if issuers.len() > USUAL_ISSUERS {
            return named();
        }
        // Servers of one fleet have the same issuers, and the pins are many.
        let issuers = issuers.iter().map(|issuer| (*issuer).clone()).collect();
        self.above.borrow_mut().entry(issuers).or_insert_with(named).clone()
    }

    fn named(&self, issuers: &HashSet<&CanonicalName>) -> Vec<Shared> {
        // Most roots are ruled out by their text, before they are parsed.
        let may_be = |subject: &str| issuers.iter().any(|issuer| issuer.may_show(subject));
        let named = self.pins.roots_named(may_be).filter_map(|pin| self.link(pin));
        named.filter(|link| issuers.contains(link.subject())).collect()
    }

    fn link(&self, pin: &Pin) -> Option<Shared> {
        let read = || Link::new(self.pins.certificate(pin)?, &[]);
        self.links.borrow_mut().entry(pin.sha256).or_insert_with(read).clone()
    }
}
