//! The extensions of a `ServerHello`, as OpenSSL looks at them before it reads any (`tls_collect_extensions` in
//! `ssl/statem/extensions.c`). It passes over those that it does not know.

use super::message::{Reason, split_list, split_number};

/// An extension that OpenSSL knows: where it may stand, and whether libpq offers it.
struct KnownExtension {
    kind: u16,
    in_tls12: bool,
    in_tls13: bool,
    offered: bool,
}

const fn known(kind: u16, place: &[u8], offered: bool) -> KnownExtension {
    let in_tls12 = !place.is_empty() && place[0] == b'2';
    let in_tls13 = !place.is_empty() && place[place.len() - 1] == b'3';
    KnownExtension { kind, in_tls12, in_tls13, offered }
}

/// `ext_defs` in OpenSSL 3.0. By default, a TLS client refuses 14 and 18 anywhere.
static KNOWN: [KnownExtension; 26] = [
    known(0xff01, b"2", true),
    known(0, b"2", true),
    known(1, b"2", false),
    known(11, b"2", true),
    known(10, b"2", true),
    known(35, b"2", true),
    known(5, b"2", false),
    known(13172, b"2", false),
    known(16, b"2", true),
    known(14, b"", false),
    known(22, b"2", true),
    known(18, b"", true),
    known(23, b"2", true),
    known(12, b"", false),
    known(50, b"", false),
    known(49, b"", false),
    known(13, b"", true),
    known(43, b"3", true),
    known(45, b"", true),
    known(51, b"3", true),
    known(44, b"", false),
    known(42, b"", false),
    known(47, b"", false),
    known(21, b"", false),
    known(41, b"3", false),
    known(0xfde8, b"2", true),
];

/// Whether OpenSSL knows extensions of this kind.
pub(super) fn is_known(kind: u16) -> bool {
    KNOWN.iter().any(|known| known.kind == kind)
}

/// Reads the list. None if it is cut off.
pub(super) fn read(mut rest: &[u8]) -> Option<Vec<(u16, Vec<u8>)>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (kind, following) = split_number(rest)?;
        let (content, further) = split_list(following)?;
        found.push((kind, content.to_vec()));
        rest = further;
    }
    Some(found)
}

/// OpenSSL's first objection to these kinds, whatever the version.
pub(super) fn collected(kinds: impl Iterator<Item = u16>) -> Option<Reason> {
    let mut seen = Vec::new();
    for kind in kinds {
        let Some(known) = KNOWN.iter().find(|known| known.kind == kind) else { continue };
        if !known.in_tls12 && !known.in_tls13 || seen.contains(&kind) {
            return Some("bad extension");
        }
        if !known.offered {
            return Some("unsolicited extension");
        }
        seen.push(kind);
    }
    None
}

/// Whether one of these kinds is in a hello of the wrong version (`tls_validate_all_contexts`).
pub(super) fn misplaced(mut kinds: impl Iterator<Item = u16>, is_tls13: bool) -> Option<Reason> {
    let is_misplaced = |kind: u16| {
        let known = KNOWN.iter().find(|known| known.kind == kind);
        known.is_some_and(|known| if is_tls13 { !known.in_tls13 } else { !known.in_tls12 })
    };
    kinds.any(is_misplaced).then_some("bad extension")
}
