//! PKCS#12 without encryption (RFC 7292), as the JDK ships its cacerts since version 18 (JDK-8275252).

mod bag;

use crate::x509::der::{
    BMP_STRING, Elements, INTEGER, Malformed, OBJECT, OCTET_STRING, SEQUENCE, SET, element,
};
use crate::x509::oid;

use super::{Trusted, Unreadable};

const EXPLICIT_0: u8 = 0xa0;

impl From<Malformed> for Unreadable {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// The bytes of a store without a password. The same certificates give the same bytes.
pub(super) fn write(trusted: &[Trusted]) -> Vec<u8> {
    let bags: Vec<Vec<u8>> = trusted.iter().map(|one| bag::trusted(&one.alias, &one.der)).collect();
    let safes = element(SEQUENCE, &[&data_info(&element(SEQUENCE, &[&bags.concat()]))]);
    element(SEQUENCE, &[&[INTEGER, 1, 3], &data_info(&safes)])
}

/// A `ContentInfo` of plain data.
fn data_info(content: &[u8]) -> Vec<u8> {
    let content = element(EXPLICIT_0, &[&element(OCTET_STRING, &[content])]);
    element(SEQUENCE, &[&element(OBJECT, &[oid::PKCS7_DATA]), &content])
}

/// Whether it is a `PFX`: a sequence that begins with the version 3, however it ends.
pub(super) fn is_pfx(bytes: &[u8]) -> bool {
    let [SEQUENCE, form, rest @ ..] = bytes else { return false };
    let length = usize::from(*form).saturating_sub(0x80);
    let version = [INTEGER, 1, 3, SEQUENCE];
    rest.get(length..).is_some_and(|content| length < 5 && content.starts_with(&version))
}

/// The certificates that Java trusts.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Trusted>, Unreadable> {
    let mut pfx = Elements::in_bytes(bytes).constructed(SEQUENCE)?;
    pfx.next()?;
    let mut safe = pfx.constructed(SEQUENCE)?;
    let content = data(&mut safe)?;
    let mut parts = Elements::in_bytes(content).constructed(SEQUENCE)?;
    let mut trusted = Vec::new();
    let mut encrypted = false;
    while !parts.is_empty() {
        match data(&mut parts.constructed(SEQUENCE)?) {
            Ok(content) => bags(content, &mut trusted)?,
            Err(Unreadable::Encrypted) => encrypted = true,
            Err(other) => return Err(other),
        }
    }
    // An encrypted part may hold certificates too, so a list without it could be incomplete.
    if encrypted { Err(Unreadable::Encrypted) } else { Ok(trusted) }
}

/// The bytes of a `ContentInfo`.
fn data<'a>(info: &mut Elements<'a>) -> Result<&'a [u8], Unreadable> {
    match info.value(OBJECT)? {
        oid::PKCS7_DATA => Ok(info.constructed(EXPLICIT_0)?.value(OCTET_STRING)?),
        oid::PKCS7_ENCRYPTED_DATA => Err(Unreadable::Encrypted),
        _ => Err(Unreadable::Foreign),
    }
}

fn bags(content: &[u8], trusted: &mut Vec<Trusted>) -> Result<(), Unreadable> {
    let mut bags = Elements::in_bytes(content).constructed(SEQUENCE)?;
    while !bags.is_empty() {
        let mut bag = bags.constructed(SEQUENCE)?;
        if bag.value(OBJECT)? != oid::PKCS12_CERT_BAG {
            continue;
        }
        let mut certificate = bag.constructed(EXPLICIT_0)?.constructed(SEQUENCE)?;
        let is_x509 = certificate.value(OBJECT)? == oid::PKCS9_X509_CERTIFICATE;
        let der = certificate.constructed(EXPLICIT_0)?.value(OCTET_STRING)?;
        let (alias, is_trusted) = attributes(&mut bag)?;
        if is_x509 && is_trusted {
            trusted.push(Trusted { alias, der: der.to_vec() });
        }
    }
    Ok(())
}

/// The alias of a bag, and whether Java trusts its certificate.
fn attributes(bag: &mut Elements) -> Result<(String, bool), Unreadable> {
    let (mut alias, mut is_trusted) = (String::new(), false);
    if bag.is_empty() {
        return Ok((alias, is_trusted));
    }
    let mut attributes = bag.constructed(SET)?;
    while !attributes.is_empty() {
        let mut attribute = attributes.constructed(SEQUENCE)?;
        match attribute.value(OBJECT)? {
            oid::PKCS9_FRIENDLY_NAME => alias = utf16(attribute.constructed(SET)?.value(BMP_STRING)?),
            oid::JAVA_TRUSTED_KEY_USAGE => is_trusted = true,
            _ => {}
        }
    }
    Ok((alias, is_trusted))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}
