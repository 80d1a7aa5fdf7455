//! Single fields of a certificate, read without the rest, so that a field that no parser can read does not hide the others.

use crate::x509::der::{BIT_STRING, DerResult, Elements, Malformed, SEQUENCE};

/// The fields of the `TBSCertificate` after its version (RFC 5280, 4.1).
fn fields(certificate: &[u8]) -> DerResult<Elements<'_>> {
    let mut tbs = Elements::in_bytes(certificate).constructed(SEQUENCE)?.constructed(SEQUENCE)?;
    tbs.optional_constructed(0xa0)?;
    Ok(tbs)
}

/// The content of its `SubjectPublicKeyInfo`.
pub(crate) fn key_info(certificate: &[u8]) -> DerResult<&[u8]> {
    let mut tbs = fields(certificate)?;
    // Serial number, signature algorithm, issuer, validity, subject.
    tbs.skip(5)?;
    tbs.value(SEQUENCE)
}

/// The content of its key's algorithm identifier, and the key.
pub(crate) fn public_key(certificate: &[u8]) -> DerResult<(&[u8], &[u8])> {
    let mut key = Elements::in_bytes(key_info(certificate)?);
    let (_, algorithm) = key.next()?;
    match key.value(BIT_STRING)? {
        [0, key @ ..] => Ok((algorithm, key)),
        _ => Err(Malformed),
    }
}
