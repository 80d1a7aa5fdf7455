//! `postgresql://` addresses, as `conninfo_uri_parse_options` in `fe-connect.c` reads them.

use super::percent::{self, PercentFault};
use super::secrets::{HIDDEN, is_secret};
use super::settings::ConninfoSettings;

/// Why a URI is refused. The text in a fault may be shown: a secret in it is already hidden.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum UriFault {
    /// This part cannot be decoded.
    Encoding(String, PercentFault),
    /// An `@` that must belong to a password.
    StrayAt,
    /// The bracket before an IPv6 address is never closed.
    OpenBracket,
    /// There is no address in the brackets.
    EmptyBrackets,
    /// This character follows the closing bracket, at this position counted from 1.
    BehindBracket(char, usize),
    /// A parameter without `=`.
    NoEquals(String),
    /// The parameter of this name has a second `=`.
    ExtraEquals(String),
    /// libpq knows no parameter of this name.
    UnknownParameter(String),
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
    let (user, text) = split_user(after_scheme(uri).unwrap_or(uri));
    check_user(user.unwrap_or_default())?;
    refuse_stray_at(user, text)?;
    let (hosts, text) = UriHosts::read(uri, text)?;
    let mut settings = hosts.settings()?;
    let (database, query) = text.split_once('?').unwrap_or((text, ""));
    decode(database.strip_prefix('/').unwrap_or(database))?;
    read_query(query, &mut settings)?;
    Ok(settings)
}

fn decode(part: &str) -> Result<String, UriFault> {
    percent::decode(part).map_err(|fault| UriFault::Encoding(part.to_owned(), fault))
}

fn decode_secret(part: &str) -> Result<String, UriFault> {
    percent::decode(part).map_err(|fault| UriFault::Encoding(HIDDEN.to_owned(), fault))
}

fn check_user(user: &str) -> Result<(), UriFault> {
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    decode(user)?;
    decode_secret(password)?;
    Ok(())
}

/// libpq would look up what follows the first `@` of a password, or read the start of the password as a port. No host
/// name contains an `@`, and libpq's messages would show the password.
fn refuse_stray_at(user: Option<&str>, text: &str) -> Result<(), UriFault> {
    let hosts = &text[..text.find(['/', '?']).unwrap_or(text.len())];
    let before_query = text.split('?').next().unwrap_or(text);
    let is_cut_off = user.is_none() && before_query.contains('@') && !has_plain_port(hosts);
    if hosts.contains('@') || is_cut_off { Err(UriFault::StrayAt) } else { Ok(()) }
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
    fn read<'a>(uri: &str, mut text: &'a str) -> Result<(Self, &'a str), UriFault> {
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
    fn settings(&self) -> Result<ConninfoSettings, UriFault> {
        let mut settings = ConninfoSettings::default();
        for (key, list) in [("host", &self.hosts), ("port", &self.ports)] {
            if !list.is_empty() {
                settings.store(key, &decode(list)?);
            }
        }
        Ok(settings)
    }
}

/// The address in brackets whose opening one is already read, and what follows the closing one.
fn bracketed<'a>(uri: &str, inner: &'a str) -> Result<(&'a str, &'a str), UriFault> {
    let (address, rest) = inner.split_once(']').ok_or(UriFault::OpenBracket)?;
    if address.is_empty() {
        return Err(UriFault::EmptyBrackets);
    }
    match rest.chars().next().filter(|next| !matches!(next, ':' | '/' | '?' | ',')) {
        None => Ok((address, rest)),
        Some(stray) => Err(UriFault::BehindBracket(stray, uri.len() - rest.len() + 1)),
    }
}

fn read_query(mut query: &str, settings: &mut ConninfoSettings) -> Result<(), UriFault> {
    let mut behind_secret = false;
    while !query.is_empty() {
        let (parameter, rest) = query.split_once('&').unwrap_or((query, ""));
        let key = read_parameter(parameter, behind_secret, settings)?;
        behind_secret = is_secret(&key);
        query = rest;
    }
    Ok(())
}

/// Keeps a parameter and returns its key. A parameter behind a secret may be the rest of a secret that contains `&`.
fn read_parameter(
    parameter: &str,
    behind_secret: bool,
    settings: &mut ConninfoSettings,
) -> Result<String, UriFault> {
    let shown = |key: &str| if behind_secret { HIDDEN.to_owned() } else { key.to_owned() };
    let Some((key, value)) = parameter.split_once('=') else {
        return Err(UriFault::NoEquals(shown(parameter)));
    };
    if value.contains('=') {
        return Err(UriFault::ExtraEquals(shown(key)));
    }
    let key = if behind_secret { decode_secret(key)? } else { decode(key)? };
    let value = if is_secret(&key) { decode_secret(value)? } else { decode(value)? };
    let is_known = match (key.as_str(), value.as_str()) {
        ("ssl", "true") => settings.store("sslmode", "require"),
        _ => settings.store(&key, &value),
    };
    if is_known { Ok(key) } else { Err(UriFault::UnknownParameter(shown(&key))) }
}

