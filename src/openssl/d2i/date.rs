//! Dates as OpenSSL reads them: `ossl_asn1_time_to_tm` in `crypto/asn1/a_time.c`, and `X509_cmp_time`, which reads fewer.

use std::borrow::Cow;

use time::{Date, Duration, Month, OffsetDateTime, Time};

use crate::x509::der::{
    CONSTRUCTED, DerResult, Elements, GENERALIZED_TIME, Malformed, UTC_TIME, date_is_short, joined,
};

/// A date: its type and its text.
#[derive(Clone, Debug)]
pub(crate) struct Asn1Date<'a> {
    tag: u8,
    text: Cow<'a, [u8]>,
}

impl<'a> Asn1Date<'a> {
    pub(super) fn read(elements: &mut Elements<'a>) -> DerResult<Self> {
        let tag = elements.peek().ok_or(Malformed)? & !CONSTRUCTED;
        if !matches!(tag, UTC_TIME | GENERALIZED_TIME) {
            return Err(Malformed);
        }
        let (found, content) = elements.next()?;
        Ok(Self { tag, text: joined(found, content)? })
    }

    /// Whether only some versions of OpenSSL decode it (`asn1_ex_c2i`).
    pub(crate) fn is_short(&self) -> bool {
        date_is_short(self.tag, &self.text)
    }

    fn has_century(&self) -> bool {
        self.tag == GENERALIZED_TIME
    }

    /// The second, if the date has one of the two forms of RFC 5280, 4.1.2.5, both in UTC and with seconds. OpenSSL
    /// compares no other (`X509_cmp_time`).
    pub(crate) fn compared(&self) -> Option<OffsetDateTime> {
        let (last, digits) = self.text.split_last()?;
        let expected = if self.has_century() { 14 } else { 12 };
        let usual = *last == b'Z' && digits.len() == expected && digits.iter().all(u8::is_ascii_digit);
        usual.then(|| self.read_leniently()).flatten()
    }

    /// The second in any of the forms that OpenSSL reads: without seconds, with fractions or with a zone.
    pub(crate) fn read_leniently(&self) -> Option<OffsetDateTime> {
        let mut rest: &[u8] = &self.text;
        let century = if self.has_century() { Some(two_digits(&mut rest)?) } else { None };
        let year = two_digits(&mut rest)?;
        let year = match century {
            Some(century) => i32::from(century) * 100 + i32::from(year),
            // RFC 5280, 4.1.2.5.1.
            None => i32::from(year) + if year < 50 { 2000 } else { 1900 },
        };
        let month = Month::try_from(two_digits(&mut rest)?).ok()?;
        let date = Date::from_calendar_date(year, month, two_digits(&mut rest)?).ok()?;
        let (hour, minute) = (two_digits(&mut rest)?, two_digits(&mut rest)?);
        let has_seconds = rest.first().is_some_and(u8::is_ascii_digit);
        let second = if has_seconds { two_digits(&mut rest)? } else { 0 };
        let time = Time::from_hms(hour, minute, second).ok()?;
        self.skip_fraction(&mut rest)?;
        Some(date.with_time(time).assume_utc() - zone(rest)?)
    }

    fn skip_fraction(&self, rest: &mut &[u8]) -> Option<()> {
        if let Some(fraction) = rest.strip_prefix(b".").filter(|_| self.has_century()) {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            *rest = &fraction[digits..];
            return (digits > 0).then_some(());
        }
        Some(())
    }
}

fn two_digits(rest: &mut &[u8]) -> Option<u8> {
    let (digits, behind) = rest.split_first_chunk::<2>()?;
    *rest = behind;
    digits.iter().all(u8::is_ascii_digit).then(|| (digits[0] - b'0') * 10 + digits[1] - b'0')
}

/// How far a zone is ahead of UTC.
fn zone(text: &[u8]) -> Option<Duration> {
    let (sign, mut rest) = text.split_first()?;
    let sign = match sign {
        b'Z' => return rest.is_empty().then_some(Duration::ZERO),
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = (two_digits(&mut rest)?, two_digits(&mut rest)?);
    let valid = rest.is_empty() && hours <= 12 && minutes <= 59;
    valid.then(|| (Duration::hours(hours.into()) + Duration::minutes(minutes.into())) * sign)
}
