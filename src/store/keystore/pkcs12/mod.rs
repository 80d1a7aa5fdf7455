//! PKCS#12 (RFC 7292): without encryption, as the JDK ships its cacerts since version 18 (JDK-8275252), and under a password.

mod algorithm;
mod bag;
mod block_cipher;
mod encryption;
mod iterations;
mod kdf;
mod mac;

use super::budget::Budget;
use super::entry::KeystoreEntry;
use super::fault::KeystoreFault;
use crate::x509::der::{Elements, INTEGER, OBJECT, OCTET_STRING, SEQUENCE, element};
use crate::x509::oid;
use encryption::{EncryptedContent, Encryption, FreshSalt};
use mac::Seal;

pub(super) use bag::trusted;

const EXPLICIT_0: u8 = 0xa0;
const IMPLICIT_0: u8 = 0x80;

/// The random bytes that a protected store needs.
pub(super) const RANDOM: usize = 20 + 32;

/// How a store is protected. One without a password has neither encryption nor seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Protection {
    /// The encryption of each part.
    parts: Vec<Option<Encryption>>,
    seal: Option<Seal>,
}

impl Protection {
    /// None, as Java 18 ships its cacerts.
    pub(super) fn open() -> Self {
        Self { parts: vec![None], seal: None }
    }

    /// As Java 17 protects a new store.
    pub(super) fn modern() -> Self {
        Self { parts: vec![Some(Encryption::modern())], seal: Some(Seal::modern()) }
    }

    /// Whether it takes a password.
    pub(super) fn needs_password(&self) -> bool {
        self.parts.iter().any(Option::is_some) || self.seal.is_some()
    }

    /// Whether it is only read, because nobody should use it any more.
    pub(super) fn is_legacy(&self) -> bool {
        self.parts.iter().flatten().any(Encryption::is_legacy)
    }

    /// The part that new entries belong to: an encrypted one, if there is any.
    pub(super) fn new_part(&self) -> usize {
        self.parts.iter().position(Option::is_some).unwrap_or_default()
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
    let kind = safe.value(OBJECT)?;
    if kind != oid::PKCS7_DATA {
        return Err(KeystoreFault::UnknownScheme(algorithm::name(kind)));
    }
    let content = safe.constructed(EXPLICIT_0)?.content(OCTET_STRING)?;
    let mut budget = Budget::default();
    let mut seal = None;
    if !pfx.is_empty() {
        seal = Some(Seal::read(pfx.constructed(SEQUENCE)?, &content, password, &mut budget)?);
    }
    let mut rest = Elements::in_bytes(&content).constructed(SEQUENCE)?;
    let (mut parts, mut entries) = (Vec::new(), Vec::new());
    while !rest.is_empty() {
        budget.spend_on_item()?;
        let info = rest.constructed(SEQUENCE)?;
        let (encryption, found) = read_part(info, parts.len(), password, &mut budget)?;
        parts.push(encryption);
        entries.extend(found);
    }
    if parts.is_empty() {
        parts.push(None);
    }
    Ok((Protection { parts, seal }, entries))
}

/// The encryption and the entries of a `ContentInfo`.
fn read_part(
    mut info: Elements,
    part: usize,
    password: Option<&str>,
    budget: &mut Budget,
) -> Result<(Option<Encryption>, Vec<KeystoreEntry>), KeystoreFault> {
    match info.value(OBJECT)? {
        oid::PKCS7_DATA => {
            let content = info.constructed(EXPLICIT_0)?.content(OCTET_STRING)?;
            Ok((None, bag::read_all(&content, part, budget)?))
        }
        oid::PKCS7_ENCRYPTED_DATA => {
            let mut data = info.constructed(EXPLICIT_0)?.constructed(SEQUENCE)?;
            data.value(INTEGER)?;
            let encrypted = EncryptedContent::read(data.constructed(SEQUENCE)?)?;
            let content = encrypted.decrypt(password.ok_or(KeystoreFault::NoPassword)?, budget)?;
            // A wrong password may give content with the right padding by chance.
            match bag::read_all(&content, part, budget) {
                Err(KeystoreFault::Malformed) => Err(KeystoreFault::WrongPassword),
                entries => Ok((Some(encrypted.encryption), entries?)),
            }
        }
        kind => Err(KeystoreFault::UnknownScheme(algorithm::name(kind))),
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
    let (seal_salt, random) = random.split_first_chunk::<20>()?;
    let parts = protection.parts.iter().enumerate();
    let parts = parts.map(|(part, encryption)| {
        let bags = entries.iter().filter(|entry| entry.part == part).map(|entry| entry.bytes.as_slice());
        let bags = element(SEQUENCE, &bags.collect::<Vec<_>>());
        let Some(encryption) = encryption else { return Some(data_info(&bags)) };
        let (algorithm, encrypted) =
            encryption.encrypt(&bags, password, &FreshSalt::for_part(random, part))?;
        Some(encrypted_info(&algorithm, &encrypted))
    });
    let safes = element(SEQUENCE, &[&parts.collect::<Option<Vec<_>>>()?.concat()]);
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
