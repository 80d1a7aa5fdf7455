//! DER, and the BER that OpenSSL accepts in its place. This is the only reader of DER in the program, with the checks
//! that `crypto/asn1/tasn_dec.c` makes of each primitive type.

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
/// The bit of a tag whose content is elements.
pub(crate) const CONSTRUCTED: u8 = 0x20;

/// The bytes are not what the grammar demands. OpenSSL's own words for it depend on its version.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

pub(crate) type DerResult<T> = Result<T, Malformed>;

/// Checks a value of any type (`asn1_d2i_ex_primitive`).
pub(crate) fn any_is_valid(tag: u8, body: &[u8]) -> DerResult<()> {
    match tag {
        // The mark at the end of an indefinite length.
        0 if body.is_empty() => Err(Malformed),
        0x10 | 0x11 => Err(Malformed),
        _ => primitive_is_valid(tag & !CONSTRUCTED, &joined(tag, body)?),
    }
}

/// The content of a string. BER allows it in several pieces, which `asn1_collect` joins.
pub(crate) fn joined(tag: u8, body: &[u8]) -> DerResult<Cow<'_, [u8]>> {
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

fn collect(body: &[u8], text: &mut Vec<u8>, depth: u8) -> DerResult<()> {
    // ASN1_MAX_STRING_NEST
    if depth > 5 {
        return Err(Malformed);
    }
    let mut pieces = Elements::in_bytes(body);
    while !pieces.is_empty() {
        let (tag, content) = pieces.next()?;
        if tag == 0 && content.is_empty() {
            return Err(Malformed);
        } else if tag & CONSTRUCTED == 0 {
            text.extend_from_slice(content);
        } else {
            collect(content, text, depth + 1)?;
        }
    }
    Ok(())
}

