//! DER, and the BER that OpenSSL takes in its place: elements one after the other, each with the checks that
//! `crypto/asn1/tasn_dec.c` makes of a primitive type.

use std::borrow::Cow;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const UNIVERSAL_STRING: u8 = 0x1c;
pub(crate) const BMP_STRING: u8 = 0x1e;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// The bit of a tag that says that elements follow.
pub(crate) const CONSTRUCTED: u8 = 0x20;

/// What the decoder stumbles on, or nothing to say beyond that it does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

pub(crate) type Result<T> = std::result::Result<T, Malformed>;

/// A value of any type, as `asn1_d2i_ex_primitive` takes it.
pub(crate) fn any_is_valid(tag: u8, body: &[u8]) -> Result<()> {
    match tag {
        // The mark at the end of an indefinite length.
        0 if body.is_empty() => Err(Malformed),
        0x10 | 0x11 => Err(Malformed),
        _ => primitive_is_valid(tag & !CONSTRUCTED, &joined(tag, body)?),
    }
}

/// The content of a string, whose pieces `asn1_collect` joins where it comes in several.
pub(crate) fn joined(tag: u8, body: &[u8]) -> Result<Cow<'_, [u8]>> {
    let pieces = tag & 0xe0 == CONSTRUCTED && tag != SEQUENCE && tag != SET;
    if !pieces {
        return Ok(Cow::Borrowed(body));
    }
    if matches!(tag & !CONSTRUCTED, BOOLEAN | INTEGER | NULL | OBJECT | 0x0a) {
        return Err(Malformed);
    }
    let mut text = Vec::new();
    collect(body, &mut text, 0)?;
    Ok(Cow::Owned(text))
}

fn collect(body: &[u8], text: &mut Vec<u8>, depth: u8) -> Result<()> {
    // ASN1_MAX_STRING_NEST
    if depth > 5 {
        return Err(Malformed);
    }
    let mut pieces = Elements(body, 0);
    while !pieces.0.is_empty() {
        let (tag, content) = pieces.next()?;
        if tag & CONSTRUCTED == 0 {
            text.extend_from_slice(content);
        } else {
            collect(content, text, depth + 1)?;
        }
    }
    Ok(())
}

/// The checks of `asn1_ex_c2i` and the functions below it on the content of a primitive type.
pub(crate) fn primitive_is_valid(tag: u8, body: &[u8]) -> Result<()> {
    let valid = match tag {
        BOOLEAN => body.len() == 1,
        INTEGER | 0x0a => integer_is_valid(body),
        BIT_STRING => body.first().is_some_and(|unused| *unused <= 7),
        NULL => body.is_empty(),
        OBJECT => object_is_valid(body),
        BMP_STRING => body.len().is_multiple_of(2),
        UNIVERSAL_STRING => body.len().is_multiple_of(4),
        _ => true,
    };
    if valid { Ok(()) } else { Err(Malformed) }
}

fn integer_is_valid(body: &[u8]) -> bool {
    match body {
        [] => false,
        [0x00, next, ..] => next & 0x80 != 0,
        [0xff, next, ..] => next & 0x80 == 0,
        _ => true,
    }
}

fn object_is_valid(body: &[u8]) -> bool {
    let ends = body.last().is_some_and(|last| last & 0x80 == 0);
    let padded = |at: usize| body[at] == 0x80 && (at == 0 || body[at - 1] & 0x80 == 0);
    ends && !(0..body.len()).any(padded)
}

/// Deeper than any certificate; each level is a call.
const NESTING_LIMIT: usize = 32;

/// The elements of a constructed value, taken one after the other, and how many marked ends they lie within.
pub(crate) struct Elements<'a>(&'a [u8], usize);

impl<'a> Elements<'a> {
    /// The elements that stand one behind the other in `bytes`.
    pub(crate) fn in_bytes(bytes: &'a [u8]) -> Self {
        Self(bytes, 0)
    }

    /// How many bytes are left.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element's tag and content. Lengths need not be minimal: OpenSSL reads those too.
    pub(crate) fn next(&mut self) -> Result<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first().ok_or(Malformed)?;
        let (&first, rest) = rest.split_first().ok_or(Malformed)?;
        if tag & 0x1f == 0x1f {
            return Err(Malformed);
        }
        if first == 0x80 && tag & CONSTRUCTED != 0 {
            return self.indefinite(tag, rest);
        }
        let (length, rest) = match first {
            0x00..=0x7f => (usize::from(first), rest),
            0x80 | 0xff => return Err(Malformed),
            _ => long_length(rest, usize::from(first & 0x7f))?,
        };
        if length > rest.len() {
            return Err(Malformed);
        }
        let (content, rest) = rest.split_at(length);
        self.0 = rest;
        Ok((tag, content))
    }

    /// An element whose end is marked by two zeros: BER, which OpenSSL reads as well (`asn1_find_end`).
    fn indefinite(&mut self, tag: u8, content: &'a [u8]) -> Result<(u8, &'a [u8])> {
        if self.1 >= NESTING_LIMIT {
            return Err(Malformed);
        }
        let mut inner = Elements(content, self.1 + 1);
        loop {
            let length = content.len() - inner.0.len();
            if let Some(rest) = inner.0.strip_prefix(&[0, 0]) {
                self.0 = rest;
                return Ok((tag, &content[..length]));
            }
            inner.next()?;
        }
    }

    pub(crate) fn primitive(&mut self, tag: u8) -> Result<()> {
        let (found, content) = self.next()?;
        if found & !CONSTRUCTED == tag { any_is_valid(found, content) } else { Err(Malformed) }
    }

    pub(crate) fn constructed(&mut self, tag: u8) -> Result<Elements<'a>> {
        let (found, content) = self.next()?;
        if found == tag { Ok(Elements(content, self.1)) } else { Err(Malformed) }
    }

    pub(crate) fn optional_constructed(&mut self, tag: u8) -> Result<Option<Elements<'a>>> {
        if self.peek() == Some(tag) { self.constructed(tag).map(Some) } else { Ok(None) }
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

fn long_length(rest: &[u8], octets: usize) -> Result<(usize, &[u8])> {
    let (length, rest) = rest.split_at_checked(octets).ok_or(Malformed)?;
    let significant = length.iter().skip_while(|octet| **octet == 0);
    let mut value = 0usize;
    for octet in significant {
        value = value.checked_mul(256).ok_or(Malformed)? + usize::from(*octet);
    }
    Ok((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_object_identifiers_are_minimal() {
        assert!(integer_is_valid(&[0x00]) && integer_is_valid(&[0x00, 0x80]));
        assert!(
            !integer_is_valid(&[]) && !integer_is_valid(&[0x00, 0x7f]) && !integer_is_valid(&[0xff, 0x80])
        );
        assert!(integer_is_valid(&[0xff, 0x7f]) && integer_is_valid(&[0xff, 0x00]));
        assert!(object_is_valid(&[0x2a, 0x81, 0x01]));
        assert!(!object_is_valid(&[0x2a, 0x80, 0x01]) && !object_is_valid(&[0x81]) && !object_is_valid(&[]));
    }
}
