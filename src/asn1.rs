//! Which bytes OpenSSL's `d2i_X509` and `d2i_X509_CRL` take: the structure of RFC 5280, sections 4.1 and
//! 5.1, with the checks that `crypto/asn1/tasn_dec.c` makes on the way. No date is judged, no signature.

use std::borrow::Cow;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
pub(crate) const OBJECT: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// The bit of a tag that says that elements follow.
const CONSTRUCTED: u8 = 0x20;

/// What the decoder stumbles on, or nothing to say beyond that it does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

pub(crate) type Result<T> = std::result::Result<T, Malformed>;

/// The length of the certificate at the start of `der`; bytes may follow it.
pub(crate) fn certificate(der: &[u8]) -> Result<usize> {
    signed(der, tbs_certificate)
}

/// The length of the certificate revocation list at the start of `der`.
pub(crate) fn crl(der: &[u8]) -> Result<usize> {
    signed(der, tbs_cert_list)
}

/// Whether `der` has the outline of a private key for this label: RFC 8017, A.1.2, RFC 5915, 3, or RFC 5958, 2.
/// The numbers themselves are not looked at.
pub(crate) fn private_key(label: &[u8], der: &[u8]) -> bool {
    let Ok(mut body) = Elements(der, 0).constructed(SEQUENCE) else { return false };
    if body.primitive(INTEGER).is_err() {
        return false;
    }
    match label {
        b"RSA PRIVATE KEY" => (0..8).all(|_| body.primitive(INTEGER).is_ok()),
        b"DSA PRIVATE KEY" => (0..5).all(|_| body.primitive(INTEGER).is_ok()),
        b"EC PRIVATE KEY" => body.primitive(OCTET_STRING).is_ok(),
        _ => body.next().is_ok() && body.next().is_ok(),
    }
}

/// Whether `der` is one sequence and nothing else, as `X509_CERT_AUX` behind a trusted certificate.
pub(crate) fn single_sequence(der: &[u8]) -> bool {
    let mut elements = Elements(der, 0);
    elements.constructed(SEQUENCE).is_ok() && elements.end().is_ok()
}

/// Whether the trust settings behind a trusted certificate reject some use: `reject` in `X509_CERT_AUX`.
pub(crate) fn has_rejections(settings: &[u8]) -> bool {
    let Ok(mut elements) = Elements(settings, 0).constructed(SEQUENCE) else { return false };
    while let Ok((tag, _)) = elements.next() {
        if tag == 0xa0 {
            return true;
        }
    }
    false
}

fn signed(der: &[u8], tbs: fn(&mut Elements) -> Result<()>) -> Result<usize> {
    let mut outer = Elements(der, 0);
    let mut body = outer.constructed(SEQUENCE)?;
    tbs(&mut body.constructed(SEQUENCE)?)?;
    algorithm(&mut body)?;
    body.primitive(BIT_STRING)?;
    body.end()?;
    Ok(der.len() - outer.0.len())
}

fn tbs_certificate(tbs: &mut Elements) -> Result<()> {
    if let Some(mut version) = tbs.optional_constructed(0xa0)? {
        version.primitive(INTEGER)?;
        version.end()?;
    }
    tbs.primitive(INTEGER)?;
    algorithm(tbs)?;
    name(tbs)?;
    let mut validity = tbs.constructed(SEQUENCE)?;
    time(&mut validity)?;
    time(&mut validity)?;
    validity.end()?;
    name(tbs)?;
    let mut key = tbs.constructed(SEQUENCE)?;
    algorithm(&mut key)?;
    key.primitive(BIT_STRING)?;
    key.end()?;
    for unique_id in [0x81, 0x82] {
        if tbs.peek() == Some(unique_id) {
            primitive_is_valid(BIT_STRING, tbs.next()?.1)?;
        }
    }
    explicit_extensions(tbs, 0xa3)?;
    tbs.end()
}

fn tbs_cert_list(tbs: &mut Elements) -> Result<()> {
    if tbs.peek() == Some(INTEGER) {
        tbs.primitive(INTEGER)?;
    }
    algorithm(tbs)?;
    name(tbs)?;
    time(tbs)?;
    if matches!(tbs.peek(), Some(UTC_TIME | GENERALIZED_TIME)) {
        time(tbs)?;
    }
    if let Some(mut revoked) = tbs.optional_constructed(SEQUENCE)? {
        while !revoked.0.is_empty() {
            let mut entry = revoked.constructed(SEQUENCE)?;
            entry.primitive(INTEGER)?;
            time(&mut entry)?;
            if let Some(list) = entry.optional_constructed(SEQUENCE)? {
                extensions(list)?;
            }
            entry.end()?;
        }
    }
    explicit_extensions(tbs, 0xa0)?;
    tbs.end()
}