/// Checks the content of a primitive type (`asn1_ex_c2i` and the functions that it calls).
pub(crate) fn primitive_is_valid(tag: u8, body: &[u8]) -> DerResult<()> {
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

/// Whether a date is too short for OpenSSL 3.5 to decode. 3.0 takes any length.
pub(crate) fn date_is_short(tag: u8, body: &[u8]) -> bool {
    match tag {
        UTC_TIME => body.len() < "YYMMDDHHMMSSZ".len(),
        GENERALIZED_TIME => body.len() < "YYYYMMDDHHMMSSZ".len(),
        _ => false,
    }
}

/// Whether such a date is among these elements, or inside them as deep as names are nested.
pub(crate) fn has_short_date(bytes: &[u8]) -> bool {
    short_date_within(Elements::in_bytes(bytes), 8)
}

fn short_date_within(mut elements: Elements, depth: u8) -> bool {
    while let Ok((tag, body)) = elements.next() {
        let is_outer = tag & CONSTRUCTED != 0 && depth > 0;
        if date_is_short(tag, body) || (is_outer && short_date_within(Elements::in_bytes(body), depth - 1)) {
            return true;
        }
    }
    false
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

/// Deeper than any certificate nests. Each level is a recursive call.
const NESTING_LIMIT: usize = 32;

/// The elements of a constructed value, read one after the other.
pub(crate) struct Elements<'a> {
    rest: &'a [u8],
    /// How many values of indefinite length these elements are nested in.
    depth: usize,
}

impl<'a> Elements<'a> {
    /// The elements in `bytes`.
    pub(crate) fn in_bytes(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, depth: 0 }
    }

    /// The number of bytes that are left.
    pub(crate) fn len(&self) -> usize {
        self.rest.len()
    }

    /// The same elements, to be read once more.
    pub(crate) fn again(&self) -> Self {
        Self { rest: self.rest, depth: self.depth }
    }

    /// The bytes that are left.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element's tag.
    pub(crate) fn peek(&self) -> Option<u8> {
        tag(self.rest).ok().map(|(tag, _)| tag)
    }

    /// The next element's tag and content. Like OpenSSL, it accepts lengths that are not minimal.
    pub(crate) fn next(&mut self) -> DerResult<(u8, &'a [u8])> {
        let (tag, rest) = tag(self.rest)?;
        let (&first, rest) = rest.split_first().ok_or(Malformed)?;
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
        self.rest = rest;
        Ok((tag, content))
    }

    /// An element of indefinite length, whose end is marked by two zeros (BER; `asn1_find_end`).
    fn indefinite(&mut self, tag: u8, content: &'a [u8]) -> DerResult<(u8, &'a [u8])> {
        if self.depth >= NESTING_LIMIT {
            return Err(Malformed);
        }
        let mut inner = Elements { rest: content, depth: self.depth + 1 };
        loop {
            let length = content.len() - inner.rest.len();
            if let Some(rest) = inner.rest.strip_prefix(&[0, 0]) {
                self.rest = rest;
                return Ok((tag, &content[..length]));
            }
            inner.next()?;
        }
    }

    /// The next element with its tag and length.
    pub(crate) fn whole(&mut self) -> DerResult<&'a [u8]> {
        let bytes = self.rest;
        self.next()?;
        Ok(&bytes[..bytes.len() - self.rest.len()])
    }

    /// Skips `count` elements.
    pub(crate) fn skip(&mut self, count: usize) -> DerResult<()> {
        (0..count).try_for_each(|_| self.next().map(drop))
    }

    /// The content of the next element, which must have this tag.
    pub(crate) fn value(&mut self, tag: u8) -> DerResult<&'a [u8]> {
        let (found, content) = self.next()?;
        if found == tag { Ok(content) } else { Err(Malformed) }
    }

    /// Checks the next element, which must be of this primitive type.
    pub(crate) fn primitive(&mut self, tag: u8) -> DerResult<()> {
        let (found, content) = self.next()?;
        if found & !CONSTRUCTED == tag { any_is_valid(found, content) } else { Err(Malformed) }
    }

    /// The content of the next element, which must be of this primitive type.
    pub(crate) fn content(&mut self, tag: u8) -> DerResult<Cow<'a, [u8]>> {
        self.implicit(tag, tag)
    }

    /// The content of the next element, which has this tag in place of that of its primitive type.
    pub(crate) fn implicit(&mut self, tag: u8, kind: u8) -> DerResult<Cow<'a, [u8]>> {
        let (found, body) = self.next()?;
        if (found ^ tag) & !CONSTRUCTED != 0 {
            return Err(Malformed);
        }
        let content = joined(found & CONSTRUCTED | kind, body)?;
        primitive_is_valid(kind, &content)?;
        Ok(content)
    }

    /// The same, if the next element has this tag.
    pub(crate) fn optional(&mut self, tag: u8, kind: u8) -> DerResult<Option<Cow<'a, [u8]>>> {
        if self.is_next(tag) { self.implicit(tag, kind).map(Some) } else { Ok(None) }
    }

    /// Whether the next element has this tag. It may be constructed or not.
    pub(crate) fn is_next(&self, tag: u8) -> bool {
        self.peek().is_some_and(|found| (found ^ tag) & !CONSTRUCTED == 0)
    }

    /// The elements of a SEQUENCE OF or SET OF with this tag. OpenSSL does not look whether the tag is that of a
    /// constructed value (`asn1_template_noexp_d2i`).
    pub(crate) fn list(&mut self, tag: u8) -> DerResult<Elements<'a>> {
        if !self.is_next(tag) {
            return Err(Malformed);
        }
        let (_, content) = self.next()?;
        Ok(Elements { rest: content, depth: self.depth })
    }

    /// The same, if the next element has this tag.
    pub(crate) fn optional_list(&mut self, tag: u8) -> DerResult<Option<Elements<'a>>> {
        if self.is_next(tag) { self.list(tag).map(Some) } else { Ok(None) }
    }

    /// The elements of the next one, which must have this tag.
    pub(crate) fn constructed(&mut self, tag: u8) -> DerResult<Elements<'a>> {
        Ok(Elements { rest: self.value(tag)?, depth: self.depth })
    }

    /// The same, if the next element has this tag.
    pub(crate) fn optional_constructed(&mut self, tag: u8) -> DerResult<Option<Elements<'a>>> {
        if self.peek() == Some(tag) { self.constructed(tag).map(Some) } else { Ok(None) }
    }

    /// Fails if anything follows.
    pub(crate) fn end(&self) -> DerResult<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

