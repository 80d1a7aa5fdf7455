//! A block of a PEM file, and what is in it.

use memchr::memmem;

use crate::openssl::d2i::{self, TrustFields};

/// A block that OpenSSL reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The line of its BEGIN.
    pub(super) line: usize,
    /// A byte order mark directly precedes BEGIN.
    pub(super) marked: bool,
    pub(super) content: BlockContent,
}

/// What a block holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlockContent {
    Certificate(CertificateBytes),
    /// A certificate revocation list. It has no effect unless CRL checking is on.
    Crl(Vec<u8>),
    /// A private key, whatever its label says about its kind.
    PrivateKey,
    /// Something with another label. OpenSSL decodes its base64 and discards it.
    Other,
}

/// The labels of certificates that OpenSSL reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// `CERTIFICATE`, which every client reads.
    Plain,
    /// `X509 CERTIFICATE`, an old name.
    Old,
    /// `TRUSTED CERTIFICATE`, OpenSSL's own form with trust settings after the certificate.
    Trusted,
}

/// The bytes of a block that holds a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CertificateBytes {
    pub(super) label: Label,
    /// The certificate alone.
    pub(super) der: Vec<u8>,
    /// What follows it in the block: trust settings, or bytes that OpenSSL ignores.
    pub(super) behind: Vec<u8>,
}

impl Block {
    pub(super) fn is_certificate(&self) -> bool {
        matches!(self.content, BlockContent::Certificate(_))
    }
}

impl Label {
    /// The label in a BEGIN line, if it is one of the three.
    pub(super) fn from_bytes(text: &[u8]) -> Option<Self> {
        match text {
            b"CERTIFICATE" => Some(Self::Plain),
            b"X509 CERTIFICATE" => Some(Self::Old),
            b"TRUSTED CERTIFICATE" => Some(Self::Trusted),
            _ => None,
        }
    }
}

impl CertificateBytes {
    /// The certificate in a block with this label, if its bytes are one.
    pub(super) fn new(label: Label, mut der: Vec<u8>) -> Option<Self> {
        let behind = der.split_off(d2i::certificate(&der).ok()?);
        (label != Label::Trusted || TrustFields::read(&behind).is_ok()).then_some(Self { label, der, behind })
    }
}

/// Whether the label names a private key. OpenSSL looks for these words anywhere in it.
pub(super) fn is_private_key(label: &[u8]) -> bool {
    memmem::find(label, b"PRIVATE KEY").is_some()
}
