//! `postgresql://` addresses, as `conninfo_uri_parse_options` in `fe-connect.c` reads them.

use super::percent::{self, PercentFault};
use super::settings::ConninfoSettings;

/// Why a URI is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum UriReason {
    /// A part cannot be decoded.
    Encoding(PercentFault),
    /// An `@` that must belong to a password.
    StrayAt,
    /// The bracket before an IPv6 address is never closed.
    OpenBracket,
    /// There is no address in the brackets.
    EmptyBrackets,
    /// Something other than a port follows the closing bracket.
    BehindBracket,
    /// A parameter without `=`.
    NoEquals,
    /// A parameter with a second `=`.
    ExtraEquals,
    /// libpq knows no parameter of this name.
    UnknownParameter,
}

/// A reason, and the byte of the URI at which the part begins that it is about, counted from 1. Nothing is quoted: any
/// part may be a password.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UriFault {
    pub(super) reason: UriReason,
    pub(super) position: usize,
}

/// What follows the scheme, if the text is a URI.
pub(super) fn after_scheme(text: &str) -> Option<&str> {
    ["postgresql://", "postgres://"].iter().find_map(|scheme| text.strip_prefix(scheme))
}

/// The user with the password, and what follows their `@`. Everything before the first `@` belongs to them, unless a
/// `/` comes first.
pub(super) fn split_user(text: &str) -> (Option<&str>, &str) {
    match text.find(['@', '/']) {
        Some(at) if text[at..].starts_with('@') => (Some(&text[..at]), &text[at + 1..]),
        _ => (None, text),
    }
}

/// Reads a URI.
pub(super) fn read(uri: &str) -> Result<ConninfoSettings, UriFault> {
    let whole = WholeUri(uri);
    let (user, text) = split_user(after_scheme(uri).unwrap_or(uri));
    let (user_name, password) = whole.read_user(user.unwrap_or_default())?;
    whole.refuse_stray_at(user, text)?;
    let (hosts, rest) = UriHosts::read(whole, text)?;
    let mut settings = hosts.settings(|fault| whole.encoding(text, fault))?;
    let (database, query) = rest.split_once('?').unwrap_or((rest, ""));
    let database = whole.decode(database.strip_prefix('/').unwrap_or(database))?;
    for (key, value) in [("user", user_name), ("password", password), ("dbname", database)] {
        if !value.is_empty() {
            settings.store(key, &value);
        }
    }
    whole.read_query(query, &mut settings)?;
    Ok(settings)
}

/// The URI in which the parts of a fault have their positions.
#[derive(Clone, Copy)]
struct WholeUri<'a>(&'a str);

impl WholeUri<'_> {
    /// A fault of a part, which is a slice of the URI.
    fn fault(self, part: &str, reason: UriReason) -> UriFault {
        let position = (part.as_ptr() as usize).saturating_sub(self.0.as_ptr() as usize) + 1;
        UriFault { reason, position }
    }

    fn encoding(self, part: &str, fault: PercentFault) -> UriFault {
        self.fault(part, UriReason::Encoding(fault))
    }

    fn decode(self, part: &str) -> Result<String, UriFault> {
        percent::decode(part).map_err(|fault| self.encoding(part, fault))
    }

    /// The name of the user, and the password.
    fn read_user(self, user: &str) -> Result<(String, String), UriFault> {
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        Ok((self.decode(user)?, self.decode(password)?))
    }

    /// libpq would look up what follows the first `@` of a password, or read the start of the password as a port. No
    /// host name contains an `@`.
    fn refuse_stray_at(self, user: Option<&str>, text: &str) -> Result<(), UriFault> {
        let hosts = &text[..text.find(['/', '?']).unwrap_or(text.len())];
        let before_query = text.split('?').next().unwrap_or(text);
        let is_cut_off = user.is_none() && before_query.contains('@') && !has_plain_port(hosts);
        if hosts.contains('@') || is_cut_off { Err(self.fault(text, UriReason::StrayAt)) } else { Ok(()) }
    }

    fn read_query(self, mut query: &str, settings: &mut ConninfoSettings) -> Result<(), UriFault> {
        while !query.is_empty() {
            let (parameter, rest) = query.split_once('&').unwrap_or((query, ""));
            self.read_parameter(parameter, settings)?;
            query = rest;
        }
        Ok(())
    }

    fn read_parameter(self, parameter: &str, settings: &mut ConninfoSettings) -> Result<(), UriFault> {
        let refused = |reason| Err(self.fault(parameter, reason));
        let Some((key, value)) = parameter.split_once('=') else { return refused(UriReason::NoEquals) };
        if value.contains('=') {
            return refused(UriReason::ExtraEquals);
        }
        let (key, value) = (self.decode(key)?, self.decode(value)?);
        let is_known = match (key.as_str(), value.as_str()) {
            ("ssl", "true") => settings.store("sslmode", "require"),
            _ => settings.store(&key, &value),
        };
        if is_known { Ok(()) } else { refused(UriReason::UnknownParameter) }
    }
}

