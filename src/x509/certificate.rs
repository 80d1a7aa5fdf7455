//! A certificate and its facts. Its identity is the SHA-256 of its DER, never a name or a key.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use time::OffsetDateTime;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

use crate::x509::digest::Sha256;
use crate::x509::name::{self, CanonicalName};
use crate::x509::signature::{self, IdentifiedDer, Signature};

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
    subject: Box<str>,
    /// None where it is shown as the subject is.
    issuer: Option<Box<str>>,
    subject_name: CanonicalName,
    /// None where it is the subject's.
    issuer_name: Option<CanonicalName>,
    /// Where in the DER its digits are.
    serial: Range<usize>,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    kind: CertificateKind,
    /// Where in the DER the key is.
    key: Range<usize>,
}

/// A certificate's DER, and its facts if they can be read. Copies share them.
#[derive(Clone, Debug)]
pub struct Certificate(Arc<CertificateContent>);

/// The facts are read on first use. A store may hold very many certificates, so they take no room before.
#[derive(Debug)]
struct CertificateContent {
    der: Vec<u8>,
    sha256: Sha256,
    facts: OnceLock<Option<Box<Facts>>>,
}

/// Two certificates are equal if their bytes are.
impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

const UNREADABLE: &str = "a certificate whose fields cannot be read";

impl Certificate {
    /// A certificate from bytes that are exactly one. OpenSSL loads some that no other parser can read, such as one
    /// with a month 13. Those have no facts.
    pub fn new(der: Vec<u8>) -> Self {
        Self(Arc::new(CertificateContent { sha256: Sha256::hash(&der), der, facts: OnceLock::new() }))
    }

    fn facts(&self) -> Option<&Facts> {
        let read = || {
            let (_, parsed) = X509Certificate::from_der(self.der()).ok()?;
            Some(Box::new(Facts::from_parsed(&parsed, self.der())))
        };
        self.0.facts.get_or_init(read).as_deref()
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The bytes with their digest.
    pub(crate) fn identified(&self) -> IdentifiedDer<'_> {
        IdentifiedDer { der: self.der(), sha256: self.sha256() }
    }

    /// The identity.
    pub fn sha256(&self) -> Sha256 {
        self.0.sha256
    }

    /// The subject's last common name, else its whole distinguished name.
    pub fn subject(&self) -> &str {
        self.facts().map_or(UNREADABLE, |facts| &facts.subject)
    }

    /// The issuer's last common name, else its whole distinguished name.
    pub fn issuer(&self) -> &str {
        self.facts().map_or(UNREADABLE, |facts| facts.issuer.as_deref().unwrap_or(&facts.subject))
    }

    /// The serial number in lower-case hex, as encoded.
    pub fn serial(&self) -> Option<String> {
        self.facts().map(|facts| hex(&self.0.der[facts.serial.clone()]))
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
        self.facts().is_some_and(|facts| facts.issuer_name.is_none())
    }

    /// Whether its basic constraints say that it is an authority. Version 1 has none.
    pub(crate) fn is_declared_authority(&self) -> bool {
        X509Certificate::from_der(self.der()).is_ok_and(
            |(_, parsed)| matches!(parsed.basic_constraints(), Ok(Some(constraints)) if constraints.value.ca),
        )
    }

    /// Whether both have the same subject (RFC 5280, 7.1).
    pub fn has_subject_of(&self, other: &Self) -> bool {
        let facts = self.facts().zip(other.facts());
        facts.is_some_and(|(own, theirs)| own.subject_name == theirs.subject_name)
    }

    /// Whether `issuer` issued it, by its name and by its key. The name is compared first: most certificates of a store are ruled
    /// out by it, and a signature takes long.
    pub(crate) fn is_issued_by(&self, issuer: &Self) -> bool {
        self.names_as_issuer(issuer)
            && signature::verify_certificate(self.identified(), issuer.identified()) == Signature::Valid
    }

    /// Whether its issuer has the subject of `other` (RFC 5280, 6.1.3 (a) (4)).
    fn names_as_issuer(&self, other: &Self) -> bool {
        let facts = self.facts().zip(other.facts());
        facts.is_some_and(|(own, theirs)| {
            own.issuer_name.as_ref().unwrap_or(&own.subject_name) == &theirs.subject_name
        })
    }

    /// Whether both have the same public key.
    pub fn has_key_of(&self, other: &Self) -> bool {
        let facts = self.facts().zip(other.facts());
        facts.is_some_and(|(own, theirs)| self.0.der[own.key.clone()] == other.0.der[theirs.key.clone()])
    }

    /// Whether its own key made its signature.
    pub fn own_signature(&self) -> Signature {
        signature::verify_certificate(self.identified(), self.identified())
    }
}

impl Facts {
    /// `parsed` borrows from `der`.
    fn from_parsed(parsed: &X509Certificate, der: &[u8]) -> Self {
        let serial = parsed.raw_serial();
        let digits = serial.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(serial);
        let (subject, issuer) = (parsed.subject(), parsed.issuer());
        let subject_name = name::canonical(subject);
        let issuer_name = Some(name::canonical(issuer)).filter(|issuer| *issuer != subject_name);
        let self_issued = issuer_name.is_none();
        let self_signed = self_issued && !names_another_key(parsed);
        let (shown, shown_issuer) = (name::display(subject), name::display(issuer));
        Self {
            issuer: (shown_issuer != shown).then(|| shown_issuer.into()),
            subject: shown.into(),
            subject_name,
            issuer_name,
            serial: range_in(der, digits),
            not_before: parsed.validity().not_before.to_datetime(),
            not_after: parsed.validity().not_after.to_datetime(),
            kind: kind(is_authority(parsed, self_issued), self_signed),
            key: range_in(der, parsed.public_key().raw),
        }
    }
}

/// Where in the bytes a part of them is.
fn range_in(bytes: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr() - bytes.as_ptr().addr();
    start..start + part.len()
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
