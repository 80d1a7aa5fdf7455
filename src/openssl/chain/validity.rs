//! The time in which a certificate is valid (RFC 5280, 4.1.2.5).

use time::OffsetDateTime;

use crate::openssl::d2i::{Asn1Date, CertificateFields};

/// The dates of a certificate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Validity {
    pub(super) not_before: OffsetDateTime,
    /// From this second on OpenSSL refuses the certificate (`X509_cmp_time`).
    pub(super) not_after: OffsetDateTime,
    /// A date has a form that OpenSSL does not compare.
    pub(super) is_odd: bool,
    /// OpenSSL 3.0 decodes a date, and 3.5 does not.
    pub(super) is_disputed: bool,
}

impl Validity {
    pub(super) fn from_fields(fields: &CertificateFields) -> Self {
        let dates = [&fields.not_before, &fields.not_after];
        let [not_before, not_after] = dates.map(second);
        let is_odd = dates.into_iter().any(|date| date.compared().is_none());
        let is_disputed = dates.into_iter().any(Asn1Date::is_short);
        Self { not_before, not_after, is_odd, is_disputed }
    }

    pub(super) fn is_current(&self, at: OffsetDateTime) -> bool {
        !self.is_odd && self.not_before <= at && at < self.not_after
    }
}

/// One that OpenSSL cannot read is not later than any other (`ASN1_TIME_compare`).
fn second(date: &Asn1Date) -> OffsetDateTime {
    date.read_leniently().unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
