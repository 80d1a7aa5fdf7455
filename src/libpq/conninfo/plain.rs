//! `host`, `host:port`, `[address]:port` or an IPv6 address without brackets; several of them with commas between.

use super::address::is_ipv6;
use super::settings::ConninfoSettings;
use crate::libpq::c_locale::is_space;

/// Why a plain target is refused. The parts are as they are written, secrets included.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PlainFault<'a> {
    /// One of the hosts is empty.
    NoHost,
    /// No host name has this character.
    OddCharacter(char),
    /// This part of the list is neither `host:port` nor an IPv6 address; it looks like something else.
    NotHostAndPort(&'a str, LooksLike),
    /// No bracket closes the address in this part.
    OpenBracket(&'a str),
    /// There is no IPv6 address in the brackets of this part.
    NoAddress(&'a str),
    /// Something other than a port follows the brackets in this part.
    BehindBrackets(&'a str),
}

/// What somebody may have meant by a part that is neither `host:port` nor an IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LooksLike {
    /// `host:port:database:user:password`
    PasswordFileLine,
    /// `user:password@host`
    UserAndPassword,
    /// A host with a port that is not a number.
    BadPort,
    /// An IPv6 address with a port, but without brackets.
    Ipv6AndPort,
}

/// Reads the form for people. A host is taken as it is written, as the value of `host=` is.
pub(super) fn read(text: &str) -> Result<ConninfoSettings, PlainFault<'_>> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    for part in text.split(',') {
        let (host, port) = host_and_port(part)?;
        if host.trim_matches(is_space).is_empty() {
            return Err(PlainFault::NoHost);
        }
        if let Some(odd) = odd_in_host(host) {
            return Err(PlainFault::OddCharacter(odd));
        }
        hosts.push(host);
        ports.push(port.unwrap_or_default());
    }
    let mut settings = ConninfoSettings::default();
    settings.store("host", &hosts.join(","));
    if ports.iter().any(|port| !port.is_empty()) {
        settings.store("port", &ports.join(","));
    }
    Ok(settings)
}

/// A character that no host name has. libpq would ask the DNS for such a name, whatever file the line is from. Names
/// with `_` and names in other scripts are in use; `%` precedes the interface of an address, and some people write a
/// user and an `@` before the name.
fn odd_in_host(host: &str) -> Option<char> {
    // The name of a folder can have any character.
    if host.starts_with(['/', '@']) {
        return None;
    }
    let is_odd = |c: &char| {
        let is_sign = c.is_ascii_punctuation() && !"-_.:%@".contains(*c);
        is_sign || c.is_control() || c.is_whitespace() || *c == char::REPLACEMENT_CHARACTER
    };
    host.chars().find(is_odd)
}

/// Such a character in any of the hosts of a text, which need not be readable.
pub(super) fn odd_character(text: &str) -> Option<char> {
    let named = text.split(',').filter(|part| !part.starts_with('[') && !is_ipv6(part));
    let hosts = named.map(|part| part.split_once(':').map_or(part, |(host, _)| host));
    hosts.filter(|host| !host.trim_matches(is_space).is_empty()).find_map(odd_in_host)
}

/// Host and port where more follows them, as in a line of a password file: `host:port:database:user:password`.
pub(super) fn before_surplus(text: &str) -> Option<&str> {
    let mut start = 0;
    for part in text.split(',') {
        if let Some(shown) = surplus(part) {
            return text.get(..start + shown);
        }
        start += part.len() + 1;
    }
    None
}

/// A word in the place of a port may be a password, as in `user:password` and `password: …`. One that starts like a
/// number is a mistyped port.
fn may_be_port(text: &str) -> bool {
    let text = text.trim_start_matches(is_space);
    text.is_empty() || text.starts_with(|c: char| c.is_ascii_digit() || "+-/".contains(c))
}

/// Where host and port of a part end, if more follows.
fn surplus(part: &str) -> Option<usize> {
    let inner = part.strip_prefix('[');
    let (host, behind) = match inner.and_then(|inner| inner.split_once(']')) {
        Some((address, rest)) if rest.contains(':') => (address.len() + 2, rest),
        Some(_) => return None,
        None if is_ipv6(inner.unwrap_or(part)) => return None,
        None => part.find(':').map(|colon| part.split_at(colon)).map(|(host, rest)| (host.len(), rest))?,
    };
    let Some(behind) = behind.strip_prefix(':') else { return Some(host) };
    let Some((number, _)) = behind.split_once(':') else { return (!may_be_port(behind)).then_some(host) };
    let is_number = number == "*" || number.bytes().all(|byte| byte.is_ascii_digit());
    // A number may be a password with a colon, if an address follows.
    Some(if is_number && !part.contains('@') { host + 1 + number.len() } else { host })
}