/// Whether only digits follow the first `:`, which are more likely a port than a password.
fn has_plain_port(hosts: &str) -> bool {
    let port = hosts.split_once(':').map_or("", |(_, ports)| ports.split(',').next().unwrap_or(ports));
    hosts.starts_with('[') || port.chars().all(|digit| digit.is_ascii_digit())
}

/// Comma lists, still encoded, with as many ports as hosts.
#[derive(Default)]
struct UriHosts {
    hosts: String,
    ports: String,
}

impl UriHosts {
    fn read<'a>(uri: WholeUri, mut text: &'a str) -> Result<(Self, &'a str), UriFault> {
        let mut lists = Self::default();
        loop {
            let (host, rest) = match text.strip_prefix('[') {
                Some(inner) => bracketed(uri, inner)?,
                None => text.split_at(text.find([':', '/', '?', ',']).unwrap_or(text.len())),
            };
            lists.hosts.push_str(host);
            text = rest;
            if let Some(rest) = text.strip_prefix(':') {
                let (port, rest) = rest.split_at(rest.find(['/', '?', ',']).unwrap_or(rest.len()));
                lists.ports.push_str(port);
                text = rest;
            }
            let Some(rest) = text.strip_prefix(',') else { return Ok((lists, text)) };
            lists.hosts.push(',');
            lists.ports.push(',');
            text = rest;
        }
    }

    /// An empty list counts as none: a parameter or the environment may fill it.
    fn settings(&self, fault: impl Fn(PercentFault) -> UriFault) -> Result<ConninfoSettings, UriFault> {
        let mut settings = ConninfoSettings::default();
        for (key, list) in [("host", &self.hosts), ("port", &self.ports)] {
            if !list.is_empty() {
                settings.store(key, &percent::decode(list).map_err(&fault)?);
            }
        }
        Ok(settings)
    }
}

/// The address in brackets whose opening one is already read, and what follows the closing one.
fn bracketed<'a>(uri: WholeUri, inner: &'a str) -> Result<(&'a str, &'a str), UriFault> {
    let (address, rest) = inner.split_once(']').ok_or_else(|| uri.fault(inner, UriReason::OpenBracket))?;
    if address.is_empty() {
        return Err(uri.fault(inner, UriReason::EmptyBrackets));
    }
    if rest.is_empty() || rest.starts_with([':', '/', '?', ',']) {
        return Ok((address, rest));
    }
    Err(uri.fault(rest, UriReason::BehindBracket))
}

#[cfg(test)]
mod tests {
    use super::super::refusal;
    use super::*;

    fn message(uri: &str) -> String {
        refusal::from_uri(&read(uri).expect_err(uri)).message
    }

