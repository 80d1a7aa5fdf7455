//! The values about TLS, checked in libpq's order.

use super::client_settings::ClientSettings;
use super::file_value::read_file;
use super::settings::ConninfoSettings;
use crate::diagnostic::Diagnostic;
use crate::libpq::sslmode::{Negotiation, SYSTEM, SslMode, TlsVersion};
use crate::libpq::weak_sslmode::WeakSslMode;

/// libpq's default for `ssl_min_protocol_version`.
const LEAST_VERSION: TlsVersion = TlsVersion::V1_2;

/// The values, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SslValues {
    pub(super) sslmode: Option<SslMode>,
    pub(super) sslrootcert: Option<String>,
    pub(super) sslcrl: Option<String>,
    pub(super) sslcrldir: Option<String>,
    pub(super) negotiation: Negotiation,
    pub(super) min_version: TlsVersion,
    pub(super) max_version: Option<TlsVersion>,
    pub(super) sni: bool,
    pub(super) client: ClientSettings,
}

impl SslValues {
    /// Reads the values.
    ///
    /// # Errors
    /// libpq's: an empty mode or negotiation is wrong, an empty file or version counts as not set.
    pub(super) fn from_settings(settings: &ConninfoSettings) -> Result<Self, Diagnostic> {
        let file = |key| settings.filled(key).map(|file| read_file(key, file)).transpose();
        let (sslmode, negotiation) = mode_and_negotiation(settings)?;
        let (min_version, max_version) = versions(settings)?;
        Ok(Self {
            sslmode,
            sslrootcert: file("sslrootcert")?,
            sslcrl: file("sslcrl")?,
            sslcrldir: file("sslcrldir")?,
            negotiation,
            min_version,
            max_version,
            sni: settings.get("sslsni").is_none_or(|value| value.starts_with('1')),
            client: ClientSettings::from_settings(settings)?,
        })
    }
}

fn mode_and_negotiation(settings: &ConninfoSettings) -> Result<(Option<SslMode>, Negotiation), Diagnostic> {
    let mode = settings.get("sslmode").map(read_mode).transpose()?;
    let negotiation = settings.get("sslnegotiation").map_or(Ok(Negotiation::default()), read_negotiation)?;
    let is_system = settings.get("sslrootcert") == Some(SYSTEM);
    // Only a mode that is named can be too weak: `check` looks at every mode.
    if let Some(weak) = mode.and_then(|mode| WeakSslMode::find(mode, negotiation, is_system)) {
        return Err(Diagnostic::usage(weak.to_string(), weak_hint(weak)));
    }
    Ok((mode, negotiation))
}

fn weak_hint(weak: WeakSslMode) -> &'static str {
    match weak {
        WeakSslMode::WithDirect(_) => "name a stronger mode, or leave out either of the two",
        WeakSslMode::WithSystem(_) => {
            "name verify-full, or no mode: with `system` verify-full is the default"
        }
    }
}

fn read_mode(text: &str) -> Result<SslMode, Diagnostic> {
    let hint = "the modes are disable, allow, prefer, require, verify-ca and verify-full, in small letters";
    text.parse().map_err(|message: String| Diagnostic::usage(message, hint))
}

fn read_negotiation(text: &str) -> Result<Negotiation, Diagnostic> {
    match text {
        "postgres" => Ok(Negotiation::Postgres),
        "direct" => Ok(Negotiation::Direct),
        _ => Err(Diagnostic::usage(
            "invalid sslnegotiation value",
            "TLS begins in one of two ways: `postgres` or `direct`",
        )),
    }
}

/// An empty minimum lifts the limit, because libpq then sets none.
fn versions(settings: &ConninfoSettings) -> Result<(TlsVersion, Option<TlsVersion>), Diagnostic> {
    let min = read_version(settings, "ssl_min_protocol_version")?;
    let max = read_version(settings, "ssl_max_protocol_version")?;
    let is_lifted = settings.get("ssl_min_protocol_version").is_some_and(str::is_empty);
    let min = min.unwrap_or(if is_lifted { TlsVersion::V1_0 } else { LEAST_VERSION });
    if max.is_some_and(|max| max < min) {
        let hint = format!("the least version is {min}, and the greatest must not be below it");
        return Err(Diagnostic::usage("invalid SSL protocol version range", hint));
    }
    Ok((min, max))
}

fn read_version(settings: &ConninfoSettings, key: &str) -> Result<Option<TlsVersion>, Diagnostic> {
    let Some(text) = settings.filled(key) else { return Ok(None) };
    let version = TlsVersion::from_name(text).ok_or_else(|| {
        let hint = "the versions are TLSv1, TLSv1.1, TLSv1.2 and TLSv1.3";
        Diagnostic::usage(format!("invalid \"{key}\" value"), hint)
    })?;
    Ok(Some(version))
}

