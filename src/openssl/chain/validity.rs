//! The time in which a certificate is valid (RFC 5280, 4.1.2.5).

use time::OffsetDateTime;
use x509_parser::prelude::X509Certificate;

use crate::x509::der::{DerResult, GENERALIZED_TIME, UTC_TIME};
use crate::x509::tbs;

/// The dates of a certificate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Validity {
    pub(super) not_before: OffsetDateTime,
    /// From this second on OpenSSL refuses the certificate (`X509_cmp_time`).
    pub(super) not_after: OffsetDateTime,
    /// A date has a form that OpenSSL does not compare.
    pub(super) is_odd: bool,
}

impl Validity {
    pub(super) fn from_parsed(parsed: &X509Certificate, der: &[u8]) -> Self {
        let dates = parsed.validity();
        Self {
            not_before: dates.not_before.to_datetime(),
            not_after: dates.not_after.to_datetime(),
            is_odd: !are_comparable(der).unwrap_or(true),
        }
    }

    pub(super) fn is_current(&self, at: OffsetDateTime) -> bool {
        !self.is_odd && self.not_before <= at && at < self.not_after
    }
}

/// `X509_cmp_time` accepts only the two forms of RFC 5280, 4.1.2.5, both in UTC and with seconds.
fn are_comparable(der: &[u8]) -> DerResult<bool> {
    let mut dates = tbs::validity(der)?;
    Ok(is_comparable(dates.next()?) && is_comparable(dates.next()?))
}

fn is_comparable((tag, text): (u8, &[u8])) -> bool {
    let digits = match tag {
        UTC_TIME => 12,
        GENERALIZED_TIME => 14,
        _ => return false,
    };
    let split = text.split_last();
    split.is_some_and(|(last, rest)| {
        *last == b'Z' && rest.len() == digits && rest.iter().all(u8::is_ascii_digit)
    })
}
