//! The fields of a certificate in JSON, the same in every command that lists certificates.

use serde::Serialize;
use time::OffsetDateTime;

use crate::store::status::Listed;
use crate::x509::certificate::{Certificate, CertificateKind};
use crate::x509::digest::{Sha1, Sha256};

/// The fields of a certificate. A validity that cannot be read is null.
#[derive(Serialize)]
pub(super) struct CertificateJson<'a> {
    subject: &'a str,
    issuer: &'a str,
    sha256: Sha256,
    sha1: Sha1,
    #[serde(with = "time::serde::rfc3339::option")]
    not_before: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    not_after: Option<OffsetDateTime>,
}

impl<'a> From<&'a Certificate> for CertificateJson<'a> {
    fn from(certificate: &'a Certificate) -> Self {
        Self {
            subject: certificate.subject(),
            issuer: certificate.issuer(),
            sha256: certificate.sha256(),
            sha1: Sha1::hash(certificate.der()),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
        }
    }
}

/// A certificate of a store, with its place there.
#[derive(Serialize)]
pub(super) struct ListedCertificateJson<'a> {
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<&'a str>,
    #[serde(flatten)]
    certificate: CertificateJson<'a>,
    kind: Option<CertificateKind>,
    pin: Option<&'a str>,
    /// Whether it is the user's own root. Only `status` knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<bool>,
}

impl<'a> ListedCertificateJson<'a> {
    pub(super) fn with_owner(listed: &'a Listed) -> Self {
        Self { own: Some(listed.own), ..listed.into() }
    }
}

impl<'a> From<&'a Listed> for ListedCertificateJson<'a> {
    fn from(listed: &'a Listed) -> Self {
        let certificate = &listed.certificate;
        Self {
            line: listed.place.line(),
            alias: listed.place.alias(),
            certificate: certificate.into(),
            kind: certificate.kind(),
            pin: listed.pin.as_deref(),
            own: None,
        }
    }
}