#[cfg(test)]
mod tests {
    use super::super::connection_string;
    use super::*;

    fn values(text: &str) -> Result<SslValues, Diagnostic> {
        SslValues::from_settings(&connection_string::read(text).expect(text))
    }

    #[test]
    fn nothing_said_means_libpqs_defaults() {
        let values = values("host=h sslrootcert='' sslcrl=").expect("values");
        let defaults = SslValues {
            sslmode: None,
            sslrootcert: None,
            sslcrl: None,
            sslcrldir: None,
            negotiation: Negotiation::Postgres,
            min_version: TlsVersion::V1_2,
            max_version: None,
            sni: true,
            client: ClientSettings::default(),
        };
        assert_eq!(values, defaults);
    }

    #[test]
    fn only_a_one_has_the_name_sent() {
        for (value, sni) in
            [("1", true), ("1x", true), ("0", false), ("''", false), ("x", false), ("2", false)]
        {
            assert_eq!(values(&format!("sslsni={value}")).expect(value).sni, sni, "{value}");
        }
    }

    #[test]
    fn versions_are_read_in_any_case_and_an_empty_one_is_no_bound() {
        let measured = [
            ("ssl_min_protocol_version=tlsv1.3", TlsVersion::V1_3, None),
            (
                "ssl_min_protocol_version='' ssl_max_protocol_version=TLSv1",
                TlsVersion::V1_0,
                Some(TlsVersion::V1_0),
            ),
            ("ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=''", TlsVersion::V1_3, None),
            ("ssl_max_protocol_version=TLSv1.2", TlsVersion::V1_2, Some(TlsVersion::V1_2)),
        ];
        for (text, min, max) in measured {
            let values = values(text).expect(text);
            assert_eq!((values.min_version, values.max_version), (min, max), "{text}");
        }
    }

    #[test]
    fn refusals_have_libpqs_words_in_libpqs_order() {
        let weak_direct = |mode: &str| {
            format!(
                "weak sslmode \"{mode}\" may not be used with sslnegotiation=direct (use \"require\", \"verify-ca\", or \"verify-full\")"
            )
        };
        let weak_system = |mode: &str| {
            format!("weak sslmode \"{mode}\" may not be used with sslrootcert=system (use \"verify-full\")")
        };
        let mode = "invalid sslmode value".to_owned();
        let negotiation = "invalid sslnegotiation value".to_owned();
        let min = "invalid \"ssl_min_protocol_version\" value".to_owned();
        let range = "invalid SSL protocol version range".to_owned();
        let measured = [
            ("sslmode=bogus sslnegotiation=x ssl_min_protocol_version=TLSv9", mode.clone()),
            ("sslmode=''", mode.clone()),
            ("sslmode=REQUIRE", mode.clone()),
            ("sslmode=' require'", mode.clone()),
            ("sslnegotiation=x ssl_min_protocol_version=TLSv9", negotiation.clone()),
            ("sslnegotiation=''", negotiation.clone()),
            ("sslnegotiation=Direct", negotiation.clone()),
            ("sslnegotiation=direct sslmode=prefer sslrootcert=system", weak_direct("prefer")),
            ("sslnegotiation=direct sslmode=disable", weak_direct("disable")),
            ("sslrootcert=system sslmode=require ssl_min_protocol_version=TLSv9", weak_system("require")),
            ("sslrootcert=system requiressl=0", weak_system("prefer")),
            ("sslrootcert=system sslmode=verify-ca", weak_system("verify-ca")),
            ("ssl_min_protocol_version=TLSv9 ssl_max_protocol_version=TLSv8", min.clone()),
            ("ssl_min_protocol_version=TLSv1.0", min.clone()),
            ("ssl_max_protocol_version=x", "invalid \"ssl_max_protocol_version\" value".to_owned()),
            ("ssl_max_protocol_version=TLSv1.1", range.clone()),
            ("ssl_min_protocol_version=tlsv1.3 ssl_max_protocol_version=TLSv1.2", range.clone()),
            ("ssl_max_protocol_version=TLSv1.1 sslcertmode=x", range),
            ("sslcertmode=Allow", "invalid sslcertmode value".to_owned()),
            ("sslcertmode=''", "invalid sslcertmode value".to_owned()),
        ];
        for (text, words) in measured {
            assert_eq!(values(text).expect_err(text).message, words);
        }
        assert!(values("sslnegotiation=direct sslrootcert=System sslmode=require").is_ok());
        assert!(values("sslnegotiation=direct").is_ok() && values("sslrootcert=system").is_ok());
    }
}