/// The five bits of a tag whose number follows in bytes of its own.
const LONG_TAG: u8 = 0x1f;

/// The tag at the start of `bytes`, and the rest (`ASN1_get_object`). A small number may be written in the
/// long form; the tag of a large one is `LONG_TAG` here, which nothing asks for.
fn tag(bytes: &[u8]) -> DerResult<(u8, &[u8])> {
    let (&first, rest) = bytes.split_first().ok_or(Malformed)?;
    if first & LONG_TAG != LONG_TAG {
        return Ok((first, rest));
    }
    let (number, rest) = long_number(rest)?;
    // A universal 0 would be the mark at the end of an indefinite length, which only two zeros are.
    let class = first & !LONG_TAG;
    let short = u8::try_from(number).ok().filter(|number| *number < LONG_TAG && (*number | class) != 0);
    Ok((class | short.unwrap_or(LONG_TAG), rest))
}

/// The number of a long tag, which OpenSSL reads as an `int`.
fn long_number(bytes: &[u8]) -> DerResult<(i32, &[u8])> {
    let last = bytes.iter().position(|byte| byte & 0x80 == 0).ok_or(Malformed)?;
    let number = bytes[..=last].iter().try_fold(0i32, |number, byte| {
        let shifted = (number <= i32::MAX >> 7).then_some(number << 7)?;
        Some(shifted | i32::from(byte & 0x7f))
    });
    Ok((number.ok_or(Malformed)?, &bytes[last + 1..]))
}

fn long_length(rest: &[u8], octets: usize) -> DerResult<(usize, &[u8])> {
    let (length, rest) = rest.split_at_checked(octets).ok_or(Malformed)?;
    let significant = length.iter().skip_while(|octet| **octet == 0);
    let mut value = 0usize;
    for octet in significant {
        value = value.checked_mul(256).ok_or(Malformed)? + usize::from(*octet);
    }
    Ok((value, rest))
}

/// Whether `bytes` are one SEQUENCE from the first byte to the last.
pub(crate) fn is_single_sequence(bytes: &[u8]) -> bool {
    let mut elements = Elements::in_bytes(bytes);
    elements.constructed(SEQUENCE).is_ok() && elements.is_empty()
}

/// Appends an element with the shortest form of its length.
pub(crate) fn push_element(bytes: &mut Vec<u8>, tag: u8, content: &[u8]) {
    bytes.push(tag);
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    match significant {
        [] => bytes.push(0),
        [short] if *short < 0x80 => bytes.push(*short),
        long => {
            bytes.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            bytes.extend_from_slice(long);
        }
    }
    bytes.extend_from_slice(content);
}

/// An element with these parts as its content.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_element(&mut bytes, tag, &parts.concat());
    bytes
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

    #[test]
    fn a_small_tag_may_have_the_long_form() {
        let mut elements = Elements::in_bytes(&[0x1f, 0x06, 1, 0x2a, 0xbf, 0x80, 0x03, 0, 0x9f, 0x1f, 0]);
        assert!(elements.is_next(OBJECT));
        assert_eq!(elements.content(OBJECT).as_deref(), Ok(&[0x2a][..]));
        assert_eq!(elements.value(0xa3), Ok(&[][..]));
        assert_eq!(elements.peek(), Some(0x9f));
        assert_eq!(elements.value(0x9f), Ok(&[][..]));
    }

    #[test]
    fn one_sequence_has_the_length_that_it_states() {
        let mut bytes = Vec::new();
        push_element(&mut bytes, SEQUENCE, &[0x05; 300]);
        assert_eq!(bytes[..4], [SEQUENCE, 0x82, 0x01, 0x2c]);
        assert!(is_single_sequence(&bytes) && is_single_sequence(&[SEQUENCE, 0]));
        assert!(!is_single_sequence(&bytes[..303]) && !is_single_sequence(&[&bytes[..], &[0]].concat()));
        assert!(!is_single_sequence(&[SET, 0]) && !is_single_sequence(b"") && !is_single_sequence(b"0"));
    }
}
