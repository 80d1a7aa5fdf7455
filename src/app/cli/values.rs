//! Values of flags, with the words of what is wrong with one.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use time::OffsetDateTime;

use crate::libpq::sslmode::TlsVersion;
use crate::paste::quote::is_ipv6;
use crate::x509::digest::Sha256;

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

/// A span of time: a number of seconds, or with `s`, `m` or `h` behind it.
pub(super) fn duration(text: &str) -> Result<std::time::Duration, String> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err("expected a time such as 90, 90s, 10m or 2h".into()),
    };
    let seconds = number.parse().ok().and_then(|number: u64| number.checked_mul(factor));
    match seconds {
        Some(seconds @ 1..=86_400) => Ok(std::time::Duration::from_secs(seconds)),
        _ => Err("expected a time of at least 1 second and at most 24h".into()),
    }
}

/// A version of TLS under libpq's name.
pub(super) fn tls_version() -> impl TypedValueParser<Value = TlsVersion> {
    PossibleValuesParser::new(TlsVersion::ALL.map(TlsVersion::name))
        .try_map(|name| TlsVersion::from_name(&name).ok_or("a version of TLS"))
}

/// A SHA-256. Blanks count as little as colons, since some programs print them.
pub(super) fn sha256(text: &str) -> Result<Sha256, String> {
    text.split_whitespace().collect::<String>().parse()
}

/// A name for a new set.
pub(super) fn set_id(text: &str) -> Result<String, String> {
    plain_id(text).then(|| text.to_owned()).ok_or_else(|| "use letters, digits, `-`, `_` and `.`".into())
}

/// Whether the text can be the id of a root, a set or a chain.
pub(crate) fn plain_id(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(is_plain)
}

/// Yes or no.
pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("expected `yes` or `no`".into()),
    }
}

/// One name of a server, in letters of DNS.
pub(super) fn server_name(text: &str) -> Result<String, String> {
    let host = server_host(text)?;
    let is_plain = |c: char| c.is_alphanumeric() || "-_".contains(c);
    let is_name =
        host.trim_end_matches('.').split('.').all(|label| !label.is_empty() && label.chars().all(is_plain));
    if is_name { Ok(host) } else { Err("expected the name of a server, such as db.example.com".into()) }
}

/// One name or address. An IPv6 address may have brackets, and a zone.
pub(super) fn server_host(text: &str) -> Result<String, String> {
    let inner = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
    let reason = match text {
        _ if is_ipv6(inner) => return Ok(inner.to_owned()),
        "" => "expected a name or an address",
        _ if text.contains("://") => "expected a name or an address instead of a whole address",
        _ if text.contains('@') => "expected the host alone, without a user",
        _ if text.contains('/') => "expected a name or an address; a Unix socket has no TLS",
        _ if text.contains(':') => "expected the host alone, without a port",
        _ if text.contains(',') => "expected one host",
        _ => return Ok(text.to_owned()),
    };
    Err(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_time_has_a_unit_or_is_in_seconds() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("10m", 600), ("24h", 86_400)] {
            assert_eq!(duration(text), Ok(std::time::Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "0", "m", "1.5", "-1", "25h", "1d", "99999999999999999999h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_is_a_name_or_an_address_and_nothing_more() {
        for (text, host) in [
            ("db.example.com", "db.example.com"),
            ("10.0.0.4", "10.0.0.4"),
            ("::1", "::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1%eth0"),
            ("größe.example", "größe.example"),
        ] {
            assert_eq!(server_host(text).as_deref(), Ok(host));
        }
        for text in ["", "db:5432", "me@db", "postgresql://db/x", "/run/postgresql", "a,b", "[::1]:5432"] {
            assert!(server_host(text).is_err(), "{text}");
        }
    }
}