    #[test]
    fn uris_are_read_as_libpq_reads_them() {
        let measured = [
            ("", ""),
            ("h", "host=h;"),
            ("h:", "host=h;"),
            ("h:1/db", "dbname=db;host=h;port=1;"),
            ("h?sslmode=require", "host=h;sslmode=require;"),
            ("h/?sslmode=require&port=7&", "host=h;port=7;sslmode=require;"),
            ("h/?sslmode=", "host=h;sslmode=;"),
            ("h/?ssl=true", "host=h;sslmode=require;"),
            ("h/?ssl=%74rue&sslmode=x", "host=h;sslmode=x;"),
            ("h/?requiressl=1", "host=h;sslmode=require;"),
            ("u:p:q@h", "host=h;password=p:q;user=u;"),
            ("u:p@:5", "password=p;port=5;user=u;"),
            ("u?x@h", "host=h;user=u?x;"),
            ("u[x]@h", "host=h;user=u[x];"),
            ("u/x@h", "dbname=x@h;host=u;"),
            ("h1:1,h2:2/x@h", "dbname=x@h;host=h1,h2;port=1,2;"),
            ("[::1]@h", "host=h;password=:1];user=[;"),
            ("u@[::1]:5", "host=::1;port=5;user=u;"),
            ("[::1],[::2]:6/db", "dbname=db;host=::1,::2;port=,6;"),
            ("::1:5432/x", "dbname=x;port=:1:5432;"),
            ("h1:1,h2:2/db", "dbname=db;host=h1,h2;port=1,2;"),
            ("h1,h2/?port=5,6", "host=h1,h2;port=5,6;"),
            ("h1,", "host=h1,;port=,;"),
            ("h1:1,,h3", "host=h1,,h3;port=1,,;"),
            ("h:1:2", "host=h;port=1:2;"),
            ("%2ftmp:55", "host=/tmp;port=55;"),
            ("h:%35", "host=h;port=5;"),
            (" h ", "host=h;"),
            ("h#x", "host=h#x;"),
            ("h]", "host=h];"),
            ("h1/?host=h2", "host=h2;"),
            ("/db?hostaddr=1.2.3.4", "dbname=db;hostaddr=1.2.3.4;"),
            ("h/? port = 5 ", "host=h;port=5;"),
            ("[fe80::1%25eth0]:5", "host=fe80::1%eth0;port=5;"),
            ("h?sslcrl=a?b/c", "host=h;sslcrl=a?b/c;"),
            ("h/?password=a:b@c&user=x", "host=h;password=a:b@c;user=x;"),
        ];
        for (rest, settings) in measured {
            let uri = format!("postgresql://{rest}");
            assert_eq!(read(&uri).expect(&uri).shown(), settings, "{uri}");
        }
    }

    #[test]
    fn refusals_have_libpqs_words_and_a_position() {
        let missing = "missing key/value separator \"=\" in URI query parameter";
        let extra = "extra key/value separator \"=\" in URI query parameter";
        let invalid = "invalid URI query parameter";
        let measured = [
            ("h/?sslmode", missing, 17),
            ("h/?&sslmode=a", missing, 17),
            ("h/?sslmode=a&&port=3", missing, 27),
            ("[::1]?a", missing, 20),
            ("h/?a=b=c", extra, 17),
            ("h?bogus%zz=a=c", extra, 16),
            ("h/?bogus=1", invalid, 17),
            ("h/?=a", invalid, 17),
            ("h/?ssl=truex", invalid, 17),
            ("h?x?y=1", invalid, 16),
            ("h?x%3dy=1", invalid, 16),
            ("h?port=1&b=c", invalid, 23),
            ("h/d%zz", "invalid percent-encoded token", 16),
            ("u%zz:p%yy@h%xx", "invalid percent-encoded token", 14),
            ("h%zz?x", "invalid percent-encoded token", 14),
            ("u:p@h:1@x", "a stray \"@\" in URI", 18),
        ];
        for (rest, words, position) in measured {
            let message = message(&format!("postgresql://{rest}"));
            assert_eq!(message, format!("{words}, at position {position}"), "{rest}");
        }
    }

    #[test]
    fn a_bracket_that_is_not_closed_has_its_position() {
        let open = "end of string reached when looking for matching \"]\" in IPv6 host address in URI";
        let stray = "unexpected character in URI (expected \":\" or \"/\")";
        let measured = [
            ("postgresql://[::1", open, 15),
            ("postgresql://%zz,[::1", open, 19),
            ("postgresql://[]:5", "IPv6 host address may not be empty in URI", 15),
            ("postgresql://[::1]x", stray, 19),
            ("postgresql://[::1]]", stray, 19),
            ("postgresql://[жж]x", stray, 20),
            ("postgresql://[::1]:5,[::2]x", stray, 27),
            ("postgres://u:pw@[::1]x", stray, 22),
        ];
        for (uri, words, position) in measured {
            assert_eq!(message(uri), format!("{words}, at position {position}"));
        }
    }

    #[test]
    fn no_refusal_tells_a_password() {
        for rest in [
            "u:geheim%zz@h",
            "u:p@geheim@h",
            "u:geheim/x@h",
            "u:p/geheim@h",
            "u:geheim@[::1",
            "u:geheim x@h",
            "h?password=geheim%",
            "h?password=a&geheim",
            "h?password=a&geheim=b",
            "h?password=a&geheim=b=c",
            "h?pass%77ord=geheim=b",
        ] {
            let uri = format!("postgresql://{rest}");
            let fault = read(&uri).expect_err(rest);
            let error = refusal::from_uri(&fault);
            assert!(!format!("{fault:?} {error:?}").contains("geheim"), "{error:?}");
        }
    }
}
