//! The pinned roots with their certificates, to compare other certificates with.

use std::cell::OnceCell;

use crate::pins::look_alike::Likeness;
use crate::pins::{Pin, Pins};
use crate::x509::certificate::Certificate;
use crate::x509::signature::Signature;

/// The pinned roots and their certificates. They are gathered when the first question needs them: most stores hold nothing
/// but pinned roots, which are known by their fingerprints.
pub(crate) struct PinnedRoots<'a> {
    pins: &'a Pins,
    loaded: Vec<Certificate>,
    gathered: OnceCell<GatheredRoots<'a>>,
}

#[derive(Default)]
struct GatheredRoots<'a> {
    known: Vec<(&'a Pin, Certificate)>,
    /// The pins whose certificates are not available.
    unknown: Vec<&'a Pin>,
}

impl<'a> PinnedRoots<'a> {
    /// The roots of a manifest. Their certificates are files beside it, or are among `loaded`.
    pub(crate) fn new(pins: &'a Pins, loaded: &[&Certificate]) -> Self {
        let loaded = loaded.iter().map(|certificate| (*certificate).clone()).collect();
        Self { pins, loaded, gathered: OnceCell::new() }
    }

    fn gathered(&self) -> &GatheredRoots<'a> {
        self.gathered.get_or_init(|| {
            let mut roots = GatheredRoots::default();
            for pin in &self.pins.manifest().roots {
                let is_it = |certificate: &&Certificate| certificate.sha256() == pin.sha256;
                let there = || self.loaded.iter().find(is_it).cloned();
                match self.pins.certificate(pin).or_else(there) {
                    Some(certificate) => roots.known.push((pin, certificate)),
                    None => roots.unknown.push(pin),
                }
            }
            roots
        })
    }

    fn known(&self) -> &[(&'a Pin, Certificate)] {
        &self.gathered().known
    }

    /// The root that a certificate looks like. A root's version that another authority signed does not count: it
    /// is an intermediate.
    pub(crate) fn look_alike(&self, certificate: &Certificate) -> Option<(Likeness, &'a Pin)> {
        if !certificate.is_self_issued() || self.known().iter().any(|(_, root)| root == certificate) {
            return None;
        }
        let Some((pin, root)) = self.resembled(certificate) else {
            let namesake = self.gathered().unknown.iter().find(|pin| pin.subject == certificate.subject());
            return namesake.map(|pin| (Likeness::Namesake, *pin));
        };
        let likeness = match (certificate.has_key_of(root), certificate.own_signature()) {
            (false, _) => Likeness::Impostor,
            (true, Signature::Valid) => Likeness::Variant,
            (true, Signature::Invalid) => Likeness::Tampered,
            (true, Signature::Unknown) => Likeness::Unverified,
        };
        Some((likeness, pin))
    }

    /// The root that another authority signed in this certificate: the same subject and key under another issuer.
    pub(crate) fn cross_signed(&self, certificate: &Certificate) -> Option<&'a Pin> {
        if certificate.is_self_issued() {
            return None;
        }
        let same = |root: &Certificate| certificate.has_subject_of(root) && certificate.has_key_of(root);
        self.known().iter().find(|(_, root)| same(root)).map(|(pin, _)| *pin)
    }

    /// The root that issued a certificate.
    pub(crate) fn signer(&self, certificate: &Certificate) -> Option<&'a Pin> {
        self.known().iter().find(|(_, root)| certificate.is_issued_by(root)).map(|(pin, _)| *pin)
    }

    /// The pinned root with the certificate's subject and key, else the one with its subject, else with its key.
    /// One root's name over another root's key is an impostor.
    fn resembled(&self, certificate: &Certificate) -> Option<(&'a Pin, &Certificate)> {
        let likeness = |root: &Certificate| (certificate.has_subject_of(root), certificate.has_key_of(root));
        let like = self.known().iter().filter(|(_, root)| likeness(root) != (false, false));
        // The first of the best: `max_by_key` would give the last.
        like.rev().max_by_key(|(_, root)| likeness(root)).map(|(pin, root)| (*pin, root))
    }
}
