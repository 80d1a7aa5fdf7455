//! Distinguished names, of any string type.

use super::der::{oid, sequence, set, tlv};

pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const PRINTABLE: u8 = 0x13;
pub(crate) const TELETEX: u8 = 0x14;
pub(crate) const IA5: u8 = 0x16;
pub(crate) const BMP: u8 = 0x1e;
pub(crate) const UNIVERSAL: u8 = 0x1c;

const COMMON_NAME: &str = "2.5.4.3";
const ORGANIZATION: &str = "2.5.4.10";

/// The DER of a name.
pub(crate) type Name = Vec<u8>;

/// A name of one CN.
pub(crate) fn cn(text: &str) -> Name {
    of([attribute(COMMON_NAME, UTF8, text)])
}

/// A name of one organization, without a CN.
pub(crate) fn organization(text: &str) -> Name {
    of([attribute(ORGANIZATION, UTF8, text)])
}

/// Several CNs, in this order.
pub(crate) fn cns(texts: &[&str]) -> Name {
    of(texts.iter().map(|text| attribute(COMMON_NAME, UTF8, text)))
}

/// A name of one CN in a string of this type; the bytes are taken as they are.
pub(crate) fn cn_as(tag: u8, bytes: impl AsRef<[u8]>) -> Name {
    of([attribute(COMMON_NAME, tag, bytes)])
}

/// A name without any part.
pub(crate) fn empty() -> Name {
    sequence::<[u8; 0]>([])
}

/// UCS-2, as a `BMPString` holds it.
pub(crate) fn ucs2(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// UCS-4, as a `UniversalString` holds it.
pub(crate) fn ucs4(text: &str) -> Vec<u8> {
    text.chars().flat_map(|one| u32::from(one).to_be_bytes()).collect()
}

/// An organization and a CN in it.
pub(crate) fn within(organization: &str, cn: &str) -> Name {
    of([attribute(ORGANIZATION, UTF8, organization), attribute(COMMON_NAME, UTF8, cn)])
}

fn attribute(kind: &str, tag: u8, bytes: impl AsRef<[u8]>) -> Vec<u8> {
    set(sequence([oid(kind), tlv(tag, bytes)]))
}

fn of(parts: impl IntoIterator<Item = Vec<u8>>) -> Name {
    sequence(parts)
}
