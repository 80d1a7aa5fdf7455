//! What a manifest knows about a certificate: first by its SHA-256, then by its SHA-1 and its key.

use serde::Serialize;

use crate::pins::look_alike::Likeness;
use crate::pins::pinned_roots::PinnedRoots;
use crate::pins::{Known, KnownKind, Pin, Pins};
use crate::x509::certificate::Certificate;
use crate::x509::digest::{Sha1, Sha256};

/// What a certificate is, compared with a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Recognition {
    /// A pinned root, byte for byte.
    Pinned,
    /// Another edition of a pinned root: the same key, and its own signature verifies.
    Edition,
    /// A version of a pinned root that another authority signed.
    CrossSigned,
    /// An intermediate that the manifest lists.
    KnownIntermediate,
    /// A root that the manifest lists but does not pin.
    KnownRoot,
    /// A root that was needed once.
    RetiredRoot,
    /// A pinned root that somebody edited.
    Tampered,
    /// The name and key of a pinned root, and a signature that cannot be verified here.
    Unverified,
    /// The name of a pinned root over another key.
    Impostor,
    /// The name of a pinned root whose certificate is not available to compare the keys.
    Namesake,
    /// None of these.
    Unknown,
}

/// By what it was recognized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RecognizedBy {
    Sha256,
    Sha1,
    Key,
    Name,
}

/// What a manifest knows of a certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identity<'a> {
    pub(crate) recognition: Recognition,
    pub(crate) by: Option<RecognizedBy>,
    /// The pinned root that it is, or that it is like.
    pub(crate) pin: Option<&'a Pin>,
    /// How it is like that root without being it.
    pub(crate) likeness: Option<Likeness>,
    /// What the manifest says of a certificate that it does not pin.
    pub(crate) known: Option<&'a Known>,
    /// The pinned root that signed it, if it is another certificate.
    pub(crate) signer: Option<&'a Pin>,
}

impl Recognition {
    /// Whether the manifest knows the certificate, and nobody tampered with it.
    pub(crate) fn is_known(self) -> bool {
        !matches!(self, Self::Tampered | Self::Unverified | Self::Impostor | Self::Namesake | Self::Unknown)
    }
}

/// Recognizes certificates by a manifest.
pub(crate) struct Identifier<'a> {
    pins: &'a Pins,
    roots: PinnedRoots<'a>,
}

impl<'a> Identifier<'a> {
    pub(crate) fn new(pins: &'a Pins) -> Self {
        Self { pins, roots: PinnedRoots::new(pins, &[]) }
    }

    /// The pinned root with this name in the manifest.
    pub(crate) fn of_id(&self, id: &str) -> Option<Identity<'a>> {
        let pin = self.pins.manifest().by_id(id)?;
        Some(Identity::pinned(pin, RecognizedBy::Sha256))
    }

    pub(crate) fn of_sha256(&self, sha256: Sha256) -> Identity<'a> {
        let pin = self.pins.by_sha256(sha256);
        pin.map_or_else(Identity::unknown, |pin| Identity::pinned(pin, RecognizedBy::Sha256))
    }

    pub(crate) fn of_sha1(&self, sha1: Sha1) -> Identity<'a> {
        let manifest = self.pins.manifest();
        let by_file =
            |pin: &&Pin| self.pins.certificate(pin).is_some_and(|root| Sha1::hash(root.der()) == sha1);
        let pin = manifest.roots.iter().find(|pin| pin.sha1.map_or_else(|| by_file(pin), |own| own == sha1));
        match (pin, manifest.known_by_sha1(sha1)) {
            (Some(pin), _) => Identity::pinned(pin, RecognizedBy::Sha1),
            (None, Some(known)) => Identity::known(known),
            (None, None) => Identity::unknown(),
        }
    }

    pub(crate) fn of_certificate(&self, certificate: &Certificate) -> Identity<'a> {
        let by_sha256 = self.of_sha256(certificate.sha256());
        if by_sha256.recognition != Recognition::Unknown {
            return by_sha256;
        }
        let signer = if certificate.is_self_issued() { None } else { self.roots.signer(certificate) };
        let sha1 = Sha1::hash(certificate.der());
        // The SHA-1 of a pinned root alone does not make a certificate the pinned root.
        let known = self.pins.written().known_by_sha1(sha1).map(Identity::known);
        let identity = known.or_else(|| self.like(certificate)).unwrap_or_else(Identity::unknown);
        Identity { signer, ..identity }
    }

    fn like(&self, certificate: &Certificate) -> Option<Identity<'a>> {
        if let Some(pin) = self.roots.cross_signed(certificate) {
            return Some(Identity::like(Recognition::CrossSigned, RecognizedBy::Key, pin));
        }
        let (likeness, pin) = self.roots.look_alike(certificate)?;
        let (recognition, by) = match likeness {
            Likeness::Variant => (Recognition::Edition, RecognizedBy::Key),
            Likeness::Tampered => (Recognition::Tampered, RecognizedBy::Key),
            Likeness::Unverified => (Recognition::Unverified, RecognizedBy::Key),
            Likeness::Impostor => (Recognition::Impostor, RecognizedBy::Name),
            Likeness::Namesake => (Recognition::Namesake, RecognizedBy::Name),
        };
        Some(Identity { likeness: Some(likeness), ..Identity::like(recognition, by, pin) })
    }
}

impl<'a> Identity<'a> {
    fn unknown() -> Self {
        Self {
            recognition: Recognition::Unknown,
            by: None,
            pin: None,
            likeness: None,
            known: None,
            signer: None,
        }
    }

    fn pinned(pin: &'a Pin, by: RecognizedBy) -> Self {
        Self::like(Recognition::Pinned, by, pin)
    }

    fn like(recognition: Recognition, by: RecognizedBy, pin: &'a Pin) -> Self {
        Self { recognition, by: Some(by), pin: Some(pin), ..Self::unknown() }
    }

    fn known(known: &'a Known) -> Self {
        let recognition = match known.kind {
            KnownKind::Intermediate => Recognition::KnownIntermediate,
            KnownKind::Root => Recognition::KnownRoot,
            KnownKind::RetiredRoot => Recognition::RetiredRoot,
        };
        Self { recognition, by: Some(RecognizedBy::Sha1), known: Some(known), ..Self::unknown() }
    }
}
