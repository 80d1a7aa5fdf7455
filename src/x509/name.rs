//! Distinguished names: as people read them, and in the form in which OpenSSL compares them (RFC 5280, 7.1).

use std::borrow::Cow;

use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::X509Name;

use crate::x509::der::{
    BMP_STRING, CONSTRUCTED, DerResult, Elements, Malformed, OBJECT, SEQUENCE, SET, UNIVERSAL_STRING,
    UTF8_STRING, push_element,
};
use crate::x509::digest::Sha1;

/// A name in the form in which OpenSSL compares it (`x509_name_canon` in `crypto/x509/x_name.c`). Equal names are
/// equal bytes, whatever their ASCII case, repeated blanks and types of string. A name that begins with all
/// attributes of another one begins with its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct CanonicalName(Vec<u8>);

/// Shown for a certificate whose subject is empty.
const NAMELESS: &str = "a certificate without a name";

/// The last common name, which is the most specific one. A name without one, or with an empty one, is shown as a
/// whole.
pub(crate) fn display(name: &X509Name) -> String {
    let common_name = name.iter_common_name().last().and_then(|attribute| text(attribute.attr_value()));
    let common_name = common_name.filter(|text| !text.trim().is_empty());
    common_name.unwrap_or_else(|| {
        Some(name.to_string()).filter(|whole| !whole.is_empty()).unwrap_or(NAMELESS.into())
    })
}

/// The same for a DER name.
pub(crate) fn display_der(der: &[u8]) -> String {
    X509Name::from_der(der).map_or_else(|_| "a name that cannot be read".into(), |(_, name)| display(&name))
}

/// The form in which OpenSSL compares a name.
pub(crate) fn canonical(name: &X509Name) -> CanonicalName {
    // x509-parser has read it as a name, so it has the structure of one.
    CanonicalName::from_der(name.as_raw()).unwrap_or_else(|_| CanonicalName(name.as_raw().to_vec()))
}

impl CanonicalName {
    /// Whether an attribute may have this text. Without one, no name in which [`display`] shows it is equal.
    pub(crate) fn may_show(&self, text: &str) -> bool {
        // Without a common name, the whole name is shown. Other letters may be written in several ways.
        let is_open = text.contains('=') || text == NAMELESS || !text.is_ascii();
        let value = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        is_open || memchr::memmem::find(&self.0, value.as_bytes()).is_some()
    }

    /// The form of a DER name.
    pub(crate) fn from_der(name: &[u8]) -> DerResult<Self> {
        Self::read(&mut Elements::in_bytes(name))
    }

    /// The form of the name that is the next element.
    pub(crate) fn read(elements: &mut Elements) -> DerResult<Self> {
        let mut rdns = elements.list(SEQUENCE)?;
        let mut name = Self(Vec::new());
        while !rdns.is_empty() {
            name.push_part(rdns.list(SET)?)?;
        }
        Ok(name)
    }

    /// Appends a relative distinguished name.
    pub(crate) fn push_part(&mut self, mut rdn: Elements) -> DerResult<()> {
        let mut attributes = Vec::new();
        while !rdn.is_empty() {
            attributes.push(attribute(&mut rdn.constructed(SEQUENCE)?)?);
        }
        // DER sorts a set (X.690, 11.6).
        attributes.sort();
        push_element(&mut self.0, SET, &attributes.concat());
        Ok(())
    }

    /// Checks the structure of a relative distinguished name. Its texts may be none.
    pub(crate) fn check_part(mut rdn: Elements) -> DerResult<()> {
        while !rdn.is_empty() {
            let mut entry = rdn.constructed(SEQUENCE)?;
            entry.primitive(OBJECT)?;
            attribute_value(&mut entry)?;
            entry.end()?;
        }
        Ok(())
    }

    /// The hash that OpenSSL names the files of a certificate folder by (`X509_NAME_hash`).
    pub(crate) fn file_hash(&self) -> String {
        let digest = Sha1::hash(&self.0).bytes();
        format!("{:08x}", u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]))
    }

    /// Whether it has no attributes.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is `base` or in the subtree below it (RFC 5280, 7.1).
    pub(crate) fn is_within(&self, base: &Self) -> bool {
        self.0.starts_with(&base.0)
    }
}

