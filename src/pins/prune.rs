//! Which roots of an older manifest are no longer pinned, and which chains would miss them.

use std::collections::HashSet;

use crate::pins::{PinnedChain, Pins};
use crate::x509::digest::Sha256;

/// The fingerprints that only the older manifest has.
pub(crate) fn gone(old: &Pins, new: &Pins) -> Vec<Sha256> {
    let kept: HashSet<Sha256> = new.manifest().roots.iter().map(|pin| pin.sha256).collect();
    let all = old.manifest().roots.iter().map(|pin| pin.sha256);
    all.filter(|sha256| !kept.contains(sha256)).collect()
}

/// The chains marked as served that the roots `before` anchor and those `after` do not. If a chain is in both manifests, the
/// newer one says whether it is served and where it ends.
pub(crate) fn lost<'a>(
    old: &'a Pins,
    new: &'a Pins,
    before: &HashSet<Sha256>,
    after: &HashSet<Sha256>,
) -> Vec<&'a PinnedChain> {
    let dropped = |chain: &&PinnedChain| new.manifest().chain(&chain.id).is_none();
    let current = new.manifest().chains.iter().map(|chain| (chain, new));
    let all = current.chain(old.manifest().chains.iter().filter(dropped).map(|chain| (chain, old)));
    let served = all.filter(|(chain, _)| chain.served);
    let lost = |(chain, pins): &(&PinnedChain, &Pins)| {
        let mut anchors = [*pins, old].into_iter().filter_map(|pins| anchor(pins, &chain.id));
        let was_there = anchors.any(|sha256| before.contains(&sha256));
        let is_there = anchor(pins, &chain.id).is_some_and(|sha256| after.contains(&sha256));
        was_there && !is_there
    };
    served.filter(lost).map(|(chain, _)| chain).collect()
}

/// The fingerprint of the root at the end of a chain.
fn anchor(pins: &Pins, chain: &str) -> Option<Sha256> {
    let manifest = pins.manifest();
    let chain = manifest.chain(chain)?;
    manifest.by_id(&chain.anchor).map(|pin| pin.sha256)
}
