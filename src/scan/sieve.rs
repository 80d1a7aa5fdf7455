//! The first look at a file: whether it can hold anything that `scan` reports. Most files end here.

use memchr::memmem::{self, Finder};

use crate::scan::archive::is_tar;

/// What the first bytes of a file say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeadForm {
    Tar,
    /// What a tar archive has at its beginning, with a checksum that is wrong.
    DamagedTar,
    Gzip,
    /// Another compression, with its name.
    Packed(&'static str),
    /// Certificates in DER, or a keystore.
    Certificates,
    /// A private key in DER.
    PrivateKey,
    /// Text in UTF-16.
    WideText,
    Text,
    /// Anything else.
    Binary,
}

/// The bytes at the head of a file that decide.
pub(crate) const HEAD: usize = 8 << 10;

/// The longest text that is searched for, and what must follow it.
pub(crate) const OVERLAP: usize = 64;

/// A file of libpq's, whatever is in it.
const ROOT_CRT: &str = "root.crt";

impl HeadForm {
    /// The form of a file that begins like this.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let head = &bytes[..bytes.len().min(HEAD)];
        match head {
            [0x1f, 0x8b, 8, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Packed("Zstandard"),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Packed("xz"),
            [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..] => Self::Packed("bzip2"),
            // JKS, JCEKS, BKS.
            [0xfe, 0xed, 0xfe, 0xed, ..]
            | [0xce, 0xce, 0xce, 0xce, ..]
            | [0, 0, 0, 1 | 2, 0, 0, 0, 20, ..] => Self::Certificates,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Self::WideText,
            _ if is_der(head) => Self::Certificates,
            _ if is_der_key(bytes) => Self::PrivateKey,
            _ if is_tar(head) => Self::Tar,
            _ if head.get(257..262) == Some(b"ustar") => Self::DamagedTar,
            _ if memchr::memchr(0, head).is_some() => Self::Binary,
            _ => Self::Text,
        }
    }
}

/// A certificate, PKCS#7 or PKCS#12: a sequence that begins with a sequence, signedData's identifier or the version 3.
fn is_der(head: &[u8]) -> bool {
    let Some((_, content)) = long_sequence(head) else { return false };
    content.starts_with(&[0x30, 0x82])
        || content.starts_with(&[0x30, 0x81])
        || content.starts_with(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
        || content.starts_with(&[2, 1, 3, 0x30])
}

/// The length in the head of a sequence, and what follows the head.
fn long_sequence(head: &[u8]) -> Option<(usize, &[u8])> {
    let [0x30, form @ 0x80..=0x84, rest @ ..] = head else { return None };
    let (length, content) = rest.split_at_checked(usize::from(form - 0x80))?;
    Some((length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), content))
}

/// A private key by itself: PKCS#8, encrypted or not, PKCS#1 or SEC 1.
fn is_der_key(bytes: &[u8]) -> bool {
    let short = || match bytes {
        [0x30, length @ ..=0x7f, content @ ..] => Some((usize::from(*length), content)),
        _ => None,
    };
    let Some((length, content)) = long_sequence(bytes).or_else(short) else { return false };
    let is_whole = content.len() == length || (bytes.len() >= HEAD && length > content.len());
    // The version and the algorithm, the version and the modulus, or the version and the key.
    let is_plain = matches!(content, [2, 1, 0 | 1, 0x30, ..] | [2, 1, 0, 2, ..] | [2, 1, 1, 4, ..]);
    // An algorithm of PKCS#5 or PKCS#12.
    let encryption = content.get(2..).unwrap_or_default();
    let is_encrypted = matches!(content, [0x30, ..])
        && matches!(encryption, [6, _, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5 | 0x0c, ..]);
    is_whole && (is_plain || is_encrypted)
}

/// What is searched for.
#[derive(Debug)]
pub(crate) struct Sieve {
    /// Each alone is enough.
    needles: Vec<Finder<'static>>,
    /// The three usual ways to write the letters that begin most settings.
    ssl: [Finder<'static>; 3],
}

impl Sieve {
    pub(crate) fn new() -> Self {
        const NEEDLES: [&[u8]; 6] = [
            b"-----BEGIN",
            // The same in base64, as Secrets have it.
            b"LS0tLS1CRUdJTi",
            b"NonValidatingFactory",
            b"rejectUnauthorized",
            b"rustServerCertificate",
            b"rust Server Certificate",
        ];
        Self {
            needles: NEEDLES.iter().map(|needle| Finder::new(*needle)).collect(),
            ssl: [b"ssl", b"SSL", b"Ssl"].map(Finder::new),
        }
    }

    /// Whether a file with this name and this text can matter.
    pub(crate) fn passes(&self, name: &[u8], text: &[u8]) -> bool {
        is_root_crt(name) || self.has_setting(text) || self.has_needle(text) || is_secret(name, text)
    }

    fn has_needle(&self, text: &[u8]) -> bool {
        self.needles.iter().any(|needle| needle.find(text).is_some())
    }

    fn has_setting(&self, text: &[u8]) -> bool {
        self.ssl.iter().any(|ssl| ssl.find_iter(text).any(|at| begins_setting(&text[at + 3..])))
    }
}

/// Whether a name follows `ssl` that some client has.
fn begins_setting(behind: &[u8]) -> bool {
    let word = &behind[..behind.len().min(OVERLAP / 4)];
    let skipped = word.iter().take_while(|byte| matches!(byte, b'_' | b'-' | b' ' | b'.')).count();
    let word = &word[skipped.min(2)..];
    ["mode", "root", "key"]
        .iter()
        .any(|name| word.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes())))
}

/// Whether libpq would read the file if it were in its folder.
pub(crate) fn is_root_crt(name: &[u8]) -> bool {
    name == ROOT_CRT.as_bytes()
}

/// A manifest of Kubernetes whose values are base64, in which nothing else can be found.
fn is_secret(name: &[u8], text: &[u8]) -> bool {
    let is_manifest = [&b".yaml"[..], b".yml", b".json"].iter().any(|ending| name.ends_with(ending));
    is_manifest && (memmem::find(text, b"Secret").is_some() || memmem::find(text, b"binaryData").is_some())
}