#[cfg(test)]
mod tests {
    use super::super::refusal;
    use super::*;

    fn message(uri: &str) -> String {
        refusal::from_uri(&read(uri).expect_err(uri), uri).message
    }

    #[test]
    fn uris_are_read_as_libpq_reads_them() {
        let measured = [
            ("", ""),
            ("h", "host=h;"),
            ("h:", "host=h;"),
            ("h:1/db", "host=h;port=1;"),
            ("h?sslmode=require", "host=h;sslmode=require;"),
            ("h/?sslmode=require&port=7&", "host=h;port=7;sslmode=require;"),
            ("h/?sslmode=", "host=h;sslmode=;"),
            ("h/?ssl=true", "host=h;sslmode=require;"),
            ("h/?ssl=%74rue&sslmode=x", "host=h;sslmode=x;"),
            ("h/?requiressl=1", "host=h;sslmode=require;"),
            ("u:p:q@h", "host=h;"),
            ("u:p@:5", "port=5;"),
            ("u?x@h", "host=h;"),
            ("u[x]@h", "host=h;"),
            ("u/x@h", "host=u;"),
            ("h1:1,h2:2/x@h", "host=h1,h2;port=1,2;"),
            ("[::1]@h", "host=h;"),
            ("u@[::1]:5", "host=::1;port=5;"),
            ("[::1],[::2]:6/db", "host=::1,::2;port=,6;"),
            ("::1:5432/x", "port=:1:5432;"),
            ("h1:1,h2:2/db", "host=h1,h2;port=1,2;"),
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
            ("/db?hostaddr=1.2.3.4", "hostaddr=1.2.3.4;"),
            ("h/? port = 5 ", "host=h;port=5;"),
            ("[fe80::1%25eth0]:5", "host=fe80::1%eth0;port=5;"),
            ("h?sslcrl=a?b/c", "host=h;sslcrl=a?b/c;"),
            ("h/?password=a:b@c&user=x", "host=h;"),
        ];
        for (rest, settings) in measured {
            let uri = format!("postgresql://{rest}");
            assert_eq!(read(&uri).expect(&uri).shown(), settings, "{uri}");
        }
    }

    #[test]
    fn refusals_have_libpqs_words() {
        let missing =
            |key: &str| format!("missing key/value separator \"=\" in URI query parameter: \"{key}\"");
        let extra = |key: &str| format!("extra key/value separator \"=\" in URI query parameter: \"{key}\"");
        let invalid = |key: &str| format!("invalid URI query parameter: \"{key}\"");
        let measured = [
            ("h/?sslmode", missing("sslmode")),
            ("h/?&sslmode=a", missing("")),
            ("h/?sslmode=a&&port=3", missing("")),
            ("[::1]?a", missing("a")),
            ("h/?a=b=c", extra("a")),
            ("h?bogus%zz=a=c", extra("bogus%zz")),
            ("h/?bogus=1", invalid("bogus")),
            ("h/?=a", invalid("")),
            ("h/?ssl=truex", invalid("ssl")),
            ("h?x?y=1", invalid("x?y")),
            ("h?x%3dy=1", invalid("x=y")),
            ("h/d%zz", "invalid percent-encoded token: \"d%zz\"".to_owned()),
            ("u%zz:p%yy@h%xx", "invalid percent-encoded token: \"u%zz\"".to_owned()),
            ("h%zz?x", "invalid percent-encoded token: \"h%zz\"".to_owned()),
        ];
        for (rest, words) in measured {
            assert_eq!(message(&format!("postgresql://{rest}")), words);
        }
    }

    #[test]
    fn a_bracket_that_is_not_closed_is_told_with_its_uri() {
        let open = "end of string reached when looking for matching \"]\" in IPv6 host address in URI";
        let stray = |character: &str, position: usize| {
            format!(
                "unexpected character \"{character}\" at position {position} in URI (expected \":\" or \"/\")"
            )
        };
        let measured = [
            ("postgresql://[::1", open.to_owned()),
            ("postgresql://%zz,[::1", open.to_owned()),
            ("postgresql://[]:5", "IPv6 host address may not be empty in URI".to_owned()),
            ("postgresql://[::1]x", stray("x", 19)),
            ("postgresql://[::1]]", stray("]", 19)),
            ("postgresql://[жж]x", stray("x", 20)),
            ("postgresql://[::1]:5,[::2]x", stray("x", 27)),
        ];
        for (uri, words) in measured {
            assert_eq!(message(uri), format!("{words}: \"{uri}\""));
        }
        assert_eq!(message("postgres://u:pw@[::1]x"), stray("x", 22) + ": \"postgres://u:…@[::1]x\"");
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
            let error = refusal::from_uri(&fault, &uri);
            assert!(!format!("{fault:?} {error:?}").contains("geheim"), "{error:?}");
        }
    }
}
