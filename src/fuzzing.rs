//! Entry points for the fuzz targets into what the library does not expose otherwise.

use std::path::Path;

use time::OffsetDateTime;

use crate::bundle::{Bundle, append};
use crate::certificate::Certificate;
use crate::check::{NameCheck, StoreView};
use crate::status::Content;
use crate::trust::Case;

/// Judges the certificates in `sent` with those in `store`, both PEM or DER, for this host at this second.
pub fn chain(sent: &[u8], store: &[u8], host: &str, at: i64) {
    let sent: Vec<Certificate> = certificates(sent);
    let mut file = Vec::new();
    append(&mut file, certificates(store).iter());
    let lists = Bundle::read(store);
    let view = StoreView::of_file(Path::new("root.crt"), &Content::Bytes(file), Some(&lists));
    let case = Case::new(&sent, &view.store);
    let at =
        OffsetDateTime::from_unix_timestamp(at.rem_euclid(1 << 33)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let accepted = case.judge(at).and_then(|judgement| judgement.accepted());
    let (paths, _) = case.paths(&[], at);
    // What OpenSSL accepts is one of the paths, unless it is anchored by trust settings alone.
    let self_signed = case
        .judge(at)
        .is_some_and(|judgement| judgement.selection.links.last().is_some_and(|last| last.ends_paths()));
    assert!(accepted != Some(true) || !self_signed || paths.iter().any(|path| path.is_valid() == Some(true)));
    let _ = case.changes(at);
    if let Some(leaf) = case.leaf() {
        let name = NameCheck::of(Some(host), &leaf.profile);
        assert!(name.error(host).is_some() != (name.matches() == Some(true)));
    }
}

fn certificates(bytes: &[u8]) -> Vec<Certificate> {
    let (entries, _) = Bundle::read(bytes).salvage();
    entries.into_iter().map(|entry| entry.certificate).collect()
}
