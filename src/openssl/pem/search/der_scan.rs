//! DER certificates among any other bytes: alone, one behind the other, behind PEM, or in a container that does not
//! encrypt them.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::disguise::{Disguise, SealedContainer};
use super::outline::{HEAD, certificate_length};
use crate::openssl::d2i;
use crate::x509::der::SEQUENCE;

/// `signedData` with its tag and length (RFC 2315, 14).
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// `encryptedData`, in which PKCS#12 has certificates that take a password.
const ENCRYPTED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
/// Version 3, and the sequence behind it, with which a `PFX` begins (RFC 7292, 4).
const PFX: &[u8] = b"\x02\x01\x03\x30";
const JKS: &[u8] = b"\xfe\xed\xfe\xed\0\0\0";
const JCEKS: &[u8] = b"\xce\xce\xce\xce\0\0\0";

/// Where the certificates are.
pub(super) fn certificates(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr(SEQUENCE, &bytes[at..]).map(|step| at + step) {
        let rest = &bytes[start..];
        // Only a whole file is tried in the forms of BER.
        let may_begin = start == 0 || certificate_length(&rest[..rest.len().min(HEAD)]).is_some();
        let length = if may_begin { d2i::certificate(rest).ok() } else { None };
        at = start + length.unwrap_or(1);
        found.extend(length.map(|_| start..at));
    }
    found
}

/// What holds the certificate that follows these bytes.
pub(super) fn container(before: &[u8]) -> Disguise {
    let holds = |mark: &[u8]| memmem::find(before, mark).is_some();
    if holds(JKS) || holds(JCEKS) {
        Disguise::Jks
    } else if pfx(before).is_some() {
        Disguise::Pkcs12
    } else if holds(SIGNED_DATA) {
        Disguise::Pkcs7
    } else {
        Disguise::Der
    }
}

/// Where a container begins whose certificates nobody finds without its password. Java's own keystores encrypt only keys.
pub(super) fn sealed(bytes: &[u8], has_certificates: bool) -> Option<(usize, SealedContainer)> {
    if let Some(start) = pfx(bytes)
        && memmem::find(&bytes[start..], ENCRYPTED_DATA).is_some()
    {
        return Some((start, SealedContainer::EncryptedPkcs12));
    }
    memmem::find(bytes, JCEKS).filter(|_| !has_certificates).map(|start| (start, SealedContainer::JavaOnly))
}

/// Where a `PFX` begins, whose outer length takes up to four bytes.
fn pfx(bytes: &[u8]) -> Option<usize> {
    let version = memmem::find(bytes, PFX)?;
    (2..=6).filter_map(|head| version.checked_sub(head)).find(|start| {
        let form = usize::from(bytes[start + 1]);
        let head = if form > 0x80 { 2 + (form & 0x7f) } else { 2 };
        bytes[*start] == SEQUENCE && start + head == version
    })
}
