//! One certificate and what is known of it. Its identity is the SHA-256 of its DER, never a name or a key.

use time::OffsetDateTime;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::x509::X509Name;

use crate::digest::Sha256;

/// What a certificate says of itself (RFC 5280, 4.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    subject: String,
    serial: String,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    self_issued: bool,
}

/// A certificate's DER and, where they can be read, its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    sha256: Sha256,
    facts: Option<Facts>,
}

impl Certificate {
    /// Takes bytes that are one certificate. OpenSSL loads some whose facts no other parser can read, such
    /// as one with a month 13; those have none.
    pub fn new(der: Vec<u8>) -> Self {
        let facts = X509Certificate::from_der(&der).ok().map(|(_, parsed)| Facts::of(&parsed));
        Self { sha256: Sha256::of(&der), der, facts }
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The identity.
    pub fn sha256(&self) -> Sha256 {
        self.sha256
    }

    /// The subject's last common name, else its whole distinguished name.
    pub fn subject(&self) -> &str {
        self.facts.as_ref().map_or("a certificate whose fields cannot be read", |facts| &facts.subject)
    }

    /// The serial number in lower-case hex, as it is encoded.
    pub fn serial(&self) -> Option<&str> {
        self.facts.as_ref().map(|facts| facts.serial.as_str())
    }

    /// The first second of its validity.
    pub fn not_before(&self) -> Option<OffsetDateTime> {
        self.facts.as_ref().map(|facts| facts.not_before)
    }

    /// The last second of its validity.
    pub fn not_after(&self) -> Option<OffsetDateTime> {
        self.facts.as_ref().map(|facts| facts.not_after)
    }

    /// Whether issuer and subject are the same name (RFC 5280, 6.1).
    pub fn is_self_issued(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.self_issued)
    }
}

impl Facts {
    fn of(parsed: &X509Certificate) -> Self {
        let serial = parsed.raw_serial();
        let digits = serial.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(serial);
        Self {
            subject: display_name(parsed.subject()),
            serial: hex(digits),
            not_before: parsed.validity().not_before.to_datetime(),
            not_after: parsed.validity().not_after.to_datetime(),
            self_issued: parsed.subject().as_raw() == parsed.issuer().as_raw(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The last common name is the most specific one; a name without any is written as a whole.
fn display_name(name: &X509Name) -> String {
    let common_name = name.iter_common_name().last().and_then(|attribute| attribute.as_str().ok());
    common_name.map_or_else(|| name.to_string(), str::to_owned)
}
