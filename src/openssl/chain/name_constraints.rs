//! nameConstraints (RFC 5280, 4.2.1.10), as `NAME_CONSTRAINTS_check` and `NAME_CONSTRAINTS_check_CN` in
//! `crypto/x509/v3_ncons.c` apply them.

use crate::x509::der::{DerResult, Elements, INTEGER, SEQUENCE};
use crate::x509::name::utf8;
use crate::x509::oid;

use super::names::{Attribute, CertificateNames, GeneralName};
use super::subtree::{Within, is_disputed, within};

/// The subtrees that bind the certificates below an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameConstraints {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Subtree {
    base: GeneralName,
    /// It has a minimum other than 0, or a maximum. OpenSSL refuses both.
    bounded: bool,
}

/// Whether constraints permit names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NamesPermitted {
    Yes,
    /// OpenSSL 3.0 permits them, and 3.5 may not.
    Disputed,
    No,
}

/// `NAME_CHECK_MAX`. OpenSSL refuses a certificate that takes more comparisons.
const COMPARISON_LIMIT: usize = 1 << 20;

impl NameConstraints {
    pub(super) fn from_der(value: &[u8]) -> DerResult<Self> {
        let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
        let permitted = body.optional_list(0xa0)?.map(subtrees).transpose()?;
        let excluded = body.optional_list(0xa1)?.map(subtrees).transpose()?;
        body.end()?;
        Ok(Self { permitted: permitted.unwrap_or_default(), excluded: excluded.unwrap_or_default() })
    }

    /// Whether they permit the names of a certificate. The common names of a leaf without DNS names count too.
    pub(super) fn permit(&self, names: CertificateNames, is_leaf: bool) -> NamesPermitted {
        let Some(names) = names_to_compare(names, is_leaf) else { return NamesPermitted::No };
        if names.len().saturating_mul(self.all().count()) > COMPARISON_LIMIT {
            return NamesPermitted::No;
        }
        names.iter().map(|name| self.permit_name(name)).max().unwrap_or(NamesPermitted::Yes)
    }

    fn all(&self) -> impl Iterator<Item = &Subtree> {
        self.permitted.iter().chain(&self.excluded)
    }

    /// `nc_match`.
    fn permit_name(&self, name: &GeneralName) -> NamesPermitted {
        let same_form = |subtree: &&Subtree| form(&subtree.base) == effective_form(name);
        if self.all().filter(same_form).any(|subtree| subtree.bounded) {
            return NamesPermitted::No;
        }
        let permitted = is_permitted(name, self.permitted.iter().filter(same_form));
        let excluded = is_not_excluded(name, self.excluded.iter().filter(same_form));
        let disputed = matches!(name, GeneralName::Uri(uri) if self.all().any(|tree| same_form(&tree)) && is_disputed(uri));
        permitted.max(excluded).max(if disputed { NamesPermitted::Disputed } else { NamesPermitted::Yes })
    }
}

/// None if OpenSSL refuses the form of one of the names.
fn names_to_compare(names: CertificateNames, is_leaf: bool) -> Option<Vec<GeneralName>> {
    const IA5_STRING: u8 = 0x16;
    let mut compared = Vec::new();
    if !names.subject.is_empty() {
        compared.push(GeneralName::Directory(names.subject.clone()));
    }
    for email in names.emails {
        if email.tag != IA5_STRING {
            return None;
        }
        compared.push(GeneralName::Email(email.value.clone()));
    }
    compared.extend_from_slice(names.alternative);
    let has_dns = names.alternative.iter().any(|name| matches!(name, GeneralName::Dns(_)));
    if is_leaf && !has_dns {
        for name in names.common_names {
            compared.extend(dns_name(name)?.map(GeneralName::Dns));
        }
    }
    Some(compared)
}

/// The first subtree that the name is in ends the search. Without any subtree everything is permitted.
fn is_permitted<'a>(name: &GeneralName, subtrees: impl Iterator<Item = &'a Subtree>) -> NamesPermitted {
    let mut permitted = NamesPermitted::Yes;
    for subtree in subtrees {
        match within(name, &subtree.base) {
            Within::Yes => return NamesPermitted::Yes,
            Within::No => permitted = NamesPermitted::No,
            Within::Refused => return NamesPermitted::No,
        }
    }
    permitted
}

fn is_not_excluded<'a>(name: &GeneralName, subtrees: impl Iterator<Item = &'a Subtree>) -> NamesPermitted {
    for subtree in subtrees {
        match within(name, &subtree.base) {
            Within::No => {}
            Within::Yes | Within::Refused => return NamesPermitted::No,
        }
    }
    NamesPermitted::Yes
}

fn subtrees(mut list: Elements) -> DerResult<Vec<Subtree>> {
    let mut subtrees = Vec::new();
    while !list.is_empty() {
        let mut subtree = list.constructed(SEQUENCE)?;
        let base = GeneralName::read(&mut subtree)?;
        let minimum = subtree.optional(0x80, INTEGER)?;
        let maximum = subtree.optional(0x81, INTEGER)?;
        subtree.end()?;
        let bounded = maximum.is_some() || minimum.is_some_and(|minimum| *minimum != [0]);
        subtrees.push(Subtree { base, bounded });
    }
    Ok(subtrees)
}

/// The form by which a name is compared. A mailbox beyond ASCII is compared with those of e-mail.
fn form(name: &GeneralName) -> (u8, &[u8]) {
    let tag = match name {
        GeneralName::Email(_) => 0x81,
        GeneralName::Dns(_) => 0x82,
        GeneralName::Directory(_) => 0x84,
        GeneralName::Uri(_) => 0x86,
        GeneralName::Ip(_) => 0x87,
        GeneralName::Typed(kind, ..) => return (0x80, kind),
        GeneralName::Uncompared(tag, _) => *tag,
    };
    (tag, &[])
}

fn effective_form(name: &GeneralName) -> (u8, &[u8]) {
    match name {
        GeneralName::Typed(kind, ..) if kind == oid::SMTP_UTF8_MAILBOX => (0x81, &[]),
        _ => form(name),
    }
}

/// The common name if it is plausible as a DNS name (`cn2dnsid`). OpenSSL refuses one that is no text, or contains
/// a NUL other than at its end.
#[allow(clippy::option_option, reason = "refused, not a name, a name")]
fn dns_name(name: &Attribute) -> Option<Option<Vec<u8>>> {
    let text = utf8(name.tag, &name.value)?;
    let mut text = text.as_slice();
    while let [rest @ .., 0] = text {
        text = rest;
    }
    if text.contains(&0) {
        return None;
    }
    Some(is_plausible(text).then(|| text.to_vec()))
}

/// Whether it consists of labels, at least two of them.
fn is_plausible(text: &[u8]) -> bool {
    let last = text.len().saturating_sub(1);
    let mut dots = 0;
    for (index, byte) in text.iter().enumerate() {
        let inner = index > 0 && index < last;
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => {}
            b'-' if inner => {}
            b'.' if inner && text[index - 1] != b'-' && !matches!(text[index + 1], b'.' | b'-') => dots += 1,
            _ => return false,
        }
    }
    dots > 0
}
