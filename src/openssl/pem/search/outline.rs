//! The first bytes of a certificate, by which one is recognized in anything (RFC 5280, 4.1).

use crate::x509::der::{INTEGER, SEQUENCE};

/// As many bytes as [`certificate_length`] looks at.
pub(super) const HEAD: usize = 11;

/// The length of the certificate that begins with `head`, if one may: a sequence in a sequence, and a version or a serial
/// number in it.
pub(super) fn certificate_length(head: &[u8]) -> Option<usize> {
    let (outer_head, outer) = sequence(head)?;
    let inside = head.get(outer_head..)?;
    let (inner_head, inner) = sequence(inside)?;
    let first = *inside.get(inner_head)?;
    let fits = inner_head + inner < outer && matches!(first, INTEGER | VERSION);
    fits.then_some(outer_head + outer)
}

const VERSION: u8 = 0xa0;

/// The length of a sequence's head and of its content. Nothing that has a key in it is shorter than 128 bytes.
fn sequence(bytes: &[u8]) -> Option<(usize, usize)> {
    let [SEQUENCE, form @ 0x81..=0x83, rest @ ..] = bytes else { return None };
    let digits = usize::from(form & 0x7f);
    let length = rest.get(..digits)?.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
    Some((2 + digits, length))
}
