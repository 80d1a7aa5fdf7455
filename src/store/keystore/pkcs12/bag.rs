//! A `SafeBag` (RFC 7292, 4.2), and the one that Java writes for a certificate that it trusts.

use super::EXPLICIT_0;
use crate::store::keystore::budget::Budget;
use crate::store::keystore::entry::{KeystoreEntry, KeystoreEntryKind};
use crate::store::keystore::fault::KeystoreFault;
use crate::x509::certificate::Certificate;
use crate::x509::der::{
    BMP_STRING, DerResult, Elements, Malformed, OBJECT, OCTET_STRING, SEQUENCE, SET, element,
};
use crate::x509::oid;

/// The bags of a `SafeContents`, which is this part of the store.
pub(super) fn read_all(
    content: &[u8],
    part: usize,
    budget: &mut Budget,
) -> Result<Vec<KeystoreEntry>, KeystoreFault> {
    let mut bags = Elements::in_bytes(content).constructed(SEQUENCE)?;
    let mut entries = Vec::new();
    while !bags.is_empty() {
        budget.spend_on_item()?;
        entries.push(read(bags.whole()?, part)?);
    }
    Ok(entries)
}

fn read(bytes: &[u8], part: usize) -> DerResult<KeystoreEntry> {
    let mut bag = Elements::in_bytes(bytes).constructed(SEQUENCE)?;
    let identifier = bag.value(OBJECT)?;
    let content = bag.constructed(EXPLICIT_0)?;
    let (alias, is_trusted) = attributes(&mut bag)?;
    let is_certificate = identifier == oid::PKCS12_CERT_BAG;
    let certificate = if is_certificate && is_trusted { certificate(content)? } else { None };
    Ok(KeystoreEntry { alias, certificate, kind: kind(identifier), part, bytes: bytes.to_vec() })
}

/// Java reads neither a bag of bags, which may hold a key too, nor one that it does not know.
fn kind(identifier: &[u8]) -> KeystoreEntryKind {
    match identifier {
        oid::PKCS12_CERT_BAG | oid::PKCS12_CRL_BAG => KeystoreEntryKind::Public,
        oid::PKCS12_KEY_BAG | oid::PKCS12_SHROUDED_KEY_BAG | oid::PKCS12_SECRET_BAG => KeystoreEntryKind::Key,
        oid::PKCS12_SAFE_CONTENTS_BAG => KeystoreEntryKind::Unknown("a nested store".into()),
        other => KeystoreEntryKind::Unknown(format!("an entry of the kind {}", oid::dotted(other))),
    }
}

fn certificate(mut content: Elements) -> DerResult<Option<Certificate>> {
    let mut bag = content.constructed(SEQUENCE)?;
    let is_x509 = bag.value(OBJECT)? == oid::PKCS9_X509_CERTIFICATE;
    let der = bag.constructed(EXPLICIT_0)?.value(OCTET_STRING)?;
    Ok(is_x509.then(|| Certificate::new(der.to_vec())))
}

/// The alias of a bag, and whether Java trusts its certificate.
fn attributes(bag: &mut Elements) -> DerResult<(String, bool)> {
    let (mut alias, mut is_trusted) = (String::new(), false);
    if bag.is_empty() {
        return Ok((alias, is_trusted));
    }
    let mut attributes = bag.constructed(SET)?;
    while !attributes.is_empty() {
        let mut attribute = attributes.constructed(SEQUENCE)?;
        match attribute.value(OBJECT)? {
            oid::PKCS9_FRIENDLY_NAME => alias = utf16(&attribute.constructed(SET)?.content(BMP_STRING)?)?,
            oid::JAVA_TRUSTED_KEY_USAGE => is_trusted = true,
            _ => {}
        }
    }
    Ok((alias, is_trusted))
}

fn utf16(bytes: &[u8]) -> DerResult<String> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).map_err(|_| Malformed)
}

/// The bag of a certificate that Java trusts under this alias.
pub(in crate::store::keystore) fn trusted(alias: &str, der: &[u8]) -> Vec<u8> {
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
