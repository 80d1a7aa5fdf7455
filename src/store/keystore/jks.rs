//! JKS (`engineLoad` and `engineStore` in the JDK's `sun/security/provider/JavaKeyStore.java`).

use sha1::{Digest as _, Sha1};

use super::budget::Budget;
use super::entry::{KeystoreEntry, KeystoreEntryKind};
use super::fault::KeystoreFault;
use super::modified_utf8;
use crate::x509::certificate::Certificate;

pub(super) const MAGIC: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];

/// The version that every Java since 1.2 writes.
pub(super) const VERSION: u32 = 2;

const KEY: u32 = 1;
const CERTIFICATE: u32 = 2;

/// The length of the digest at the end.
const DIGEST: usize = 20;

/// The version and the entries. Without a password, the digest at the end is not checked.
///
/// # Errors
/// The bytes are malformed, or sealed with another password.
pub(super) fn read(bytes: &[u8], password: Option<&str>) -> Result<(u32, Vec<KeystoreEntry>), KeystoreFault> {
    let content = entries(bytes)?;
    let (sealed, found) = bytes.split_at(bytes.len() - DIGEST);
    let fits = |password| digest(sealed, password) == found;
    if password.is_none_or(fits) { Ok(content) } else { Err(KeystoreFault::WrongPassword) }
}

fn entries(bytes: &[u8]) -> Result<(u32, Vec<KeystoreEntry>), KeystoreFault> {
    let mut rest = Reader(bytes.strip_prefix(&MAGIC).ok_or(KeystoreFault::Malformed)?);
    let (version, count) = rest.head().ok_or(KeystoreFault::Malformed)?;
    let mut budget = Budget::default();
    let entry = |_| {
        budget.spend_on_item()?;
        rest.entry(version).ok_or(KeystoreFault::Malformed)
    };
    let entries = (0..count).map(entry).collect::<Result<Vec<_>, _>>()?;
    if rest.0.len() == DIGEST { Ok((version, entries)) } else { Err(KeystoreFault::Malformed) }
}

/// The bytes of a store with these entries, sealed with this password.
pub(super) fn write(version: u32, entries: &[KeystoreEntry], password: &str) -> Vec<u8> {
    let mut bytes = [&MAGIC[..], &version.to_be_bytes(), &number(entries.len())].concat();
    bytes.extend(entries.iter().flat_map(|entry| &entry.bytes));
    bytes.extend(digest(&bytes, password));
    bytes
}

/// An entry that trusts this certificate. Its date is the one from which the certificate is valid, so the same
/// certificates give the same bytes.
pub(super) fn trusted(version: u32, alias: &str, certificate: &Certificate) -> Vec<u8> {
    let start = certificate.not_before();
    let milliseconds = start.map_or(0, |start| start.unix_timestamp() * 1000);
    let kind = if version == 1 { Vec::new() } else { text("X.509") };
    let der = certificate.der();
    let (tag, date) = (CERTIFICATE.to_be_bytes(), milliseconds.to_be_bytes());
    [&tag[..], &text(alias), &date, &kind, &number(der.len()), der].concat()
}

/// Text behind its length (`DataOutput.writeUTF`).
fn text(text: &str) -> Vec<u8> {
    let bytes = modified_utf8::encode(text);
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], &bytes[..length.into()]].concat()
}

