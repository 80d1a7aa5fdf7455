//! Values of flags, with the words of what is wrong with one.

use time::OffsetDateTime;

/// A time in RFC 3339, or a day.
pub(super) fn time_of_day(text: &str) -> Result<OffsetDateTime, String> {
    let whole = if text.contains(['T', 't', ' ']) { text.to_owned() } else { format!("{text}T00:00:00Z") };
    OffsetDateTime::parse(&whole, &time::format_description::well_known::Rfc3339)
        .map(|time| time.to_offset(time::UtcOffset::UTC))
        .map_err(|_| "expected a time such as 2029-06-30T12:00:00Z, or a day such as 2029-06-30".into())
}

/// A time limit.
pub(super) fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    if !(seconds > 0.0 && seconds <= 86400.0) {
        return Err("expected more than 0 and at most 86400 seconds".into());
    }
    Ok(std::time::Duration::from_secs_f64(seconds))
}
