//! Self-issued certificates that bear the name or the key of a pinned root and are not it.

use crate::pins::{Pin, Pins};
use crate::x509::certificate::Certificate;
use crate::x509::signature;
use crate::x509::signature::Signature;

/// How a certificate is like a pinned root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// The same key, other bytes, and a signature of its own that verifies.
    Variant,
    /// The same key, but its own signature does not verify: somebody edited it.
    Tampered,
    /// The same key, but its own signature is in an algorithm that cannot be verified here.
    Unverified,
    /// The same name over another key.
    Impostor,
    /// The same name, where the pinned certificate is not at hand to compare the keys.
    Namesake,
}

/// The pinned roots and their certificates.
pub(crate) struct PinnedRoots<'a> {
    known: Vec<(&'a Pin, Certificate)>,
    /// Those whose certificates are not at hand.
    unknown: Vec<&'a Pin>,
}

impl<'a> PinnedRoots<'a> {
    /// The roots of a manifest; their certificates lie beside it, or are among `loaded`.
    pub(crate) fn of(pins: &'a Pins, loaded: &[&Certificate]) -> Self {
        let mut roots = Self { known: Vec::new(), unknown: Vec::new() };
        for pin in &pins.manifest().roots {
            let is_it = |certificate: &&&Certificate| certificate.sha256() == pin.sha256;
            let there = || loaded.iter().find(is_it).map(|certificate| (*certificate).clone());
            match pins.certificate(pin).or_else(there) {
                Some(certificate) => roots.known.push((pin, certificate)),
                None => roots.unknown.push(pin),
            }
        }
        roots
    }

    /// The root that a certificate looks like. A version of a root that another authority signed is none: it is
    /// an intermediate.
    pub(crate) fn look_alike(&self, certificate: &Certificate) -> Option<(Likeness, &'a Pin)> {
        if !certificate.is_self_issued() || self.known.iter().any(|(_, root)| root == certificate) {
            return None;
        }
        let Some((pin, root)) = self.resembled(certificate) else {
            let namesake = self.unknown.iter().find(|pin| pin.subject == certificate.subject());
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

    /// The root of which a certificate is another authority's version: its subject and key under another issuer.
    pub(crate) fn cross_signed(&self, certificate: &Certificate) -> Option<&'a Pin> {
        if certificate.is_self_issued() {
            return None;
        }
        let same = |root: &Certificate| certificate.has_subject_of(root) && certificate.has_key_of(root);
        self.known.iter().find(|(_, root)| same(root)).map(|(pin, _)| *pin)
    }

    /// The root whose key made a certificate's signature.
    pub(crate) fn signer(&self, certificate: &Certificate) -> Option<&'a Pin> {
        let signed = |root: &Certificate| {
            signature::verify_certificate(certificate.der(), root.der()) == Signature::Valid
        };
        self.known.iter().find(|(_, root)| signed(root)).map(|(pin, _)| *pin)
    }

    /// The pinned root whose subject and key a certificate bears, else whose subject, else whose key: one root's
    /// name over another's key is an impostor.
    fn resembled(&self, certificate: &Certificate) -> Option<(&'a Pin, &Certificate)> {
        let likeness = |root: &Certificate| (certificate.has_subject_of(root), certificate.has_key_of(root));
        let like = self.known.iter().filter(|(_, root)| likeness(root) != (false, false));
        // The first of the best: `max_by_key` would give the last.
        like.rev().max_by_key(|(_, root)| likeness(root)).map(|(pin, root)| (*pin, root))
    }
}
