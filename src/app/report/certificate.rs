//! The fields of a certificate in JSON, the same in every command that lists certificates.

use serde::Serialize;
use time::OffsetDateTime;

use crate::x509::certificate::Certificate;
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
