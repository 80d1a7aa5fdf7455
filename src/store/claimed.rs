//! Everything in a file that claims to be a certificate, whether it decodes or not.

use crate::x509::der::{Elements, SEQUENCE, SET};

/// The context tag of the content of a `ContentInfo`, and of the certificates of `SignedData` (RFC 5652, 3 and 5.1).
const CONTENT: u8 = 0xa0;

/// The DER of each of them; none where the file is cut short or has something else behind it.
pub(super) fn in_file(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let blocks = pem::parse_many(bytes).unwrap_or_default();
    if blocks.is_empty() {
        return in_der(bytes);
    }
    let claims = |tag: &str| tag.ends_with("CERTIFICATE") || tag == "PKCS7" || tag == "CMS";
    let parts = blocks.iter().filter(|block| claims(block.tag()));
    let parts: Option<Vec<_>> = parts.map(|block| in_der(block.contents())).collect();
    Some(parts?.concat())
}

/// The elements one behind the other, and those in a container.
fn in_der(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut elements = Elements::in_bytes(bytes);
    let mut found = Vec::new();
    while !elements.is_empty() {
        let element = elements.is_next(SEQUENCE).then(|| elements.whole().ok()).flatten()?;
        match in_signed_data(element) {
            Some(certificates) => found.extend(certificates),
            None => found.push(element.to_vec()),
        }
    }
    Some(found)
}

/// The certificates of a PKCS#7 container. None if the element is none.
fn in_signed_data(element: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut info = Elements::in_bytes(element).constructed(SEQUENCE).ok()?;
    info.skip(1).ok()?;
    let mut signed = info.constructed(CONTENT).ok()?.constructed(SEQUENCE).ok()?;
    signed.skip(1).ok()?;
    signed.constructed(SET).ok()?;
    signed.constructed(SEQUENCE).ok()?;
    let mut certificates = signed.optional_constructed(CONTENT).ok()??;
    let mut found = Vec::new();
    while !certificates.is_empty() {
        found.push(certificates.whole().ok()?.to_vec());
    }
    Some(found)
}
