//! Plans how to take certificates out of a keystore, as [`removal`](super::removal) does for PEM.

use crate::store::keystore::{KeystoreEntry, KeystoreFault};
use crate::store::keystore_plan::KeystoreAccess;
use crate::store::placed::Placed;
use crate::store::plan::Mode;
use crate::store::removal::Cut;
use crate::x509::digest::Sha256;

/// Takes the certificates with these fingerprints out. Every other entry stays as it is. None if there are none.
///
/// # Errors
/// The file must not be changed.
pub(crate) fn uninstall(
    existing: &[u8],
    gone: &[Sha256],
    access: &KeystoreAccess,
) -> Result<Option<Cut>, KeystoreFault> {
    let mut store = access.open(Some(existing), Mode::Merge)?;
    let is_gone = |entry: &KeystoreEntry| {
        entry.certificate.as_ref().is_some_and(|certificate| gone.contains(&certificate.sha256()))
    };
    let (removed, kept): (Vec<_>, Vec<_>) = store.entries.drain(..).partition(is_gone);
    store.entries = kept;
    let kept: Vec<Placed> = store.trusted().collect();
    if removed.is_empty() {
        return Ok(None);
    }
    if kept.is_empty() && !store.entries.is_empty() {
        return Err(KeystoreFault::OthersLeft);
    }
    let bytes = access.write(&mut store)?;
    let removed = removed.iter().filter_map(KeystoreEntry::placed).collect();
    Ok(Some(Cut { bytes, removed, kept, is_blank: store.entries.is_empty() }))
}
