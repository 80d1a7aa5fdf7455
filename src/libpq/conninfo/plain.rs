//! `host`, `host:port`, `[address]:port` or an IPv6 address without brackets; several of them with commas between.

use super::address::is_ipv6;
use super::host_name::is_host;
use super::settings::ConninfoSettings;
use crate::libpq::c_locale::is_space;

/// Why a plain target is refused. Nothing of it is quoted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PlainFault {
    /// One of the hosts is empty.
    NoHost,
    /// A number, which is rather the port of another argument.
    Number,
    /// `user@host`
    UserAndHost,
    /// A host that no host name, address or folder looks like.
    OddHost,
    /// A part of the list is neither `host:port` nor an IPv6 address; it looks like something else.
    NotHostAndPort(LooksLike),
    /// No bracket closes an address.
    OpenBracket,
    /// There is no IPv6 address in the brackets.
    NoAddress,
    /// Something other than a port follows the brackets.
    BehindBrackets,
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
pub(super) fn read(text: &str) -> Result<ConninfoSettings, PlainFault> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    for part in text.split(',') {
        let (host, port) = host_and_port(part)?;
        if host.trim_matches(is_space).is_empty() {
            return Err(PlainFault::NoHost);
        }
        if host.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PlainFault::Number);
        }
        if !is_host(host) {
            let is_user_and_host = host.split_once('@').is_some_and(|(_, host)| is_host(host));
            return Err(if is_user_and_host { PlainFault::UserAndHost } else { PlainFault::OddHost });
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

/// A word in the place of a port may be a password, as in `user:password` and `password: …`. One that starts like a
/// number is a mistyped port.
fn may_be_port(text: &str) -> bool {
    let text = text.trim_start_matches(is_space);
    text.is_empty() || text.starts_with(|c: char| c.is_ascii_digit() || "+-/".contains(c))
}

fn host_and_port(text: &str) -> Result<(&str, Option<&str>), PlainFault> {
    if let Some(inner) = text.strip_prefix('[') {
        return bracketed(inner);
    }
    if is_ipv6(text) {
        return Ok((text, None));
    }
    match text.split_once(':') {
        None => Ok((text, None)),
        Some((host, port)) if !port.contains([':', '@']) && may_be_port(port) => Ok((host, Some(port))),
        Some((_, port)) => Err(PlainFault::NotHostAndPort(guess(port))),
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

fn bracketed(inner: &str) -> Result<(&str, Option<&str>), PlainFault> {
    let (address, rest) = inner.split_once(']').ok_or(PlainFault::OpenBracket)?;
    if !is_ipv6(address) {
        return Err(PlainFault::NoAddress);
    }
    match rest.strip_prefix(':') {
        Some(port) if port.contains(':') || !may_be_port(port) => {
            Err(PlainFault::NotHostAndPort(guess(port)))
        }
        Some(port) => Ok((address, Some(port))),
        None if rest.is_empty() => Ok((address, None)),
        None => Err(PlainFault::BehindBrackets),
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
        let neither = "neither host:port nor an IPv6 address";
        let odd = "a character in the host that no host name has";
        let refused = [
            ("", "no host"),
            ("  ", "no host"),
            (":5432", "no host"),
            ("db,", "no host"),
            (",", "no host"),
            ("a:b:c", neither),
            ("1:2:3:4:5:6:7:8:5432", neither),
            ("db:5432:app:u:geheim", neither),
            ("db:5432:app:u:p@geheim", neither),
            ("[::1]:5432:app:u:geheim", neither),
            ("u:geheim", neither),
            ("password: geheim", neither),
            ("[::1]:geheim", neither),
            ("u:geheim@h", neither),
            ("u:geheim@h:5", neither),
            ("a,geheim+x", odd),
            ("user@host:5", "a user before a host"),
            ("5432", "a number is not a host"),
            ("a%20b", odd),
            ("db # ours", odd),
            ("db/app", odd),
            ("db\u{fffd}", odd),
            ("[::1", "no \"]\" behind the IPv6 address"),
            ("[", "no \"]\" behind the IPv6 address"),
            ("[]", "no IPv6 address between the brackets"),
            ("[db]:5", "no IPv6 address between the brackets"),
            ("[::1]5", "something other than \":port\" behind the brackets"),
        ];
        for (text, message) in refused {
            assert_eq!(refusal::from_plain(&read(text).expect_err(text)).message, message, "{text}");
        }
    }

    #[test]
    fn every_short_text_is_read_or_refused() {
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            let longer =
                |text: &String| "a1é:[]@,= ".chars().map(|c| format!("{text}{c}")).collect::<Vec<_>>();
            texts = texts.iter().flat_map(longer).collect();
            for text in &texts {
                let _ = read(text).map_err(|fault| refusal::from_plain(&fault));
            }
        }
    }
}
