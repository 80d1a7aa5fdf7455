//! Which of the known chains a store anchors, and until when.

use time::OffsetDateTime;

use crate::pins::{PinnedChain, Pins, Set};

use super::certificates::Listed;

/// A chain and whether the store anchors it.
#[derive(Clone, Debug)]
pub(crate) struct Coverage {
    /// The chain's name.
    pub chain: String,
    /// What it is.
    pub title: String,
    /// The name of the root at its end.
    pub anchor: String,
    /// Whether servers send it today.
    pub served: bool,
    /// Whether libpq loads that root, byte for byte.
    pub covered: bool,
    /// When the chain ends.
    pub until: Option<OffsetDateTime>,
    /// The certificate of the chain that ends first.
    pub ends_first: Option<String>,
}

/// The chains under the roots of these sets.
pub(super) fn chains(pins: &Pins, sets: &[&Set], certificates: &[Listed]) -> Vec<Coverage> {
    let is_asked = |chain: &&PinnedChain| sets.iter().any(|set| set.member(&chain.anchor).is_some());
    let chains = pins.written().chains.iter().filter(is_asked);
    chains.map(|chain| cover(chain, pins, certificates)).collect()
}

fn cover(chain: &PinnedChain, pins: &Pins, certificates: &[Listed]) -> Coverage {
    let anchor = pins.by_id(&chain.anchor);
    let intermediates = chain.intermediates.iter().map(|below| (below.not_after, below.subject.clone()));
    let root = anchor.map(|anchor| (anchor.not_after, anchor.subject.clone()));
    let first = intermediates.chain(root).min();
    let until = chain.until.into_iter().chain(first.as_ref().map(|(end, _)| *end)).min();
    Coverage {
        chain: chain.id.clone(),
        title: chain.title.clone(),
        anchor: chain.anchor.clone(),
        served: chain.served,
        covered: certificates.iter().any(|listed| listed.pin.as_deref() == Some(chain.anchor.as_str())),
        // A rotation may end a chain before any of its certificates expires.
        ends_first: first.filter(|(end, _)| Some(*end) == until).map(|(_, subject)| subject),
        until,
    }
}
