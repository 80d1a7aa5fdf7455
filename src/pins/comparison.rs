//! Pins compared with what is found elsewhere: in their copies, at their addresses, in other stores.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::pins::gate::{PinnedRoot, Rejection};
use crate::pins::look_alike::Likeness;
use crate::pins::pinned_roots::PinnedRoots;
use crate::pins::{Pin, Pins};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// The kind of place that a pin is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ComparedPlace {
    /// The file beside the manifest. The files of the built-in manifest are in this program.
    Copy,
    /// An address in the manifest, or at a mirror.
    Address,
    /// Another store.
    Store,
}

/// What was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CompareOutcome {
    /// The pinned bytes.
    Same,
    /// Nothing.
    Missing,
    /// Nothing, as is to be expected of a private root in a public store.
    Private,
    /// Something else, and what it is.
    Differs { actual: Sha256, reason: String },
    /// The place cannot be read.
    Failed { reason: String },
}

impl CompareOutcome {
    /// Why a file cannot be read.
    pub(crate) fn failed(error: &Diagnostic) -> Self {
        Self::Failed { reason: format!("{}; {}", error.message, error.fix) }
    }

    fn other_bytes(actual: Sha256) -> Self {
        Self::Differs { actual, reason: format!("its SHA-256 is {actual}") }
    }

    fn look_alike(certificate: &Certificate, likeness: Likeness, pin: &Pin) -> Self {
        let actual = certificate.sha256();
        let what = likeness.describe(&pin.subject);
        Self::Differs { actual, reason: format!("it holds {what} (SHA-256 {actual})") }
    }
}

/// A pin compared with one place.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    /// The pin's id.
    pub(crate) pin: String,
    pub(crate) place: ComparedPlace,
    /// The file, address or store. A copy in this program has no name.
    pub(crate) name: Option<String>,
    pub(crate) outcome: CompareOutcome,
}

/// Compares a pin with the body of an address or a copy.
pub(crate) fn compare_body(pin: &Pin, body: &[u8]) -> CompareOutcome {
    match PinnedRoot::admit(pin, body).and_then(PinnedRoot::check) {
        Ok(_) => CompareOutcome::Same,
        Err(Rejection::Mismatch { actual }) => CompareOutcome::other_bytes(actual),
        Err(other) => CompareOutcome::Differs {
            actual: pin.sha256,
            reason: format!("it is the pinned certificate, but {other}"),
        },
    }
}

/// Compares a pin with its file beside the manifest. `spoiled` is what was wrong with the file when the manifest was
/// read.
pub(crate) fn compare_copy(pins: &Pins, pin: &Pin, spoiled: Option<&Diagnostic>) -> CompareOutcome {
    match spoiled {
        Some(error) => error.mismatch.as_ref().map_or_else(
            || CompareOutcome::failed(error),
            |mismatch| CompareOutcome::other_bytes(mismatch.actual),
        ),
        None => pins.bundled(pin).map_or(CompareOutcome::Missing, |bytes| compare_body(pin, bytes)),
    }
}

/// Compares pins with a store of these certificates. A look-alike counts even if the root is there too, because
/// clients trust whoever holds its key. Another edition of the root counts only if the root is missing.
pub(crate) fn compare_store(pins: &Pins, wanted: &[&Pin], store: &[Certificate]) -> Vec<CompareOutcome> {
    let loaded: Vec<&Certificate> = store.iter().collect();
    let roots = PinnedRoots::new(pins, &loaded);
    let look_alikes: Vec<_> = store
        .iter()
        .filter_map(|certificate| {
            roots.look_alike(certificate).map(|(likeness, pin)| (certificate, likeness, pin))
        })
        .collect();
    // A store with one of the private roots is their owner's own, and should have the others too.
    let is_private = |certificate: &&Certificate| {
        pins.manifest().by_sha256(certificate.sha256()).is_some_and(|pin| pin.private)
    };
    let is_public = !loaded.iter().any(is_private);
    let outcome = |pin: &&Pin| {
        let own = || look_alikes.iter().filter(|(_, _, like)| like.id == pin.id);
        let worst = own().find(|(_, likeness, _)| *likeness != Likeness::Variant);
        let is_there = loaded.iter().any(|certificate| certificate.sha256() == pin.sha256);
        match worst.or_else(|| own().next().filter(|_| !is_there)) {
            Some((certificate, likeness, _)) => CompareOutcome::look_alike(certificate, *likeness, pin),
            None if is_there => CompareOutcome::Same,
            None if pin.private && is_public => CompareOutcome::Private,
            None => CompareOutcome::Missing,
        }
    };
    wanted.iter().map(outcome).collect()
}
