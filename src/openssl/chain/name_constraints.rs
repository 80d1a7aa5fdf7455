//! nameConstraints (RFC 5280, 4.2.1.10), as `NAME_CONSTRAINTS_check` in `crypto/x509/v3_ncons.c` applies them.

use crate::x509::der::{Elements, Malformed, SEQUENCE};
use memchr::{memchr, memrchr};

use super::names::{Attribute, GeneralName};
use super::profile::Profile;

/// The subtrees that a certificate authority is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameConstraints {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Subtree {
    base: GeneralName,
    /// It has a minimum other than 0 or a maximum, which OpenSSL refuses.
    bounded: bool,
}

/// Whether names keep to the constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Yes,
    No,
    /// By a form of name that is not compared here.
    Unknown,
}

/// `NAME_CHECK_MAX`: more comparisons are refused.
const COMPARISON_LIMIT: usize = 1 << 20;

impl NameConstraints {
    pub(super) fn of(value: &[u8]) -> Result<Self, Malformed> {
        let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
        let mut constraints = Self { permitted: Vec::new(), excluded: Vec::new() };
        while !body.is_empty() {
            match body.next()? {
                (0xa0, list) => constraints.permitted = subtrees(list)?,
                (0xa1, list) => constraints.excluded = subtrees(list)?,
                _ => return Err(Malformed),
            }
        }
        Ok(constraints)
    }

    /// Whether the names of a certificate keep to the constraints. The leaf's common names count too, where it has
    /// no DNS name.
    pub(super) fn keep(&self, profile: &Profile, is_leaf: bool) -> Kept {
        let names = self.names_of(profile, is_leaf);
        let Some(names) = names else { return Kept::No };
        if names.len().saturating_mul(self.permitted.len() + self.excluded.len()) > COMPARISON_LIMIT {
            return Kept::No;
        }
        let kept = names.iter().map(|name| self.keep_name(name));
        kept.fold(Kept::Yes, |all, one| match (all, one) {
            (Kept::No, _) | (_, Kept::No) => Kept::No,
            (Kept::Unknown, _) | (_, Kept::Unknown) => Kept::Unknown,
            _ => Kept::Yes,
        })
    }

    /// The names to compare; none where one of them has a form that OpenSSL refuses.
    fn names_of(&self, profile: &Profile, is_leaf: bool) -> Option<Vec<GeneralName>> {
        const IA5_STRING: u8 = 0x16;
        let mut names = Vec::new();
        if !profile.subject.is_empty() {
            names.push(GeneralName::Directory(profile.subject.clone()));
        }
        for email in &profile.emails {
            let constrained = || self.all().any(|subtree| matches!(subtree.base, GeneralName::Email(_)));
            if email.tag != IA5_STRING {
                return if constrained() || !self.is_empty() { None } else { Some(names) };
            }
            names.push(GeneralName::Email(email.value.clone()));
        }
        names.extend(profile.alternative_names.iter().cloned());
        let has_dns = profile.alternative_names.iter().any(|name| matches!(name, GeneralName::Dns(_)));
        if is_leaf && !has_dns {
            for name in &profile.common_names {
                names.extend(dns_name(name)?.map(GeneralName::Dns));
            }
        }
        Some(names)
    }

    fn all(&self) -> impl Iterator<Item = &Subtree> {
        self.permitted.iter().chain(&self.excluded)
    }

    fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// `nc_match`.
    fn keep_name(&self, name: &GeneralName) -> Kept {
        let same_form = |subtree: &&Subtree| form(&subtree.base) == form(name);
        if self.all().filter(same_form).any(|subtree| subtree.bounded) {
            return Kept::No;
        }
        let mut within_permitted = None;
        for subtree in self.permitted.iter().filter(same_form) {
            if within_permitted == Some(true) {
                break;
            }
            match within(name, &subtree.base) {
                Within::Yes => within_permitted = Some(true),
                Within::No => within_permitted = Some(false),
                Within::Refused => return Kept::No,
                Within::Unknown => return Kept::Unknown,
            }
        }
        if within_permitted == Some(false) {
            return Kept::No;
        }
        for subtree in self.excluded.iter().filter(same_form) {
            match within(name, &subtree.base) {
                Within::No => {}
                Within::Yes | Within::Refused => return Kept::No,
                Within::Unknown => return Kept::Unknown,
            }
        }
        Kept::Yes
    }
}

