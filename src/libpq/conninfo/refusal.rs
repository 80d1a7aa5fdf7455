//! The words for a target that is refused before its values are looked at: libpq's own where libpq refuses it too, but
//! with a position where libpq quotes the text.

use super::connection_string::ConnectionStringFault;
use super::percent::PercentFault;
use super::plain::{LooksLike, PlainFault};
use super::uri::{UriFault, UriReason};
use crate::diagnostic::Diagnostic;

/// Words the fault of a URI.
pub(super) fn from_uri(fault: &UriFault) -> Diagnostic {
    let (words, fix) = uri_words(&fault.reason);
    Diagnostic::usage(format!("{words}, at position {}", fault.position), fix)
}

fn uri_words(reason: &UriReason) -> (&'static str, &'static str) {
    const BRACKETS: &str = "write an IPv6 address in brackets: `postgresql://[2001:db8::1]:5432/`";
    const PARAMETER: &str = "in a value write `&` as `%26` and `=` as `%3D`";
    match reason {
        UriReason::Encoding(fault) => encoding_words(*fault),
        UriReason::StrayAt => (
            "a stray \"@\" in URI",
            "in a user name and a password write `@` as `%40`, `/` as `%2F`, `:` as `%3A`, `%` as `%25`",
        ),
        UriReason::OpenBracket => {
            ("end of string reached when looking for matching \"]\" in IPv6 host address in URI", BRACKETS)
        }
        UriReason::EmptyBrackets => ("IPv6 host address may not be empty in URI", BRACKETS),
        UriReason::BehindBracket => ("unexpected character in URI (expected \":\" or \"/\")", BRACKETS),
        UriReason::NoEquals => ("missing key/value separator \"=\" in URI query parameter", PARAMETER),
        UriReason::ExtraEquals => ("extra key/value separator \"=\" in URI query parameter", PARAMETER),
        UriReason::UnknownParameter => (
            "invalid URI query parameter",
            "use the keys of libpq 18, in lower case; in a value write `&` as `%26`",
        ),
    }
}

fn encoding_words(fault: PercentFault) -> (&'static str, &'static str) {
    match fault {
        PercentFault::BadToken => (
            "invalid percent-encoded token",
            "two hexadecimal digits follow a `%`; write a `%` itself as `%25`",
        ),
        PercentFault::Nul => ("forbidden value %00 in percent-encoded value", "libpq takes no NUL byte"),
        PercentFault::Space => {
            ("unexpected spaces found, use percent-encoded spaces (%20) instead", "write a space as `%20`")
        }
    }
}

/// Words the fault of a `key=value` string.
pub(super) fn from_connection_string(fault: &ConnectionStringFault) -> Diagnostic {
    const QUOTING: &str =
        "put a value with blanks into single quotes, and a backslash before a quote or a backslash in it";
    let unknown = |position: &usize, fix: &str| {
        Diagnostic::usage(format!("invalid connection option at position {position}"), fix)
    };
    match fault {
        ConnectionStringFault::NoEquals(position) => Diagnostic::usage(
            format!("missing \"=\" in connection info string after the word at position {position}"),
            QUOTING,
        ),
        ConnectionStringFault::OpenQuote(position) => Diagnostic::usage(
            format!(
                "unterminated quoted string in connection info string, of the option at position {position}"
            ),
            QUOTING,
        ),
        ConnectionStringFault::ForeignAddress(position) => {
            unknown(position, "an address of PostgreSQL starts with `postgresql://` or `postgres://`")
        }
        ConnectionStringFault::UnknownKey(position) => unknown(
            position,
            "use the keys of libpq 18, in lower case; put a value with blanks into single quotes",
        ),
    }
}

/// Words the fault of a plain target.
pub(super) fn from_plain(fault: &PlainFault) -> Diagnostic {
    const FORMS: &str =
        "write `host`, `host:port`, `[IPv6 address]:port`, a `postgresql://` address or `host=… port=…`";
    let refused = |what: &str| Diagnostic::usage(what, FORMS);
    match fault {
        PlainFault::NoHost => refused("no host"),
        PlainFault::Number => {
            Diagnostic::usage("a number is not a host", "write a port behind its host: `HOST:5432`")
        }
        PlainFault::UserAndHost => Diagnostic::usage(
            "a user before a host",
            "write `HOST`, or `postgresql://USER@HOST/` with the user",
        ),
        PlainFault::OddHost => refused(ODD_HOST),
        PlainFault::OpenBracket => refused("no \"]\" behind the IPv6 address"),
        PlainFault::NoAddress => refused("no IPv6 address between the brackets"),
        PlainFault::BehindBrackets => refused("something other than \":port\" behind the brackets"),
        PlainFault::NotHostAndPort(looks_like) => {
            Diagnostic::usage("neither host:port nor an IPv6 address", looks_like.fix())
        }
    }
}

/// libpq's error for a `hostaddr` that is no address.
pub(crate) const INVALID_PORT: &str = "invalid port number";
pub(crate) const NO_PORT_HINT: &str = "a port is a number from 1 to 65535; PostgreSQL's own is 5432";
pub(crate) const NO_ADDRESS: &str = "could not parse network address: Name or service not known";
pub(crate) const NO_ADDRESS_HINT: &str =
    "`hostaddr` takes an IP address without brackets; a name belongs in `host`";

/// What is wrong with a host that may be anything.
pub(super) const ODD_HOST: &str = "a character in the host that no host name has";

impl LooksLike {
    fn fix(self) -> &'static str {
        match self {
            Self::PasswordFileLine => {
                "this looks like a line of a password file; a target has neither user nor password: `host:port`"
            }
            Self::UserAndPassword => {
                "write a user and a password in an address: `postgresql://user:password@host:port/`"
            }
            Self::BadPort => "a port is a number; PostgreSQL's own is 5432",
            Self::Ipv6AndPort => "write an IPv6 address with a port in brackets: `[2001:db8::1]:5432`",
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
            ("%", "invalid percent-encoded token"),
            ("%4", "invalid percent-encoded token"),
            ("%4ж", "invalid percent-encoded token"),
            ("a%zz b", "invalid percent-encoded token"),
            ("a%00b", "forbidden value %00 in percent-encoded value"),
            ("a b%zz", "unexpected spaces found, use percent-encoded spaces (%20) instead"),
        ];
        for (part, words) in measured {
            assert_eq!(encoding_words(percent::decode(part).unwrap_err()).0, words);
        }
        let refused = from_uri(&uri::read("postgresql://u:geheim%@h").unwrap_err());
        assert_eq!(refused.message, "invalid percent-encoded token, at position 16");
    }
}
