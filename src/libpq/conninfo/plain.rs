//! `host`, `host:port`, `[address]:port` or an IPv6 address without brackets; several of them with commas between.

use super::address::is_ipv6;
use super::keys::Settings;
use super::label;
use crate::diagnostic::Diagnostic;
use crate::libpq::c_locale::is_space;

const FORMS: &str =
    "write `host`, `host:port`, `[IPv6 address]:port`, a `postgresql://` address or `host=… port=…`";

/// Reads the form for people. A host is taken as it stands, as the value of `host=` is.
pub(super) fn read(text: &str) -> Result<Settings, Diagnostic> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    for part in text.split(',') {
        let (host, port) = host_and_port(part)?;
        if host.trim_matches(is_space).is_empty() {
            return Err(Diagnostic::usage(format!("no host in \"{}\"", label::of(text)), FORMS));
        }
        if let Some(odd) = odd_in_host(host) {
            return Err(Diagnostic::usage(
                format!("{} in a target, which no host name has", named(odd)),
                FORMS,
            ));
        }
        hosts.push(host);
        ports.push(port.unwrap_or_default());
    }
    let mut settings = Settings::default();
    settings.store("host", &hosts.join(","));
    if ports.iter().any(|port| !port.is_empty()) {
        settings.store("port", &ports.join(","));
    }
    Ok(settings)
}

/// A character that no host name has: libpq would ask the DNS for it, whatever file the line is from. Names with
/// `_` and names in other scripts are in use; `%` stands before an address's interface, `@` before a name that some
/// write with a user.
fn odd_in_host(host: &str) -> Option<char> {
    // A folder has what it likes.
    if host.starts_with(['/', '@']) {
        return None;
    }
    let is_odd = |c: &char| {
        let is_sign = c.is_ascii_punctuation() && !"-_.:%@".contains(*c);
        is_sign || c.is_control() || c.is_whitespace() || *c == char::REPLACEMENT_CHARACTER
    };
    host.chars().find(is_odd)
}

/// The same in any of the hosts of a text that need not be readable.
pub(super) fn odd_character(text: &str) -> Option<char> {
    let named = text.split(',').filter(|part| !part.starts_with('[') && !is_ipv6(part));
    let hosts = named.map(|part| part.split_once(':').map_or(part, |(host, _)| host));
    hosts.filter(|host| !host.trim_matches(is_space).is_empty()).find_map(odd_in_host)
}

fn named(character: char) -> String {
    match character {
        char::REPLACEMENT_CHARACTER => "bytes that are no UTF-8".into(),
        blank if blank.is_whitespace() => "a blank".into(),
        control if control.is_control() => "a control character".into(),
        other => format!("`{other}`"),
    }
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

/// A word where a port belongs may be a password, as in `user:password` and `password: …`; what begins like a number
/// is a mistyped port.
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

fn host_and_port(text: &str) -> Result<(&str, Option<&str>), Diagnostic> {
    if let Some(inner) = text.strip_prefix('[') {
        return bracketed(text, inner);
    }
    if is_ipv6(text) {
        return Ok((text, None));
    }
    match text.split_once(':') {
        None => Ok((text, None)),
        Some((host, port)) if !port.contains([':', '@']) && may_be_port(port) => Ok((host, Some(port))),
        Some((_, port)) => Err(neither(text, port)),
    }
}

fn neither(text: &str, behind_colon: &str) -> Diagnostic {
    let hint = if behind_colon.matches(':').count() >= 3 {
        "this looks like a line of a password file; a target has neither user nor password: `host:port`"
    } else if behind_colon.contains('@') {
        "a user and a password stand in an address: `postgresql://user:password@host:port/`"
    } else if !behind_colon.contains(':') {
        "a port is a number; PostgreSQL's own is 5432"
    } else {
        "an IPv6 address with a port stands in brackets: `[2001:db8::1]:5432`"
    };
    let message = format!("\"{}\" is neither host:port nor an IPv6 address", label::of(text));
    Diagnostic::usage(message, hint)
}

fn bracketed<'a>(text: &str, inner: &'a str) -> Result<(&'a str, Option<&'a str>), Diagnostic> {
    let refused = |what: &str| Diagnostic::usage(format!("{what} in \"{}\"", label::of(text)), FORMS);
    let (address, rest) = inner.split_once(']').ok_or_else(|| refused("no \"]\" behind the IPv6 address"))?;
    if !is_ipv6(address) {
        return Err(refused("no IPv6 address between the brackets"));
    }
    match rest.strip_prefix(':') {
        Some(port) if port.contains(':') || !may_be_port(port) => Err(neither(text, port)),
        Some(port) => Ok((address, Some(port))),
        None if rest.is_empty() => Ok((address, None)),
        None => Err(refused("something other than \":port\" behind the brackets")),
    }
}

#[cfg(test)]
mod tests {
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
            assert_eq!(read(text).expect_err(text).message, message);
        }
    }
}
