//! The words for a target that is refused before its values are looked at: libpq's own where libpq refuses it too.

use super::connection_string::ConnectionStringFault;
use super::label::redact;
use super::percent::PercentFault;
use super::plain::{LooksLike, PlainFault};
use super::uri::UriFault;
use crate::diagnostic::Diagnostic;

/// Words the fault of a URI.
pub(super) fn from_uri(fault: &UriFault, uri: &str) -> Diagnostic {
    const BRACKETS: &str = "an IPv6 address stands in brackets: `postgresql://[2001:db8::1]:5432/`";
    const PARAMETER: &str = "in a value write `&` as `%26` and `=` as `%3D`";
    let of_uri = |words: &str| format!("{words}: \"{}\"", redact(uri));
    match fault {
        UriFault::Encoding(part, fault) => from_part(part, *fault),
        UriFault::StrayAt => Diagnostic::usage(
            of_uri("a stray \"@\" in URI"),
            "in a user name and a password write `@` as `%40`, `/` as `%2F`, `:` as `%3A`, `%` as `%25`",
        ),
        UriFault::OpenBracket => Diagnostic::usage(
            of_uri("end of string reached when looking for matching \"]\" in IPv6 host address in URI"),
            BRACKETS,
        ),
        UriFault::EmptyBrackets => {
            Diagnostic::usage(of_uri("IPv6 host address may not be empty in URI"), BRACKETS)
        }
        UriFault::BehindBracket(stray, position) => {
            let words = format!("unexpected character \"{stray}\" at position {position} in URI");
            Diagnostic::usage(of_uri(&format!("{words} (expected \":\" or \"/\")")), BRACKETS)
        }
        UriFault::NoEquals(key) => Diagnostic::usage(
            format!("missing key/value separator \"=\" in URI query parameter: \"{key}\""),
            PARAMETER,
        ),
        UriFault::ExtraEquals(key) => Diagnostic::usage(
            format!("extra key/value separator \"=\" in URI query parameter: \"{key}\""),
            PARAMETER,
        ),
        UriFault::UnknownParameter(key) => Diagnostic::usage(
            format!("invalid URI query parameter: \"{key}\""),
            "the parameters are the keys of libpq 18, in small letters; in a value write `&` as `%26`",
        ),
    }
}

fn from_part(part: &str, fault: PercentFault) -> Diagnostic {
    match fault {
        PercentFault::BadToken => Diagnostic::usage(
            format!("invalid percent-encoded token: \"{part}\""),
            "two hexadecimal digits follow a `%`; a `%` itself is written `%25`",
        ),
        PercentFault::Nul => Diagnostic::usage(
            format!("forbidden value %00 in percent-encoded value: \"{part}\""),
            "libpq takes no NUL byte",
        ),
        PercentFault::Space => Diagnostic::usage(
            format!("unexpected spaces found in \"{part}\", use percent-encoded spaces (%20) instead"),
            "write a space as `%20`",
        ),
    }
}

/// Words the fault of a `key=value` string.
pub(super) fn from_connection_string(fault: &ConnectionStringFault) -> Diagnostic {
    const QUOTING: &str = "a value with blanks stands in single quotes; a quote or a backslash in it needs a backslash before it";
    let unknown =
        |key: &str, hint: &str| Diagnostic::usage(format!("invalid connection option \"{key}\""), hint);
    match fault {
        ConnectionStringFault::NoEquals(word) => {
            Diagnostic::usage(format!("missing \"=\" after \"{word}\" in connection info string"), QUOTING)
        }
        ConnectionStringFault::OpenQuote => {
            Diagnostic::usage("unterminated quoted string in connection info string", QUOTING)
        }
        ConnectionStringFault::ForeignAddress(key) => {
            unknown(key, "an address of PostgreSQL starts with `postgresql://` or `postgres://`")
        }
        ConnectionStringFault::UnknownKey(key) => unknown(
            key,
            "the keys are those of libpq 18, in small letters; a value with blanks stands in single quotes",
        ),
    }
}

/// Words the fault of a plain target. Of a list, only the part that is wrong is quoted.
pub(super) fn from_plain(fault: &PlainFault<'_>, text: &str) -> Diagnostic {
    const FORMS: &str =
        "write `host`, `host:port`, `[IPv6 address]:port`, a `postgresql://` address or `host=… port=…`";
    let refused =
        |what: &str, part: &str| Diagnostic::usage(format!("{what} in \"{}\"", redact(part)), FORMS);
    match fault {
        PlainFault::NoHost => refused("no host", text),
        PlainFault::OddCharacter(odd) => {
            Diagnostic::usage(format!("{} in a target, which no host name has", name(*odd)), FORMS)
        }
        PlainFault::OpenBracket(part) => refused("no \"]\" behind the IPv6 address", part),
        PlainFault::NoAddress(part) => refused("no IPv6 address between the brackets", part),
        PlainFault::BehindBrackets(part) => {
            refused("something other than \":port\" behind the brackets", part)
        }
        PlainFault::NotHostAndPort(part, looks_like) => Diagnostic::usage(
            format!("\"{}\" is neither host:port nor an IPv6 address", redact(part)),
            looks_like.hint(),
        ),
    }
}

fn name(character: char) -> String {
    match character {
        char::REPLACEMENT_CHARACTER => "bytes that are no UTF-8".into(),
        blank if blank.is_whitespace() => "a blank".into(),
        control if control.is_control() => "a control character".into(),
        other => format!("`{other}`"),
    }
}

impl LooksLike {
    fn hint(self) -> &'static str {
        match self {
            Self::PasswordFileLine => {
                "this looks like a line of a password file; a target has neither user nor password: `host:port`"
            }
            Self::UserAndPassword => {
                "a user and a password stand in an address: `postgresql://user:password@host:port/`"
            }
            Self::BadPort => "a port is a number; PostgreSQL's own is 5432",
            Self::Ipv6AndPort => "an IPv6 address with a port stands in brackets: `[2001:db8::1]:5432`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{percent, uri};
    use super::*;

    #[test]
    fn a_part_that_cannot_be_decoded_is_refused_in_libpqs_words() {
        let measured = [
            ("%", "invalid percent-encoded token: \"%\""),
            ("%4", "invalid percent-encoded token: \"%4\""),
            ("%4ж", "invalid percent-encoded token: \"%4ж\""),
            ("a%zz b", "invalid percent-encoded token: \"a%zz b\""),
            ("a%00b", "forbidden value %00 in percent-encoded value: \"a%00b\""),
            ("a b%zz", "unexpected spaces found in \"a b%zz\", use percent-encoded spaces (%20) instead"),
        ];
        for (part, words) in measured {
            assert_eq!(from_part(part, percent::decode(part).unwrap_err()).message, words);
        }
        let secret = "postgresql://u:geheim%@h";
        let refused = from_uri(&uri::read(secret).unwrap_err(), secret);
        assert_eq!(refused.message, "invalid percent-encoded token: \"…\"");
    }
}
