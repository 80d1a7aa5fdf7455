//! Private keys.

use crate::x509::der::{Elements, INTEGER, OCTET_STRING, SEQUENCE};

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
