//! Whether a name is in a subtree: `nc_match_single` in `crypto/x509/v3_ncons.c` and the functions that it calls.

use memchr::memchr;

use super::names::GeneralName;

/// Whether a name is in a subtree.
pub(super) enum Within {
    Yes,
    No,
    /// OpenSSL refuses the form of the name or of the subtree.
    Refused,
    /// Names of this form are not compared here.
    Unknown,
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
        // otherName has types of its own, which OpenSSL compares first.
        (GeneralName::Other(0xa0), _) => Within::Unknown,
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