fn host_and_port(text: &str) -> Result<(&str, Option<&str>), PlainFault<'_>> {
    if let Some(inner) = text.strip_prefix('[') {
        return bracketed(text, inner);
    }
    if is_ipv6(text) {
        return Ok((text, None));
    }
    match text.split_once(':') {
        None => Ok((text, None)),
        Some((host, port)) if !port.contains([':', '@']) && may_be_port(port) => Ok((host, Some(port))),
        Some((_, port)) => Err(PlainFault::NotHostAndPort(text, guess(port))),
    }
}

/// What a part looks like by the text behind its first colon.
fn guess(behind_colon: &str) -> LooksLike {
    match behind_colon.matches(':').count() {
        3.. => LooksLike::PasswordFileLine,
        _ if behind_colon.contains('@') => LooksLike::UserAndPassword,
        0 => LooksLike::BadPort,
        _ => LooksLike::Ipv6AndPort,
    }
}

fn bracketed<'a>(text: &'a str, inner: &'a str) -> Result<(&'a str, Option<&'a str>), PlainFault<'a>> {
    let (address, rest) = inner.split_once(']').ok_or(PlainFault::OpenBracket(text))?;
    if !is_ipv6(address) {
        return Err(PlainFault::NoAddress(text));
    }
    match rest.strip_prefix(':') {
        Some(port) if port.contains(':') || !may_be_port(port) => {
            Err(PlainFault::NotHostAndPort(text, guess(port)))
        }
        Some(port) => Ok((address, Some(port))),
        None if rest.is_empty() => Ok((address, None)),
        None => Err(PlainFault::BehindBrackets(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::refusal;
    use super::*;

    #[test]
    fn hosts_are_taken_as_they_stand() {
        let read = [
            ("db", "host=db;"),
            ("db:5432", "host=db;port=5432;"),
            ("db:", "host=db;"),
            ("127.0.0.1:1", "host=127.0.0.1;port=1;"),
            ("::1", "host=::1;"),
            ("::1:5432", "host=::1:5432;"),
            ("fe80::1%eth0", "host=fe80::1%eth0;"),
            ("[::1]", "host=::1;"),
            ("[::1]:5", "host=::1;port=5;"),
            ("[fe80::1%eth0]:5", "host=fe80::1%eth0;port=5;"),
            ("user@host:5", "host=user@host;port=5;"),
            ("a%20b", "host=a%20b;"),
            ("/run/pg", "host=/run/pg;"),
            ("ключ", "host=ключ;"),
            ("my_db.मुंबई.test", "host=my_db.मुंबई.test;"),
            ("a,b:2", "host=a,b;port=,2;"),
            ("a,[::1]", "host=a,::1;"),
            ("db:5432/x", "host=db;port=5432/x;"),
        ];
        for (text, settings) in read {
            assert_eq!(super::read(text).expect(text).shown(), settings);
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        let refused = [
            ("", "no host in \"\""),
            ("  ", "no host in \"  \""),
            (":5432", "no host in \":5432\""),
            ("db,", "no host in \"db,\""),
            (",", "no host in \",\""),
            ("a:b:c", "\"a:…\" is neither host:port nor an IPv6 address"),
            ("1:2:3:4:5:6:7:8:5432", "\"1:2:…\" is neither host:port nor an IPv6 address"),
            ("db:5432:app:u:geheim", "\"db:5432:…\" is neither host:port nor an IPv6 address"),
            ("db:5432:app:u:p@geheim", "\"db:…\" is neither host:port nor an IPv6 address"),
            ("[::1]:5432:app:u:geheim", "\"[::1]:5432:…\" is neither host:port nor an IPv6 address"),
            ("u:geheim", "\"u:…\" is neither host:port nor an IPv6 address"),
            ("password: geheim", "\"password:…\" is neither host:port nor an IPv6 address"),
            ("[::1]:geheim", "\"[::1]:…\" is neither host:port nor an IPv6 address"),
            ("a,geheim+x", "`+` in a target, which no host name has"),
            ("db # ours", "a blank in a target, which no host name has"),
            ("db/app", "`/` in a target, which no host name has"),
            ("db\u{fffd}", "bytes that are no UTF-8 in a target, which no host name has"),
            ("u:geheim@h", "\"u:…@h\" is neither host:port nor an IPv6 address"),
            ("u:geheim@h:5", "\"u:…@h:5\" is neither host:port nor an IPv6 address"),
            ("[::1", "no \"]\" behind the IPv6 address in \"[::1\""),
            ("[", "no \"]\" behind the IPv6 address in \"[\""),
            ("[]", "no IPv6 address between the brackets in \"[]\""),
            ("[db]:5", "no IPv6 address between the brackets in \"[db]:5\""),
            ("[::1]5", "something other than \":port\" behind the brackets in \"[::1]5\""),
        ];
        for (text, message) in refused {
            assert_eq!(refusal::from_plain(&read(text).expect_err(text), text).message, message);
        }
    }
}