fn attribute(entry: &mut Elements) -> DerResult<Vec<u8>> {
    let kind = entry.content(OBJECT)?;
    let (tag, value) = attribute_value(entry)?;
    entry.end()?;
    let mut content = Vec::new();
    push_element(&mut content, OBJECT, &kind);
    match compared_text(tag, &value)? {
        Some(text) => push_element(&mut content, UTF8_STRING, &folded(&text)),
        None => push_element(&mut content, tag, &value),
    }
    let mut bytes = Vec::new();
    push_element(&mut bytes, SEQUENCE, &content);
    Ok(bytes)
}

/// The value of an attribute: the type of its string, and its bytes. Its type is one of those of `B_ASN1_PRINTABLE` in
/// OpenSSL's `asn1.h`.
pub(crate) fn attribute_value<'a>(entry: &mut Elements<'a>) -> DerResult<(u8, Cow<'a, [u8]>)> {
    let tag = entry.peek().ok_or(Malformed)? & !CONSTRUCTED;
    if !matches!(tag, 3 | 7..=9 | 11..=16 | 18..=20 | 22 | 28..=30) {
        return Err(Malformed);
    }
    // A SEQUENCE stays as it is.
    if tag == SEQUENCE & !CONSTRUCTED {
        return Ok((SEQUENCE, entry.constructed(SEQUENCE)?.rest().into()));
    }
    Ok((tag, entry.content(tag)?))
}

/// The text of an attribute in UTF-8, if it has one of the types that OpenSSL compares as text (`ASN1_MASK_CANON`).
/// `x509_name_canon` demands that every character can be written in UTF-8.
fn compared_text(tag: u8, value: &[u8]) -> DerResult<Option<Vec<u8>>> {
    match tag {
        UTF8_STRING | 19 | 20 | 22 | 26 | UNIVERSAL_STRING | BMP_STRING => {
            let text = utf8(tag, value).filter(|text| std::str::from_utf8(text).is_ok());
            text.map(Some).ok_or(Malformed)
        }
        _ => Ok(None),
    }
}

/// A string in UTF-8 (`ASN1_STRING_to_UTF8`); none for a type that is no text, and for characters that are none.
pub(crate) fn utf8(tag: u8, value: &[u8]) -> Option<Vec<u8>> {
    let points = |size: usize| {
        let point = |bytes: &[u8]| bytes.iter().fold(0, |point, byte| point << 8 | u32::from(*byte));
        let text: Option<String> = value.chunks(size).map(|bytes| char::from_u32(point(bytes))).collect();
        text.map(String::into_bytes)
    };
    match tag {
        UTF8_STRING => Some(value.to_vec()),
        // NumericString, PrintableString, T61String, IA5String and VisibleString, which OpenSSL reads as Latin-1.
        18 | 19 | 20 | 22 | 26 => points(1),
        BMP_STRING => points(2),
        UNIVERSAL_STRING => points(4),
        _ => None,
    }
}

/// `asn1_string_canon`: it trims blanks, merges several into one, and makes ASCII letters lower case.
fn folded(text: &[u8]) -> Vec<u8> {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let words = text.split(blank).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(&b' ').to_ascii_lowercase()
}

fn text(any: &Any) -> Option<String> {
    let bytes = any.data;
    match any.tag() {
        Tag::Utf8String => String::from_utf8(bytes.to_vec()).ok(),
        Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            bytes.is_ascii().then(|| String::from_utf8_lossy(bytes).into_owned())
        }
        // In practice T.61 strings are Latin-1, and OpenSSL reads them so.
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
    use crate::x509::oid;
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
            push_element(&mut attribute, OBJECT, oid::COMMON_NAME);
            push_element(&mut attribute, tag, value);
            let mut entry = Vec::new();
            push_element(&mut entry, SEQUENCE, &attribute);
            let mut rdn = Vec::new();
            push_element(&mut rdn, SET, &entry);
            let mut der = Vec::new();
            push_element(&mut der, SEQUENCE, &rdn);
            CanonicalName::from_der(&der).expect("a name")
        };
        let plain = name(UTF8_STRING, b"some name");
        assert_eq!(name(19, b"  SOME \t name "), plain);
        assert_eq!(name(30, b"\0s\0o\0m\0e\0 \0N\0a\0m\0e"), plain);
        assert_ne!(name(18, b"some name"), plain, "a NumericString is compared as it is");
        assert_ne!(name(UTF8_STRING, "É".as_bytes()), name(UTF8_STRING, "é".as_bytes()));
        assert_eq!(name(20, b"\xe9"), name(UTF8_STRING, "é".as_bytes()));
    }
}
