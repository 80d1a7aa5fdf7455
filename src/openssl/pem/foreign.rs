//! The form of a file in which OpenSSL finds no block.

use memchr::memmem;

use super::base64;
use super::block::{CertificateBytes, Label};
use crate::openssl::d2i;

/// The form of a file that is not PEM text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// A DER certificate, or several.
    Der,
    /// Text in UTF-16.
    Utf16,
    /// A web page.
    Html,
    /// Base64 without BEGIN and END lines.
    BareBase64,
    /// PEM in which each newline is written as a backslash and an `n`.
    LiteralNewlines,
    /// PEM whose lines end in carriage returns alone.
    CarriageReturns,
    /// Anything else.
    Unknown,
}

impl Foreign {
    /// What the form is called in a message.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Der => "a DER certificate, not PEM: pgjdbc alone reads that",
            Self::Utf16 => "UTF-16 text",
            Self::Html => "an HTML page",
            Self::BareBase64 => "base64 without BEGIN and END lines",
            Self::LiteralNewlines => "PEM with `\\n` written out where a newline belongs",
            Self::CarriageReturns => "PEM with carriage returns alone at its line ends",
            Self::Unknown => "no PEM text",
        }
    }
}

/// The form of `bytes`, in which OpenSSL found no block.
pub(super) fn foreign(bytes: &[u8]) -> Foreign {
    if d2i::certificate(bytes).is_ok() {
        Foreign::Der
    } else if utf16(bytes).is_some() {
        Foreign::Utf16
    } else if has_literal_newlines(bytes) {
        Foreign::LiteralNewlines
    } else if has_carriage_returns_alone(bytes) {
        Foreign::CarriageReturns
    } else if is_html(bytes) {
        Foreign::Html
    } else if bare_base64(bytes).is_some() {
        Foreign::BareBase64
    } else {
        Foreign::Unknown
    }
}

/// Whether the lines of its blocks do not end with newlines.
pub(super) fn has_odd_line_ends(bytes: &[u8]) -> bool {
    has_literal_newlines(bytes) || has_carriage_returns_alone(bytes)
}

fn is_html(bytes: &[u8]) -> bool {
    let text = bytes.to_ascii_lowercase();
    memmem::find(&text, b"<html").is_some() || memmem::find(&text, b"<!doc").is_some()
}

fn has_literal_newlines(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"-----\\n").is_some() || memmem::find(bytes, b"-----\\r\\n").is_some()
}

fn has_carriage_returns_alone(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"-----BEGIN ").is_some() && bytes.contains(&b'\r') && !bytes.contains(&b'\n')
}

/// UTF-16 text of either byte order as UTF-8. It has a byte order mark, or a NUL beside each of its first characters.
pub(super) fn utf16(bytes: &[u8]) -> Option<Vec<u8>> {
    let little = match bytes {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => true,
        [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => false,
        _ => return None,
    };
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    Some(String::from_utf16_lossy(&units).into_bytes())
}

/// The certificate in a file that starts like one of more than 127 bytes. Other files may be large, and are not decoded.
pub(super) fn bare_base64(bytes: &[u8]) -> Option<CertificateBytes> {
    let start = bytes.iter().find(|byte| !matches!(byte, b'"' | b'\'' | b',' | b'\t' | b'\n' | b'\r' | b' '));
    if start != Some(&b'M') {
        return None;
    }
    let der = base64::decode_quoted(bytes).ok()?;
    CertificateBytes::new(Label::Plain, der)
}
