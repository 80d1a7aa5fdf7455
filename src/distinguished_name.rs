//! Distinguished names: as people read them, and as RFC 5280, 7.1 compares them.

use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::x509::X509Name;

/// A name in the form in which equal names are equal: per attribute its type, and its value without regard to
/// case, repeated blanks and the type of string.
pub(crate) type Canonical = Vec<Vec<(String, Value)>>;

/// A value as text, or as it is encoded where it is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Encoded(Vec<u8>),
}

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
    let attributes = |rdn: &x509_parser::x509::RelativeDistinguishedName| {
        rdn.iter()
            .map(|attribute| (attribute.attr_type().to_id_string(), value(attribute.attr_value())))
            .collect()
    };
    name.iter_rdn().map(attributes).collect()
}

fn value(any: &Any) -> Value {
    text(any).map_or_else(
        || Value::Encoded(any.data.to_vec()),
        |text| Value::Text(text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()),
    )
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