fn algorithm(elements: &mut Elements) -> Result<()> {
    let mut body = elements.constructed(SEQUENCE)?;
    body.primitive(OBJECT)?;
    if !body.0.is_empty() {
        let (tag, parameters) = body.next()?;
        any_is_valid(tag, parameters)?;
    }
    body.end()
}

fn name(elements: &mut Elements) -> Result<()> {
    let mut rdns = elements.constructed(SEQUENCE)?;
    while !rdns.0.is_empty() {
        let mut rdn = rdns.constructed(SET)?;
        while !rdn.0.is_empty() {
            let mut entry = rdn.constructed(SEQUENCE)?;
            entry.primitive(OBJECT)?;
            let (tag, value) = entry.next()?;
            // The types of B_ASN1_PRINTABLE in OpenSSL's asn1.h.
            if !matches!(tag & !CONSTRUCTED, 3 | 7..=9 | 11..=16 | 18..=20 | 22 | 28..=30) {
                return Err(Malformed);
            }
            any_is_valid(tag, value)?;
            text_is_valid(tag & !CONSTRUCTED, &joined(tag, value)?)?;
            entry.end()?;
        }
    }
    Ok(())
}

/// What `x509_name_canon` demands: every character of a name can be written as UTF-8.
fn text_is_valid(tag: u8, value: &[u8]) -> Result<()> {
    let scalar = |bytes: &[u8]| {
        let number = bytes.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
        char::from_u32(number).is_some()
    };
    let valid = match tag {
        UTF8_STRING => std::str::from_utf8(value).is_ok(),
        BMP_STRING => value.chunks(2).all(scalar),
        UNIVERSAL_STRING => value.chunks(4).all(scalar),
        _ => true,
    };
    if valid { Ok(()) } else { Err(Malformed) }
}

fn time(elements: &mut Elements) -> Result<()> {
    let (tag, value) = elements.next()?;
    match tag & !CONSTRUCTED {
        UTC_TIME | GENERALIZED_TIME => any_is_valid(tag, value),
        _ => Err(Malformed),
    }
}

fn explicit_extensions(elements: &mut Elements, tag: u8) -> Result<()> {
    let Some(mut explicit) = elements.optional_constructed(tag)? else { return Ok(()) };
    extensions(explicit.constructed(SEQUENCE)?)?;
    explicit.end()
}

fn extensions(mut list: Elements) -> Result<()> {
    while !list.0.is_empty() {
        let mut extension = list.constructed(SEQUENCE)?;
        extension.primitive(OBJECT)?;
        if extension.peek() == Some(BOOLEAN) {
            extension.primitive(BOOLEAN)?;
        }
        extension.primitive(OCTET_STRING)?;
        extension.end()?;
    }
    Ok(())
}

/// A value of any type, as `asn1_d2i_ex_primitive` takes it.
fn any_is_valid(tag: u8, body: &[u8]) -> Result<()> {
    match tag {
        // The mark at the end of an indefinite length.
        0 if body.is_empty() => Err(Malformed),
        0x10 | 0x11 => Err(Malformed),
        _ => primitive_is_valid(tag & !CONSTRUCTED, &joined(tag, body)?),
    }
}

/// The content of a string, whose pieces `asn1_collect` joins where it comes in several.
fn joined(tag: u8, body: &[u8]) -> Result<Cow<'_, [u8]>> {
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
fn primitive_is_valid(tag: u8, body: &[u8]) -> Result<()> {
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
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes, 0)
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

    fn end(&self) -> Result<()> {
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
    use crate::pins::BUNDLED;

    #[test]
    fn every_bundled_root_is_taken_whole_and_bytes_behind_it_are_left() {
        for (name, der) in BUNDLED {
            assert_eq!(certificate(der), Ok(der.len()), "{name}");
            assert_eq!(certificate(&[der, b"junk".as_slice()].concat()), Ok(der.len()), "{name}");
        }
    }

    #[test]
    fn every_truncation_is_refused() {
        let der = BUNDLED[0].1;
        assert!((0..der.len()).all(|length| certificate(&der[..length]).is_err()));
    }

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
