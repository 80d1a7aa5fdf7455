//! PKCS#12 (RFC 7292): without encryption, as the JDK ships its cacerts since version 18 (JDK-8275252), and under a password.

mod bag;
mod budget;
mod cipher;
mod kdf;
mod mac;

use super::entry::KeystoreEntry;
use super::fault::KeystoreFault;
use crate::x509::der::{Elements, INTEGER, OBJECT, OCTET_STRING, SEQUENCE, element};
use crate::x509::oid;
use budget::Budget;
use cipher::{Encryption, FreshSalt};
use mac::Seal;

pub(super) use bag::trusted;

const EXPLICIT_0: u8 = 0xa0;
const IMPLICIT_0: u8 = 0x80;

/// The random bytes that a protected store needs.
pub(super) const RANDOM: usize = 20 + 16 + 16;

/// How a store is protected. One without a password has neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Protection {
    encryption: Option<Encryption>,
    seal: Option<Seal>,
}

impl Protection {
    /// As Java 17 protects a new store.
    pub(super) fn modern() -> Self {
        Self { encryption: Encryption::modern(), seal: Some(Seal::modern()) }
    }

    /// Whether it takes a password.
    pub(super) fn needs_password(&self) -> bool {
        self.encryption.is_some() || self.seal.is_some()
    }

    /// Whether it is only read, because nobody should use it any more.
    pub(super) fn is_legacy(&self) -> bool {
        self.encryption == Some(Encryption::Rc2)
    }
}

/// Whether it is a `PFX`: a sequence that begins with the version 3, however it ends.
pub(super) fn is_pfx(bytes: &[u8]) -> bool {
    let [SEQUENCE, form, rest @ ..] = bytes else { return false };
    let length = usize::from(*form).saturating_sub(0x80);
    let version = [INTEGER, 1, 3, SEQUENCE];
    rest.get(length..).is_some_and(|content| length < 5 && content.starts_with(&version))
}

/// The entries and how they are protected. Without a password, the seal is not checked.
pub(super) fn read(
    bytes: &[u8],
    password: Option<&str>,
) -> Result<(Protection, Vec<KeystoreEntry>), KeystoreFault> {
    let mut outer = Elements::in_bytes(bytes);
    let mut pfx = outer.constructed(SEQUENCE)?;
    outer.end()?;
    pfx.next()?;
    let mut safe = pfx.constructed(SEQUENCE)?;
    if safe.value(OBJECT)? != oid::PKCS7_DATA {
        return Err(KeystoreFault::UnknownScheme);
    }
    let content = safe.constructed(EXPLICIT_0)?.content(OCTET_STRING)?;
    let mut budget = Budget::default();
    let mut protection = Protection::default();
    if !pfx.is_empty() {
        let seal = Seal::read(pfx.constructed(SEQUENCE)?, &content, password, &mut budget)?;
        protection.seal = Some(seal);
    }
    let mut parts = Elements::in_bytes(&content).constructed(SEQUENCE)?;
    let mut entries = Vec::new();
    while !parts.is_empty() {
        let part = parts.constructed(SEQUENCE)?;
        entries.extend(read_part(part, password, &mut protection, &mut budget)?);
    }
    Ok((protection, entries))
}

/// The entries of a `ContentInfo`.
fn read_part(
    mut info: Elements,
    password: Option<&str>,
    protection: &mut Protection,
    budget: &mut Budget,
) -> Result<Vec<KeystoreEntry>, KeystoreFault> {
    match info.value(OBJECT)? {
        oid::PKCS7_DATA => Ok(bag::read_all(&info.constructed(EXPLICIT_0)?.content(OCTET_STRING)?)?),
        oid::PKCS7_ENCRYPTED_DATA => {
            let password = password.ok_or(KeystoreFault::NoPassword)?;
            let mut data = info.constructed(EXPLICIT_0)?.constructed(SEQUENCE)?;
            data.value(INTEGER)?;
            let mut encrypted = data.constructed(SEQUENCE)?;
            encrypted.value(OBJECT)?;
            let algorithm = encrypted.whole()?;
            let content = encrypted.implicit(IMPLICIT_0, OCTET_STRING)?;
            let (encryption, content) = Encryption::decrypt(algorithm, &content, password, budget)?;
            protection.encryption.get_or_insert(encryption);
            // A wrong password may give content with the right padding by chance.
            bag::read_all(&content).map_err(|_| KeystoreFault::WrongPassword)
        }
        _ => Err(KeystoreFault::UnknownScheme),
    }
}

/// The bytes of a store with these entries. Without a password, the same entries give the same bytes. None where the
/// protection is one that is only read.
pub(super) fn write(
    protection: &Protection,
    entries: &[KeystoreEntry],
    password: &str,
    random: &[u8; RANDOM],
) -> Option<Vec<u8>> {
    let (seal_salt, rest) = random.split_first_chunk::<20>()?;
    let (salt, vector) = rest.split_first_chunk::<16>()?;
    let fresh = FreshSalt { salt, vector: vector.try_into().ok()? };
    let bags: Vec<&[u8]> = entries.iter().map(|entry| entry.bytes.as_slice()).collect();
    let bags = element(SEQUENCE, &bags);
    let part = match &protection.encryption {
        None => data_info(&bags),
        Some(encryption) => {
            let (algorithm, encrypted) = encryption.encrypt(&bags, password, &fresh)?;
            encrypted_info(&algorithm, &encrypted)
        }
    };
    let safes = element(SEQUENCE, &[&part]);
    let seal = match &protection.seal {
        Some(seal) => seal.write(&safes, password, seal_salt)?,
        None => Vec::new(),
    };
    Some(element(SEQUENCE, &[&[INTEGER, 1, 3], &data_info(&safes), &seal]))
}

/// A `ContentInfo` of plain data.
fn data_info(content: &[u8]) -> Vec<u8> {
    let content = element(EXPLICIT_0, &[&element(OCTET_STRING, &[content])]);
    element(SEQUENCE, &[&element(OBJECT, &[oid::PKCS7_DATA]), &content])
}

/// A `ContentInfo` of encrypted data.
fn encrypted_info(algorithm: &[u8], encrypted: &[u8]) -> Vec<u8> {
    let kind = element(OBJECT, &[oid::PKCS7_DATA]);
    let content = element(SEQUENCE, &[&kind, algorithm, &element(IMPLICIT_0, &[encrypted])]);
    let data = element(SEQUENCE, &[&[INTEGER, 1, 0], &content]);
    element(SEQUENCE, &[&element(OBJECT, &[oid::PKCS7_ENCRYPTED_DATA]), &element(EXPLICIT_0, &[&data])])
}
