//! What a certificate is, as far as a manifest knows: by its SHA-256 first, by its SHA-1 and its key second.

use serde::Serialize;

use crate::pins::look_alike::{Likeness, PinnedRoots};
use crate::pins::{Known, KnownKind, Pin, Pins};
use crate::x509::certificate::Certificate;
use crate::x509::digest::{Sha1, Sha256};

/// What a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Recognition {
    /// A pinned root, byte for byte.
    Pinned,
    /// Another edition of one: the same key, and its own signature verifies.
    Edition,
    /// A version of one that another authority signed.
    CrossSigned,
    /// An intermediate that the manifest knows.
    KnownIntermediate,
    /// A root that the manifest knows and does not pin.
    KnownRoot,
    /// A root that was needed once.
    RetiredRoot,
    /// A pinned root that somebody edited.
    Tampered,
    /// The name and key of a pinned root, and a signature that cannot be verified here.
    Unverified,
    /// The name of a pinned root over another key.
    Impostor,
    /// The name of a pinned root whose certificate is not at hand to compare the keys.
    Namesake,
    /// None of these.
    Unknown,
}

/// By what it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum By {
    Sha256,
    Sha1,
    Key,
    Name,
}

/// What a manifest knows of a certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identity<'a> {
    pub(crate) verdict: Recognition,
    pub(crate) by: Option<By>,
    /// The pinned root that it is, or is like.
    pub(crate) pin: Option<&'a Pin>,
    /// What the manifest says of a certificate that it does not pin.
    pub(crate) known: Option<&'a Known>,
    /// The pinned root that signed it, if it is another certificate.
    pub(crate) signer: Option<&'a Pin>,
}

impl Recognition {
    /// Whether it is a certificate of which the manifest knows what to think.
    pub(crate) fn is_known(self) -> bool {
        !matches!(self, Self::Tampered | Self::Unverified | Self::Impostor | Self::Namesake | Self::Unknown)
    }
}

/// Tells certificates by a manifest.
pub(crate) struct Identifier<'a> {
    pins: &'a Pins,
    roots: PinnedRoots<'a>,
}

impl<'a> Identifier<'a> {
    pub(crate) fn new(pins: &'a Pins) -> Self {
        Self { pins, roots: PinnedRoots::of(pins, &[]) }
    }

    /// The pinned root with this name in the manifest.
    pub(crate) fn of_id(&self, id: &str) -> Option<Identity<'a>> {
        let pin = self.pins.manifest().by_id(id)?;
        Some(Identity::pinned(pin, By::Sha256))
    }

    pub(crate) fn of_sha256(&self, sha256: Sha256) -> Identity<'a> {
        let pin = self.pins.manifest().by_sha256(sha256);
        pin.map_or_else(Identity::unknown, |pin| Identity::pinned(pin, By::Sha256))
    }

    pub(crate) fn of_sha1(&self, sha1: Sha1) -> Identity<'a> {
        let manifest = self.pins.manifest();
        let by_file =
            |pin: &&Pin| self.pins.certificate(pin).is_some_and(|root| Sha1::hash(root.der()) == sha1);
        let pin = manifest.roots.iter().find(|pin| pin.sha1.map_or_else(|| by_file(pin), |own| own == sha1));
        match (pin, manifest.known.iter().find(|known| known.sha1 == sha1)) {
            (Some(pin), _) => Identity::pinned(pin, By::Sha1),
            (None, Some(known)) => Identity::known(known),
            (None, None) => Identity::unknown(),
        }
    }

    pub(crate) fn of_certificate(&self, certificate: &Certificate) -> Identity<'a> {
        let by_sha256 = self.of_sha256(certificate.sha256());
        if by_sha256.verdict != Recognition::Unknown {
            return by_sha256;
        }
        let signer = self.roots.signer(certificate).filter(|_| !certificate.is_self_issued());
        let sha1 = Sha1::hash(certificate.der());
        // A pinned root's SHA-1 alone makes no pinned root.
        let known = self.pins.manifest().known.iter().find(|known| known.sha1 == sha1).map(Identity::known);
        let identity = known.or_else(|| self.like(certificate)).unwrap_or_else(Identity::unknown);
        Identity { signer, ..identity }
    }

    fn like(&self, certificate: &Certificate) -> Option<Identity<'a>> {
        if let Some(pin) = self.roots.cross_signed(certificate) {
            return Some(Identity::like(Recognition::CrossSigned, By::Key, pin));
        }
        let (likeness, pin) = self.roots.look_alike(certificate)?;
        let (verdict, by) = match likeness {
            Likeness::Variant => (Recognition::Edition, By::Key),
            Likeness::Tampered => (Recognition::Tampered, By::Key),
            Likeness::Unverified => (Recognition::Unverified, By::Key),
            Likeness::Impostor => (Recognition::Impostor, By::Name),
            Likeness::Namesake => (Recognition::Namesake, By::Name),
        };
        Some(Identity::like(verdict, by, pin))
    }
}

impl<'a> Identity<'a> {
    fn unknown() -> Self {
        Self { verdict: Recognition::Unknown, by: None, pin: None, known: None, signer: None }
    }

    fn pinned(pin: &'a Pin, by: By) -> Self {
        Self::like(Recognition::Pinned, by, pin)
    }

    fn like(verdict: Recognition, by: By, pin: &'a Pin) -> Self {
        Self { verdict, by: Some(by), pin: Some(pin), ..Self::unknown() }
    }

    fn known(known: &'a Known) -> Self {
        let verdict = match known.kind {
            KnownKind::Intermediate => Recognition::KnownIntermediate,
            KnownKind::Root => Recognition::KnownRoot,
            KnownKind::RetiredRoot => Recognition::RetiredRoot,
        };
        Self { verdict, by: Some(By::Sha1), known: Some(known), ..Self::unknown() }
    }
}
