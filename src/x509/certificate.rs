//! A certificate and its facts. Its identity is the SHA-256 of its DER, never a name or a key.

use std::sync::OnceLock;

use serde::Serialize;
use time::OffsetDateTime;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

use crate::x509::digest::Sha256;
use crate::x509::name::{self, CanonicalName};
use crate::x509::signature::{self, Signature};

/// What a certificate claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateKind {
    /// A self-signed certificate authority.
    Root,
    /// A certificate authority below another one.
    Intermediate,
    /// A server's or client's certificate.
    Leaf,
    /// A server's or client's certificate that is its own issuer.
    SelfSignedLeaf,
}

/// What a certificate says about itself (RFC 5280, 4.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    subject: String,
    issuer: String,
    subject_name: CanonicalName,
    serial: String,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    self_issued: bool,
    kind: CertificateKind,
    key: Vec<u8>,
}

/// A certificate's DER, and its facts if they can be read. They are read on first use.
#[derive(Clone, Debug)]
pub struct Certificate {
    der: Vec<u8>,
    sha256: Sha256,
    facts: OnceLock<Option<Facts>>,
}

/// Two certificates are equal if their bytes are.
impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

const UNREADABLE: &str = "a certificate whose fields cannot be read";

impl Certificate {
    /// A certificate from bytes that are exactly one. OpenSSL loads some that no other parser can read, such as one
    /// with a month 13. Those have no facts.
    pub fn new(der: Vec<u8>) -> Self {
        Self { sha256: Sha256::hash(&der), der, facts: OnceLock::new() }
    }

    fn facts(&self) -> Option<&Facts> {
        let read =
            || X509Certificate::from_der(&self.der).ok().map(|(_, parsed)| Facts::from_parsed(&parsed));
        self.facts.get_or_init(read).as_ref()
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
        self.facts().map_or(UNREADABLE, |facts| &facts.subject)
    }

    /// The issuer's last common name, else its whole distinguished name.
    pub fn issuer(&self) -> &str {
        self.facts().map_or(UNREADABLE, |facts| &facts.issuer)
    }

    /// The serial number in lower-case hex, as encoded.
    pub fn serial(&self) -> Option<&str> {
        self.facts().map(|facts| facts.serial.as_str())
    }

    /// The first second of its validity.
    pub fn not_before(&self) -> Option<OffsetDateTime> {
        self.facts().map(|facts| facts.not_before)
    }

    /// The last second of its validity.
    pub fn not_after(&self) -> Option<OffsetDateTime> {
        self.facts().map(|facts| facts.not_after)
    }

    /// What it claims to be.
    pub fn kind(&self) -> Option<CertificateKind> {
        self.facts().map(|facts| facts.kind)
    }

    /// Whether issuer and subject are the same name (RFC 5280, 6.1).
    pub fn is_self_issued(&self) -> bool {
        self.facts().is_some_and(|facts| facts.self_issued)
    }

    /// Whether both have the same subject (RFC 5280, 7.1).
    pub fn has_subject_of(&self, other: &Self) -> bool {
        let facts = self.facts().zip(other.facts());
        facts.is_some_and(|(own, theirs)| own.subject_name == theirs.subject_name)
    }

    /// Whether both have the same public key.
    pub fn has_key_of(&self, other: &Self) -> bool {
        let facts = self.facts().zip(other.facts());
        facts.is_some_and(|(own, theirs)| own.key == theirs.key)
    }

    /// Whether its own key made its signature.
    pub fn own_signature(&self) -> Signature {
        let Ok((_, parsed)) = X509Certificate::from_der(&self.der) else { return Signature::Unknown };
        signature::verify_parsed(&parsed, parsed.public_key())
    }
}

impl Facts {
    fn from_parsed(parsed: &X509Certificate) -> Self {
        let serial = parsed.raw_serial();
        let digits = serial.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(serial);
        let (subject, issuer) = (parsed.subject(), parsed.issuer());
        let subject_name = name::canonical(subject);
        let self_issued = subject_name == name::canonical(issuer);
        let self_signed = self_issued && !names_another_key(parsed);
        Self {
            subject: name::display(subject),
            issuer: name::display(issuer),
            subject_name,
            serial: hex(digits),
            not_before: parsed.validity().not_before.to_datetime(),
            not_after: parsed.validity().not_after.to_datetime(),
            self_issued,
            kind: kind(is_authority(parsed, self_issued), self_signed),
            key: parsed.public_key().raw.to_vec(),
        }
    }
}

fn kind(authority: bool, self_signed: bool) -> CertificateKind {
    match (authority, self_signed) {
        (true, true) => CertificateKind::Root,
        (true, false) => CertificateKind::Intermediate,
        (false, true) => CertificateKind::SelfSignedLeaf,
        (false, false) => CertificateKind::Leaf,
    }
}

/// Whether its authority key identifier differs from its own (RFC 5280, 4.2.1.1). Then another key of the same name
/// signed it, for example when an authority changed its key.
fn names_another_key(parsed: &X509Certificate) -> bool {
    let mut own = None;
    let mut authority = None;
    for extension in parsed.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(id) => own = Some(id.0),
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                authority = id.key_identifier.as_ref().map(|id| id.0);
            }
            _ => {}
        }
    }
    own.zip(authority).is_some_and(|(own, authority)| own != authority)
}

/// Whether its basic constraints make it an authority. Version 1 has none, and OpenSSL accepts such a certificate as
/// an authority if it is self-issued (`check_ca` in `crypto/x509/v3_purp.c`).
fn is_authority(parsed: &X509Certificate, self_issued: bool) -> bool {
    match parsed.basic_constraints() {
        Ok(Some(constraints)) => constraints.value.ca,
        _ => parsed.version() == X509Version::V1 && self_issued,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Whole days from one time to another.
pub(crate) fn days_between(from: OffsetDateTime, to: OffsetDateTime) -> i64 {
    (to - from).whole_days()
}