fn subtrees(list: &[u8]) -> Result<Vec<Subtree>, Malformed> {
    let mut list = Elements::in_bytes(list);
    let mut subtrees = Vec::new();
    while !list.is_empty() {
        let mut subtree = list.constructed(SEQUENCE)?;
        let (tag, content) = subtree.next()?;
        let base = GeneralName::of(tag, content)?;
        let mut bounded = false;
        while !subtree.is_empty() {
            bounded |= subtree.next()? != (0x80, &[0]);
        }
        subtrees.push(Subtree { base, bounded });
    }
    Ok(subtrees)
}

fn form(name: &GeneralName) -> u8 {
    match name {
        GeneralName::Email(_) => 0x81,
        GeneralName::Dns(_) => 0x82,
        GeneralName::Directory(_) => 0xa4,
        GeneralName::Uri(_) => 0x86,
        GeneralName::Ip(_) => 0x87,
        GeneralName::Other(tag) => *tag,
    }
}

/// Whether a name lies in a subtree.
enum Within {
    Yes,
    No,
    /// OpenSSL refuses the form of one of the two.
    Refused,
    /// By a form that is not compared here.
    Unknown,
}

impl From<bool> for Within {
    fn from(inside: bool) -> Self {
        if inside { Self::Yes } else { Self::No }
    }
}

/// `nc_match_single`.
fn within(name: &GeneralName, base: &GeneralName) -> Within {
    match (name, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => dns_within(name, base).into(),
        (GeneralName::Directory(name), GeneralName::Directory(base)) => name.is_within(base).into(),
        (GeneralName::Ip(address), GeneralName::Ip(range)) => ip_within(address, range),
        (GeneralName::Email(address), GeneralName::Email(base)) => email_within(address, base),
        (GeneralName::Uri(uri), GeneralName::Uri(base)) => uri_within(uri, base),
        // Names of other kinds have kinds of their own.
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

/// `nc_ip`; OpenSSL refuses other lengths, whichever list they stand in.
fn ip_within(address: &[u8], range: &[u8]) -> Within {
    if !matches!(address.len(), 4 | 16) || !matches!(range.len(), 8 | 32) {
        return Within::Refused;
    }
    let (base, mask) = range.split_at(range.len() / 2);
    let inside = || address.iter().zip(base).zip(mask).all(|((byte, base), mask)| byte & mask == base & mask);
    (address.len() == base.len() && inside()).into()
}

/// Whether a longer host lies below a base that begins with a dot.
fn below(host: &[u8], base: &[u8]) -> bool {
    host.len() > base.len() && host[host.len() - base.len()..].eq_ignore_ascii_case(base)
}

/// `nc_email`: a domain with a dot in front, a host, or a mailbox.
fn email_within(address: &[u8], base: &[u8]) -> Within {
    let Some(at) = memrchr(b'@', address) else { return Within::Refused };
    let (mailbox, host) = (&address[..at], &address[at + 1..]);
    match memrchr(b'@', base) {
        None if base.starts_with(b".") => below(address, base).into(),
        None => host.eq_ignore_ascii_case(base).into(),
        Some(base_at) => {
            let wanted = &base[..base_at];
            if !wanted.is_empty()
                && wanted.len() == mailbox.len()
                && (wanted.contains(&0) || mailbox.contains(&0))
            {
                return Within::Refused;
            }
            let same_mailbox = wanted.is_empty() || wanted == mailbox;
            (same_mailbox && host.eq_ignore_ascii_case(&base[base_at + 1..])).into()
        }
    }
}

/// `nc_uri`: the host of the URI, which ends before a port, else before a path.
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

/// The common name if it is plausible as a DNS name (`cn2dnsid`); none at all where it holds a NUL.
#[allow(clippy::option_option, reason = "refused, not a name, a name")]
fn dns_name(name: &Attribute) -> Option<Option<Vec<u8>>> {
    let mut text = name.value.as_slice();
    while let [rest @ .., 0] = text {
        text = rest;
    }
    if text.contains(&0) {
        return None;
    }
    let last = text.len().saturating_sub(1);
    let mut plausible = false;
    for (index, byte) in text.iter().enumerate() {
        let inner = index > 0 && index < last;
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => {}
            b'-' if inner => {}
            b'.' if inner
                && text[index + 1] != b'.'
                && text[index - 1] != b'-'
                && text[index + 1] != b'-' =>
            {
                plausible = true;
            }
            _ => return Some(None),
        }
    }
    Some(plausible.then(|| text.to_vec()))
}
