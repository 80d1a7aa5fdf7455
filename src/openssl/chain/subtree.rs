//! Whether a name is in a subtree: `nc_match_single` in `crypto/x509/v3_ncons.c` and the functions that it calls.

use memchr::memchr;

use crate::x509::der::UTF8_STRING;

use super::names::GeneralName;

/// Whether a name is in a subtree.
pub(super) enum Within {
    Yes,
    No,
    /// OpenSSL refuses the form of the name or of the subtree.
    Refused,
}

impl From<bool> for Within {
    fn from(inside: bool) -> Self {
        if inside { Self::Yes } else { Self::No }
    }
}

/// `nc_match_single`.
pub(super) fn within(name: &GeneralName, base: &GeneralName) -> Within {
    match (name, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => dns_within(name, base).into(),
        (GeneralName::Directory(name), GeneralName::Directory(base)) => name.is_within(base).into(),
        (GeneralName::Ip(address), GeneralName::Ip(range)) => ip_within(address, range),
        (GeneralName::Email(address), GeneralName::Email(base)) => email_within(address, base),
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => uri_within(uri, base),
        (GeneralName::Typed(_, tag, mailbox), GeneralName::Email(base)) => {
            mailbox_within(*tag, mailbox, base)
        }
        _ => Within::Refused,
    }
}

/// `nc_dns`.
fn dns_within(name: &[u8], base: &[u8]) -> bool {
    let Some(start) = name.len().checked_sub(base.len()) else { return false };
    let at_label = start == 0 || base.is_empty() || base[0] == b'.' || name[start - 1] == b'.';
    at_label && name[start..].eq_ignore_ascii_case(base)
}

/// `nc_ip`. OpenSSL refuses other lengths in permitted and excluded subtrees alike.
fn ip_within(address: &[u8], range: &[u8]) -> Within {
    if !matches!(address.len(), 4 | 16) || !matches!(range.len(), 8 | 32) {
        return Within::Refused;
    }
    let (base, mask) = range.split_at(range.len() / 2);
    let inside = || address.iter().zip(base).zip(mask).all(|((byte, base), mask)| byte & mask == base & mask);
    (address.len() == base.len() && inside()).into()
}

/// Whether a host is below a base that begins with a dot.
fn below(host: &[u8], base: &[u8]) -> bool {
    host.len() > base.len() && host[host.len() - base.len()..].eq_ignore_ascii_case(base)
}

/// `nc_email`. The base is a domain with a dot in front, a host, or a mailbox.
fn email_within(address: &[u8], base: &[u8]) -> Within {
    let Some((mailbox, host)) = split_at_sign(address) else { return Within::Refused };
    match split_at_sign(base) {
        None if base.starts_with(b".") => below(address, base).into(),
        None => host.eq_ignore_ascii_case(base).into(),
        Some((wanted, _)) if is_unsafe(wanted, mailbox) => Within::Refused,
        Some((wanted, base)) => {
            let same_mailbox = wanted.is_empty() || wanted == mailbox;
            (same_mailbox && host.eq_ignore_ascii_case(base)).into()
        }
    }
}

/// `nc_email_eai`: a mailbox whose host may be in Unicode, and a base whose labels may be in Punycode (RFC 8398, 6).
fn mailbox_within(tag: u8, mailbox: &[u8], base: &[u8]) -> Within {
    let (UTF8_STRING, Some((_, host)), false) = (tag, split_at_sign(mailbox), base.contains(&0)) else {
        return Within::Refused;
    };
    match unicode(base) {
        None => Within::Refused,
        // OpenSSL writes the dot in front twice.
        Some(base) if base.starts_with(b".") => below(mailbox, &[b".", base.as_slice()].concat()).into(),
        Some(base) => host.eq_ignore_ascii_case(&base).into(),
    }
}

/// A host with its labels of Punycode in UTF-8 (`ossl_a2ulabel`).
fn unicode(host: &[u8]) -> Option<Vec<u8>> {
    const GREATEST_LENGTH: usize = 254;
    let label = |label: &[u8]| match label.strip_prefix(b"xn--") {
        None => Some(label.to_vec()),
        Some(encoded) => {
            let characters = idna::punycode::decode(std::str::from_utf8(encoded).ok()?)?;
            Some(characters.into_iter().collect::<String>().into_bytes())
        }
    };
    let labels: Option<Vec<Vec<u8>>> = host.split(|byte| *byte == b'.').map(label).collect();
    Some(labels?.join(&b'.')).filter(|host| host.len() <= GREATEST_LENGTH)
}

fn split_at_sign(address: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = address.iter().rposition(|byte| *byte == b'@')?;
    Some((&address[..at], &address[at + 1..]))
}

/// OpenSSL compares mailboxes of one length as C strings, and refuses a NUL in them.
fn is_unsafe(wanted: &[u8], mailbox: &[u8]) -> bool {
    !wanted.is_empty() && wanted.len() == mailbox.len() && (wanted.contains(&0) || mailbox.contains(&0))
}

/// `nc_uri`. It compares the host of the URI, which ends before a port or else before a path.
fn uri_within(uri: &[u8], base: &[u8]) -> Within {
    let authority = memchr(b':', uri).and_then(|colon| uri[colon + 1..].strip_prefix(b"//"));
    let Some(authority) = authority else { return Within::Refused };
    let end = memchr(b':', authority).or_else(|| memchr(b'/', authority)).unwrap_or(authority.len());
    match &authority[..end] {
        [] => Within::Refused,
        host if base.starts_with(b".") => below(host, base).into(),
        host => host.eq_ignore_ascii_case(base).into(),
    }
}

/// Whether `nc_uri` of later versions may find another host in a URI: it parses the whole (`OSSL_parse_url`), so a query,
/// a fragment, a user or a port that is no number counts.
pub(super) fn is_disputed(uri: &[u8]) -> bool {
    let Some(scheme) = memchr(b':', uri) else { return true };
    let Some(rest) = uri[scheme + 1..].strip_prefix(b"//") else { return true };
    let (authority, path) = rest.split_at(memchr(b'/', rest).unwrap_or(rest.len()));
    let (host, port) = match memchr(b':', authority) {
        Some(colon) => (&authority[..colon], &authority[colon + 1..]),
        None => (authority, &b"80"[..]),
    };
    let is_host =
        !host.is_empty() && host.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(byte));
    let is_port = matches!(port.len(), 1..=4) && port.iter().all(u8::is_ascii_digit);
    scheme == 0 || !is_host || !is_port || path.contains(&0)
}
