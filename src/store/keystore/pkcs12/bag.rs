//! A certificate in a `SafeBag` (RFC 7292, 4.2.3), as Java writes one that it trusts.

use super::EXPLICIT_0;
use crate::x509::der::{BMP_STRING, OBJECT, OCTET_STRING, SEQUENCE, SET, element};
use crate::x509::oid;

/// The bag of a certificate that Java trusts under this alias.
pub(super) fn trusted(alias: &str, der: &[u8]) -> Vec<u8> {
    let content = element(EXPLICIT_0, &[&element(OCTET_STRING, &[der])]);
    let certificate = element(SEQUENCE, &[&element(OBJECT, &[oid::PKCS9_X509_CERTIFICATE]), &content]);
    let utf16: Vec<u8> = alias.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut attributes = [
        attribute(oid::PKCS9_FRIENDLY_NAME, &element(BMP_STRING, &[&utf16])),
        attribute(oid::JAVA_TRUSTED_KEY_USAGE, &element(OBJECT, &[oid::ANY_EXTENDED_KEY_USAGE])),
    ];
    // DER sorts the elements of a SET OF by their bytes (X.690, 11.6).
    attributes.sort();
    let kind = element(OBJECT, &[oid::PKCS12_CERT_BAG]);
    let certificate = element(EXPLICIT_0, &[&certificate]);
    element(SEQUENCE, &[&kind, &certificate, &element(SET, &[&attributes.concat()])])
}

fn attribute(kind: &[u8], value: &[u8]) -> Vec<u8> {
    element(SEQUENCE, &[&element(OBJECT, &[kind]), &element(SET, &[value])])
}
