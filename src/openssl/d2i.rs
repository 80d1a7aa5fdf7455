//! Which bytes OpenSSL's `d2i_X509` and `d2i_X509_CRL` accept: the structure of RFC 5280, 4.1 and 5.1, with the checks
//! of `crypto/asn1/tasn_dec.c`. They judge neither dates nor signatures.

use crate::x509::der::{
    BIT_STRING, BMP_STRING, BOOLEAN, CONSTRUCTED, DerResult, Elements, GENERALIZED_TIME, INTEGER, Malformed,
    OBJECT, OCTET_STRING, SEQUENCE, SET, UNIVERSAL_STRING, UTC_TIME, UTF8_STRING, any_is_valid, joined,
    primitive_is_valid,
};

/// The length of the certificate at the start of `der`. Bytes may follow it.
pub(crate) fn certificate(der: &[u8]) -> DerResult<usize> {
    signed(der, tbs_certificate)
}

/// The length of the certificate revocation list at the start of `der`.
pub(crate) fn crl(der: &[u8]) -> DerResult<usize> {
    signed(der, tbs_cert_list)
}

/// Whether `der` has the outline of a private key for this label (RFC 8017, A.1.2; RFC 5915, 3; RFC 5958, 2). Its
/// numbers are not checked.
pub(crate) fn private_key(label: &[u8], der: &[u8]) -> bool {
    let Ok(mut body) = Elements::in_bytes(der).constructed(SEQUENCE) else { return false };
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

/// Whether the trust settings of a `TRUSTED CERTIFICATE` reject some use (`reject` in `X509_CERT_AUX`).
pub(crate) fn has_rejections(settings: &[u8]) -> bool {
    let Ok(mut elements) = Elements::in_bytes(settings).constructed(SEQUENCE) else { return false };
    while let Ok((tag, _)) = elements.next() {
        if tag == 0xa0 {
            return true;
        }
    }
    false
}

fn signed(der: &[u8], tbs: fn(&mut Elements) -> DerResult<()>) -> DerResult<usize> {
    let mut outer = Elements::in_bytes(der);
    let mut body = outer.constructed(SEQUENCE)?;
    tbs(&mut body.constructed(SEQUENCE)?)?;
    algorithm(&mut body)?;
    body.primitive(BIT_STRING)?;
    body.end()?;
    Ok(der.len() - outer.len())
}

fn tbs_certificate(tbs: &mut Elements) -> DerResult<()> {
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

fn tbs_cert_list(tbs: &mut Elements) -> DerResult<()> {
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
        while !revoked.is_empty() {
            revoked_entry(&mut revoked.constructed(SEQUENCE)?)?;
        }
    }
    explicit_extensions(tbs, 0xa0)?;
    tbs.end()
}

fn revoked_entry(entry: &mut Elements) -> DerResult<()> {
    entry.primitive(INTEGER)?;
    time(entry)?;
    if let Some(list) = entry.optional_constructed(SEQUENCE)? {
        extensions(list)?;
    }
    entry.end()
}

fn algorithm(elements: &mut Elements) -> DerResult<()> {
    let mut body = elements.constructed(SEQUENCE)?;
    body.primitive(OBJECT)?;
    if !body.is_empty() {
        let (tag, parameters) = body.next()?;
        any_is_valid(tag, parameters)?;
    }
    body.end()
}

fn name(elements: &mut Elements) -> DerResult<()> {
    let mut rdns = elements.constructed(SEQUENCE)?;
    while !rdns.is_empty() {
        let mut rdn = rdns.constructed(SET)?;
        while !rdn.is_empty() {
            attribute(&mut rdn.constructed(SEQUENCE)?)?;
        }
    }
    Ok(())
}

fn attribute(entry: &mut Elements) -> DerResult<()> {
    entry.primitive(OBJECT)?;
    let (tag, value) = entry.next()?;
    // The types of B_ASN1_PRINTABLE in OpenSSL's asn1.h.
    if !matches!(tag & !CONSTRUCTED, 3 | 7..=9 | 11..=16 | 18..=20 | 22 | 28..=30) {
        return Err(Malformed);
    }
    any_is_valid(tag, value)?;
    text_is_valid(tag & !CONSTRUCTED, &joined(tag, value)?)?;
    entry.end()
}

/// `x509_name_canon` demands that every character of a name can be written in UTF-8.
fn text_is_valid(tag: u8, value: &[u8]) -> DerResult<()> {
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

fn time(elements: &mut Elements) -> DerResult<()> {
    let (tag, value) = elements.next()?;
    match tag & !CONSTRUCTED {
        UTC_TIME | GENERALIZED_TIME => any_is_valid(tag, value),
        _ => Err(Malformed),
    }
}

fn explicit_extensions(elements: &mut Elements, tag: u8) -> DerResult<()> {
    let Some(mut explicit) = elements.optional_constructed(tag)? else { return Ok(()) };
    extensions(explicit.constructed(SEQUENCE)?)?;
    explicit.end()
}

fn extensions(mut list: Elements) -> DerResult<()> {
    while !list.is_empty() {
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
}
