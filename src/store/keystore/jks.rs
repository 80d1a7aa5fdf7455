//! JKS (`engineLoad` in the JDK's `sun/security/provider/JavaKeyStore.java`). The digest at its end is not checked,
//! because its password is usually the public default.

use sha1::{Digest as _, Sha1};

use super::Trusted;
use crate::x509::certificate::Certificate;

pub(super) const MAGIC: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];

/// The version that every Java since 1.2 reads and writes.
const VERSION: u32 = 2;

const KEY: u32 = 1;
const CERTIFICATE: u32 = 2;

/// The length of the digest at the end.
const DIGEST: usize = 20;

/// The trusted certificates, without the chains of private keys. None if the bytes are malformed.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Trusted>> {
    let mut rest = Reader(bytes.strip_prefix(&MAGIC)?);
    let version = rest.number()?;
    if !matches!(version, 1 | 2) {
        return None;
    }
    let mut trusted = Vec::new();
    for _ in 0..rest.number()? {
        let tag = rest.number()?;
        let alias = rest.text()?;
        rest.take(8)?;
        match tag {
            KEY => {
                rest.block()?;
                for _ in 0..rest.number()? {
                    rest.certificate(version)?;
                }
            }
            CERTIFICATE => trusted.push(Trusted { alias, der: rest.certificate(version)?.to_vec() }),
            _ => return None,
        }
    }
    (rest.0.len() == DIGEST).then_some(trusted)
}

/// The bytes of a store that is sealed with this password. The same certificates give the same bytes, since the date of
/// an entry is the one from which its certificate is valid.
pub(super) fn write(trusted: &[Trusted], password: &str) -> Vec<u8> {
    let mut bytes = [&MAGIC[..], &VERSION.to_be_bytes(), &number(trusted.len())].concat();
    for one in trusted {
        bytes.extend(entry(one));
    }
    bytes.extend(digest(&bytes, password));
    bytes
}

fn entry(trusted: &Trusted) -> Vec<u8> {
    let start = Certificate::new(trusted.der.clone()).not_before();
    let milliseconds = start.map_or(0, |start| start.unix_timestamp() * 1000);
    let (tag, date, length) =
        (CERTIFICATE.to_be_bytes(), milliseconds.to_be_bytes(), number(trusted.der.len()));
    [&tag[..], &text(&trusted.alias), &date, &text("X.509"), &length, &trusted.der].concat()
}

/// Java's modified UTF-8 (`DataOutput.writeUTF`), which is the usual one for the aliases that are written here.
fn text(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    let bytes = &text.as_bytes()[..length.into()];
    [&length.to_be_bytes()[..], bytes].concat()
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

    fn block(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).ok()?)
    }

    /// Java's modified UTF-8. It differs from UTF-8 only for NUL and for characters beyond U+FFFF.
    fn text(&mut self) -> Option<String> {
        let length = u16::from_be_bytes(self.take(2)?.try_into().ok()?);
        Some(String::from_utf8_lossy(self.take(length.into())?).into_owned())
    }

    /// A certificate. Version 2 has its type before it.
    fn certificate(&mut self, version: u32) -> Option<&'a [u8]> {
        if version == 2 {
            self.text()?;
        }
        self.block()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A keystore with a key and its chain, and a certificate.
    fn keystore() -> Vec<u8> {
        let text = |text: &str| [&[0, u8::try_from(text.len()).expect("short")], text.as_bytes()].concat();
        let block =
            |bytes: &[u8]| [&u32::try_from(bytes.len()).expect("short").to_be_bytes(), bytes].concat();
        let number = |number: u32| number.to_be_bytes().to_vec();
        let certificate = |der: &[u8]| [text("X.509"), block(der)].concat();
        let time = vec![0; 8];
        let key = [number(KEY), text("key"), time.clone(), block(b"secret"), number(1), certificate(b"own")];
        let trusted = [number(CERTIFICATE), text("a root"), time, certificate(b"root")];
        [&[MAGIC.to_vec(), number(2), number(2)][..], &key, &trusted, &[vec![0; DIGEST]]].concat().concat()
    }

    #[test]
    fn what_is_trusted_is_found_and_the_chain_of_a_key_is_not() {
        let trusted = Trusted { alias: "a root".into(), der: b"root".to_vec() };
        assert_eq!(read(&keystore()), Some(vec![trusted]));
    }

    #[test]
    fn no_length_that_lies_is_believed() {
        let bytes = keystore();
        for length in 0..bytes.len() {
            assert_eq!(read(&bytes[..length]), None, "cut after {length}");
        }
        assert_eq!(read(&[&bytes[..], b"x"].concat()), None, "a byte too many");
        for at in 0..bytes.len() - 3 {
            for lie in [[0xff; 4], [0x7f, 0xff, 0xff, 0xff], [0; 4]] {
                let mut bytes = bytes.clone();
                bytes[at..at + 4].copy_from_slice(&lie);
                let found: usize = read(&bytes).iter().flatten().map(|trusted| trusted.der.len()).sum();
                assert!(found <= bytes.len(), "at {at}");
            }
        }
        for at in [8, 16, 29, 39] {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x40;
            assert_eq!(read(&bytes), None, "at {at}");
        }
    }
}
