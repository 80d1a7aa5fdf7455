//! DER, written by hand: a tag, a length and the content.

use time::OffsetDateTime;

pub(crate) fn tlv(tag: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let length = content.len().to_be_bytes();
    let bytes = &length[length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1)..];
    let mut der = vec![tag];
    if content.len() >= 128 {
        der.push(0x80 | u8::try_from(bytes.len()).expect("few bytes"));
    }
    der.extend_from_slice(bytes);
    der.extend_from_slice(content);
    der
}

pub(crate) fn sequence<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Vec<u8> {
    tlv(0x30, joined(parts))
}

pub(crate) fn set(content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x31, content)
}

/// A constructed value under a context tag.
pub(crate) fn tagged(number: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

/// A primitive value under a context tag.
pub(crate) fn implicit(number: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x80 | number, content)
}

pub(crate) fn joined<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Vec<u8> {
    parts.into_iter().flat_map(|part| part.as_ref().to_vec()).collect()
}

/// A non-negative number.
pub(crate) fn integer(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let significant = &bytes[bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1)..];
    unsigned(significant)
}

/// The same of big-endian bytes.
pub(crate) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
    tlv(0x02, [sign, bytes].concat())
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, [if value { 0xff } else { 0 }])
}

pub(crate) fn octets(content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x04, content)
}

/// Whole bytes as a bit string.
pub(crate) fn bits(content: impl AsRef<[u8]>) -> Vec<u8> {
    tlv(0x03, [&[0], content.as_ref()].concat())
}

/// A list of named bits, as in keyUsage: the lowest number is the highest bit.
pub(crate) fn named_bits(numbers: &[u8]) -> Vec<u8> {
    let Some(last) = numbers.iter().max() else { return tlv(0x03, [0]) };
    let mut bytes = vec![0; usize::from(last / 8) + 1];
    for number in numbers {
        bytes[usize::from(number / 8)] |= 0x80 >> (number % 8);
    }
    tlv(0x03, [vec![7 - last % 8], bytes].concat())
}

/// An object identifier from its dotted form.
pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u32> = dotted.split('.').map(|arc| arc.parse().expect("a number")).collect();
    let mut content = base_128(arcs[0] * 40 + arcs[1]);
    for arc in &arcs[2..] {
        content.extend(base_128(*arc));
    }
    tlv(0x06, content)
}

fn base_128(mut number: u32) -> Vec<u8> {
    let mut digits = vec![number.to_le_bytes()[0] & 0x7f];
    while number > 0x7f {
        number >>= 7;
        digits.push(0x80 | number.to_le_bytes()[0] & 0x7f);
    }
    digits.reverse();
    digits
}

/// A date as RFC 5280 wants it: with two digits for the year before 2050.
pub(crate) fn date(at: OffsetDateTime) -> Vec<u8> {
    let text = digits(at);
    if at.year() < 2050 { tlv(0x17, &text[2..]) } else { tlv(0x18, text) }
}

/// A date with four digits for the year, whenever it is.
pub(crate) fn generalized_date(at: OffsetDateTime) -> Vec<u8> {
    tlv(0x18, digits(at))
}

fn digits(at: OffsetDateTime) -> String {
    let (day, time) = (at.date(), at.time());
    format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}Z",
        day.year(),
        u8::from(day.month()),
        day.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
