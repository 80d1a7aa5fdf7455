//! Pins beside what is found elsewhere: in their copies, at their addresses, in other stores.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::pins::gate::{PinnedRoot, Rejection};
use crate::pins::look_alike::{Likeness, PinnedRoots};
use crate::pins::{Pin, Pins};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// What kind of place was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    /// The file beside the manifest; the built-in one's lie in this program.
    Copy,
    /// An address that the manifest names, or a mirror's.
    Address,
    /// Another store.
    Store,
}

/// What was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The pinned bytes.
    Same,
    /// Nothing.
    Missing,
    /// Something else, and what.
    Differs { actual: Sha256, reason: String },
    /// The place could not be looked at.
    Failed { reason: String },
}

impl Finding {
    /// Why a file cannot be looked at.
    pub(crate) fn failed(error: &Diagnostic) -> Self {
        Self::Failed { reason: format!("{}; {}", error.message, error.fix) }
    }

    /// Other bytes in the root's place.
    fn other(actual: Sha256) -> Self {
        Self::Differs { actual, reason: format!("its SHA-256 is {actual}") }
    }
}

/// A pin beside one place.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    /// The pin's id.
    pub(crate) pin: String,
    pub(crate) place: Place,
    /// The file, address or store; none for a copy in this program.
    pub(crate) name: Option<String>,
    pub(crate) finding: Finding,
}

/// What came from an address, or is the copy.
pub(crate) fn of_body(pin: &Pin, body: &[u8]) -> Finding {
    match PinnedRoot::admit(pin, body).and_then(PinnedRoot::check) {
        Ok(_) => Finding::Same,
        Err(Rejection::Mismatch { actual }) => Finding::other(actual),
        Err(other) => Finding::Differs {
            actual: pin.sha256,
            reason: format!("it is the pinned certificate, but {other}"),
        },
    }
}

/// The pin's file beside the manifest, or what was wrong with it when the manifest was read.
pub(crate) fn of_copy(pins: &Pins, pin: &Pin, spoilt: Option<&Diagnostic>) -> Finding {
    match spoilt {
        Some(error) => {
            error.mismatch.map_or_else(|| Finding::failed(error), |mismatch| Finding::other(mismatch.actual))
        }
        None => pins.bundled(pin).map_or(Finding::Missing, |bytes| of_body(pin, bytes)),
    }
}

/// A store with these certificates. What only looks like the root counts more than the root beside it: whoever
/// holds its key is trusted too. Another edition of the root does not, where the root is there.
pub(crate) fn of_store(pins: &Pins, wanted: &[&Pin], store: &[Certificate]) -> Vec<Finding> {
    let there: Vec<&Certificate> = store.iter().collect();
    let roots = PinnedRoots::of(pins, &there);
    let alike =
        store.iter().filter_map(|one| roots.look_alike(one).map(|(likeness, pin)| (one, likeness, pin)));
    let alike: Vec<_> = alike.collect();
    let finding = |pin: &&Pin| {
        let own = || alike.iter().filter(|(_, _, like)| like.id == pin.id);
        let worst = own().find(|(_, likeness, _)| *likeness != Likeness::Variant);
        let is_there = store.iter().any(|one| one.sha256() == pin.sha256);
        match worst.or_else(|| own().next().filter(|_| !is_there)) {
            Some((one, likeness, _)) => {
                let what = words(*likeness);
                let actual = one.sha256();
                Finding::Differs { actual, reason: format!("it holds {what} (SHA-256 {actual})") }
            }
            None if is_there => Finding::Same,
            None => Finding::Missing,
        }
    };
    wanted.iter().map(finding).collect()
}

fn words(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Variant => "another edition of it, with the same key",
        Likeness::Tampered => "an edited version, whose own signature does not verify",
        Likeness::Unverified => {
            "other bytes with its name and key, and a signature that cannot be verified here"
        }
        Likeness::Impostor => "a certificate of its name over another key",
        Likeness::Namesake => "another certificate of its name",
    }
}
