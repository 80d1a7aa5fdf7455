//! Distinguished names: as people read them, and as RFC 5280, 7.1 compares them.

use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::x509::X509Name;

use crate::x509::der::{Elements, Malformed, OBJECT, SEQUENCE, SET, UTF8_STRING};
use crate::x509::digest::Sha1;

/// A name in the form in which OpenSSL compares it (`x509_name_canon` in `crypto/x509/x_name.c`): equal names are
/// equal bytes, without regard to ASCII case, repeated blanks and the type of string. A name that begins with all
/// attributes of another begins with its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Canonical(Vec<u8>);

/// What a certificate without any name is called.
const NAMELESS: &str = "a certificate without a name";

/// The last common name, which is the most specific one; a name without any, or with an empty one, is written as
/// a whole.
pub(crate) fn display(name: &X509Name) -> String {
    let common_name = name.iter_common_name().last().and_then(|attribute| text(attribute.attr_value()));
    let common_name = common_name.filter(|text| !text.trim().is_empty());
    common_name.unwrap_or_else(|| {
        Some(name.to_string()).filter(|whole| !whole.is_empty()).unwrap_or(NAMELESS.into())
    })
}

/// The form in which names are compared.
pub(crate) fn canonical(name: &X509Name) -> Canonical {
    // What x509-parser has read as a name has the structure of one.
    Canonical::of_der(name.as_raw()).unwrap_or_else(|_| Canonical(name.as_raw().to_vec()))
}

impl Canonical {
    /// The form of a name in DER.
    pub(crate) fn of_der(name: &[u8]) -> Result<Self, Malformed> {
        Self::read(&mut Elements::in_bytes(name))
    }

    /// The form of the name that comes next.
    pub(crate) fn read(elements: &mut Elements) -> Result<Self, Malformed> {
        let mut rdns = elements.constructed(SEQUENCE)?;
        let mut bytes = Vec::new();
        while !rdns.is_empty() {
            let mut rdn = rdns.constructed(SET)?;
            let mut attributes = Vec::new();
            while !rdn.is_empty() {
                attributes.push(attribute(&mut rdn.constructed(SEQUENCE)?)?);
            }
            // DER sorts a set (X.690, 11.6).
            attributes.sort();
            push(&mut bytes, SET, &attributes.concat());
        }
        Ok(Self(bytes))
    }

    /// The hash by which OpenSSL names files in a folder of certificates (`X509_NAME_hash`).
    pub(crate) fn file_hash(&self) -> String {
        let digest = Sha1::of(&self.0).bytes();
        format!("{:08x}", u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]))
    }

    /// Whether it has no attribute.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it lies in the subtree below `base` (RFC 5280, 7.1).
    pub(crate) fn is_within(&self, base: &Self) -> bool {
        self.0.starts_with(&base.0)
    }
}

fn attribute(entry: &mut Elements) -> Result<Vec<u8>, Malformed> {
    let (_, kind) = entry.next()?;
    let (tag, value) = entry.next()?;
    let mut content = Vec::new();
    push(&mut content, OBJECT, kind);
    match utf8(tag, value) {
        Some(text) => push(&mut content, UTF8_STRING, &folded(&text)),
        None => push(&mut content, tag, value),
    }
    let mut bytes = Vec::new();
    push(&mut bytes, SEQUENCE, &content);
    Ok(bytes)
}

/// The types of string that OpenSSL compares as text (`ASN1_MASK_CANON`), in UTF-8.
fn utf8(tag: u8, value: &[u8]) -> Option<Vec<u8>> {
    let points = |size: usize| {
        let point = |bytes: &[u8]| bytes.iter().fold(0, |point, byte| point << 8 | u32::from(*byte));
        let text: Option<String> = value.chunks(size).map(|bytes| char::from_u32(point(bytes))).collect();
        text.map(String::into_bytes)
    };
    match tag {
        UTF8_STRING => Some(value.to_vec()),
        // PrintableString, T61String, IA5String, VisibleString: OpenSSL reads each of them as Latin-1.
        19 | 20 | 22 | 26 => points(1),
        30 => points(2),
        28 => points(4),
        _ => None,
    }
}

/// `asn1_string_canon`: blanks at both ends go, several become one, ASCII letters become small.
fn folded(text: &[u8]) -> Vec<u8> {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let words = text.split(blank).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(&b' ').to_ascii_lowercase()
}

fn push(bytes: &mut Vec<u8>, tag: u8, content: &[u8]) {
    bytes.push(tag);
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    match significant {
        [] => bytes.push(0),
        [short] if *short < 0x80 => bytes.push(*short),
        long => {
            bytes.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            bytes.extend_from_slice(long);
        }
    }
    bytes.extend_from_slice(content);
}

fn text(any: &Any) -> Option<String> {
    let bytes = any.data;
    match any.tag() {
        Tag::Utf8String => String::from_utf8(bytes.to_vec()).ok(),
        Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            bytes.is_ascii().then(|| String::from_utf8_lossy(bytes).into_owned())
        }
        // In practice T.61 is written as Latin-1, as OpenSSL reads it too.
        Tag::T61String => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::BUNDLED;
    use x509_parser::prelude::{FromDer, X509Certificate};

    #[test]
    fn the_file_hash_is_the_one_that_c_rehash_gives() {
        // From Debian's /etc/ssl/certs.
        let expected = [("DigiCertGlobalRootG2.crt", "607986c7"), ("DigiCertGlobalRootCA.crt", "3513523f")];
        for (name, hash) in expected {
            let der = BUNDLED.iter().find(|(file, _)| *file == name).expect("a bundled root").1;
            let (_, parsed) = X509Certificate::from_der(der).expect("a certificate");
            assert_eq!(canonical(parsed.subject()).file_hash(), hash);
        }
    }

    #[test]
    fn case_blanks_and_the_type_of_string_make_no_difference() {
        let name = |tag: u8, value: &[u8]| {
            let mut attribute = Vec::new();
            push(&mut attribute, OBJECT, &x509_parser::asn1_rs::oid!(raw 2.5.4.3));
            push(&mut attribute, tag, value);
            let mut entry = Vec::new();
            push(&mut entry, SEQUENCE, &attribute);
            let mut rdn = Vec::new();
            push(&mut rdn, SET, &entry);
            let mut der = Vec::new();
            push(&mut der, SEQUENCE, &rdn);
            Canonical::of_der(&der).expect("a name")
        };
        let plain = name(UTF8_STRING, b"some name");
        assert_eq!(name(19, b"  SOME \t name "), plain);
        assert_eq!(name(30, b"\0s\0o\0m\0e\0 \0N\0a\0m\0e"), plain);
        assert_ne!(name(18, b"some name"), plain, "a NumericString is compared as it is");
        assert_ne!(name(UTF8_STRING, "É".as_bytes()), name(UTF8_STRING, "é".as_bytes()));
        assert_eq!(name(20, b"\xe9"), name(UTF8_STRING, "é".as_bytes()));
    }
}