fn number(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

/// The digest at the end (`getPreKeyedHash`).
fn digest(bytes: &[u8], password: &str) -> [u8; DIGEST] {
    let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
    Sha1::new().chain_update(password).chain_update("Mighty Aphrodite").chain_update(bytes).finalize().into()
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// The version and the number of entries.
    fn head(&mut self) -> Option<(u32, u32)> {
        let version = self.number().filter(|version| matches!(version, 1 | 2))?;
        Some((version, self.number()?))
    }

    fn block(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).ok()?)
    }

    /// Text behind its length (`DataInput.readUTF`).
    fn text(&mut self) -> Option<String> {
        let length = u16::from_be_bytes(self.take(2)?.try_into().ok()?);
        modified_utf8::decode(self.take(length.into())?)
    }

    /// A certificate. Version 2 has its type before it.
    fn certificate(&mut self, version: u32) -> Option<&'a [u8]> {
        if version == 2 {
            self.text()?;
        }
        self.block()
    }

    fn entry(&mut self, version: u32) -> Option<KeystoreEntry> {
        let all = self.0;
        let tag = self.number()?;
        let alias = self.text()?;
        self.take(8)?;
        let (kind, certificate) = match tag {
            KEY => {
                self.key(version)?;
                (KeystoreEntryKind::Key, None)
            }
            CERTIFICATE => {
                let der = self.certificate(version)?.to_vec();
                (KeystoreEntryKind::Public, Some(Certificate::new(der)))
            }
            _ => return None,
        };
        let bytes = all[..all.len() - self.0.len()].to_vec();
        Some(KeystoreEntry { alias, certificate, kind, part: 0, bytes })
    }

    /// A private key with its chain, of which Java trusts nothing.
    fn key(&mut self, version: u32) -> Option<()> {
        self.block()?;
        for _ in 0..self.number()? {
            self.certificate(version)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keystore with a key and its chain, and a certificate.
    fn keystore() -> Vec<u8> {
        let block =
            |bytes: &[u8]| [&u32::try_from(bytes.len()).expect("short").to_be_bytes(), bytes].concat();
        let number = |number: u32| number.to_be_bytes().to_vec();
        let certificate = |der: &[u8]| [text("X.509"), block(der)].concat();
        let time = vec![0; 8];
        let key = [number(KEY), text("key"), time.clone(), block(b"secret"), number(1), certificate(b"own")];
        let trusted = [number(CERTIFICATE), text("a root"), time, certificate(b"root")];
        [&[MAGIC.to_vec(), number(2), number(2)][..], &key, &trusted, &[vec![0; DIGEST]]].concat().concat()
    }

    fn trusted(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
        let (_, entries) = read(bytes, None).ok()?;
        let trusted = entries.into_iter().filter_map(|entry| Some((entry.alias, entry.certificate?)));
        Some(trusted.map(|(alias, certificate)| (alias, certificate.der().to_vec())).collect())
    }

    #[test]
    fn what_is_trusted_is_found_and_the_chain_of_a_key_is_not() {
        assert_eq!(trusted(&keystore()), Some(vec![("a root".to_owned(), b"root".to_vec())]));
        assert_eq!(read(&keystore(), Some("changeit")), Err(KeystoreFault::WrongPassword));
    }

    #[test]
    fn entries_are_written_as_they_were_read() {
        let bytes = keystore();
        let (version, entries) = read(&bytes, None).expect("a keystore");
        let again = write(version, &entries, "secret");
        assert_eq!(again[..again.len() - DIGEST], bytes[..bytes.len() - DIGEST]);
        assert_eq!(read(&again, Some("secret")), Ok((version, entries)));
        assert_eq!(read(&again, Some("Secret")), Err(KeystoreFault::WrongPassword));
    }

    #[test]
    fn no_length_that_lies_is_believed() {
        let bytes = keystore();
        for length in 0..bytes.len() {
            assert_eq!(trusted(&bytes[..length]), None, "cut after {length}");
        }
        assert_eq!(trusted(&[&bytes[..], b"x"].concat()), None, "a byte too many");
        for at in 0..bytes.len() - 3 {
            for lie in [[0xff; 4], [0x7f, 0xff, 0xff, 0xff], [0; 4]] {
                let mut bytes = bytes.clone();
                bytes[at..at + 4].copy_from_slice(&lie);
                let found: usize = trusted(&bytes).iter().flatten().map(|(_, der)| der.len()).sum();
                assert!(found <= bytes.len(), "at {at}");
            }
        }
        for at in [8, 16, 29, 39] {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x40;
            assert_eq!(trusted(&bytes), None, "at {at}");
        }
    }
}
