//! The names that a certificate bears: subjectAltName (RFC 5280, 4.2.1.6) and the subject's attributes, as bytes.

use crate::x509::der::{Elements, Malformed, SEQUENCE, SET};
use crate::x509::name::Canonical;

use super::oids;

/// A name of one of the forms of RFC 5280, 4.2.1.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName {
    Email(Vec<u8>),
    Dns(Vec<u8>),
    Directory(Canonical),
    Uri(Vec<u8>),
    /// An address of 4 or 16 bytes; twice that where it is a constraint, with the mask behind it.
    Ip(Vec<u8>),
    /// A form that is compared with nothing here, by its tag.
    Other(u8),
}

impl GeneralName {
    pub(super) fn of(tag: u8, content: &[u8]) -> Result<Self, Malformed> {
        Ok(match tag {
            0x81 => Self::Email(content.to_vec()),
            0x82 => Self::Dns(content.to_vec()),
            0x86 => Self::Uri(content.to_vec()),
            0x87 => Self::Ip(content.to_vec()),
            0xa4 => Self::Directory(Canonical::of_der(content)?),
            0xa0 | 0xa3 | 0xa5 | 0x88 => Self::Other(tag),
            _ => return Err(Malformed),
        })
    }

    /// A sequence of names, as subjectAltName is.
    pub(super) fn list(der: &[u8]) -> Result<Vec<Self>, Malformed> {
        let mut elements = Elements::in_bytes(der).constructed(SEQUENCE)?;
        Self::all(&mut elements)
    }

    pub(super) fn all(elements: &mut Elements) -> Result<Vec<Self>, Malformed> {
        let mut names = Vec::new();
        while !elements.is_empty() {
            let (tag, content) = elements.next()?;
            names.push(Self::of(tag, content)?);
        }
        Ok(names)
    }
}

/// An attribute of a subject, as the type of its string and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) tag: u8,
    pub(crate) value: Vec<u8>,
}

/// The subject's common names and e-mail addresses, in order.
pub(super) fn subject_attributes(name: &[u8]) -> Result<(Vec<Attribute>, Vec<Attribute>), Malformed> {
    let mut common_names = Vec::new();
    let mut emails = Vec::new();
    let mut rdns = Elements::in_bytes(name).constructed(SEQUENCE)?;
    while !rdns.is_empty() {
        let mut rdn = rdns.constructed(SET)?;
        while !rdn.is_empty() {
            let mut entry = rdn.constructed(SEQUENCE)?;
            let (_, kind) = entry.next()?;
            let (tag, value) = entry.next()?;
            let attribute = Attribute { tag, value: value.to_vec() };
            match kind {
                oids::COMMON_NAME => common_names.push(attribute),
                oids::EMAIL_ADDRESS => emails.push(attribute),
                _ => {}
            }
        }
    }
    Ok((common_names, emails))
}

/// The names of a certificate for people and scripts: its DNS names and addresses, else its first common name.
pub(crate) fn shown(der: &[u8]) -> Vec<String> {
    let Some(profile) = super::Profile::of(der) else { return Vec::new() };
    let alternative = profile.alternative_names.iter().filter_map(|name| match name {
        GeneralName::Dns(name) => Some(String::from_utf8_lossy(name).into_owned()),
        GeneralName::Ip(bytes) => ip(bytes),
        _ => None,
    });
    let names: Vec<String> = alternative.collect();
    if !names.is_empty() {
        return names;
    }
    profile
        .common_names
        .first()
        .map(|name| String::from_utf8_lossy(&name.value).into_owned())
        .into_iter()
        .collect()
}

/// An address in the usual form, if it has one of the two lengths.
pub(crate) fn ip(bytes: &[u8]) -> Option<String> {
    use std::net::{Ipv4Addr, Ipv6Addr};
    let v4 = || <[u8; 4]>::try_from(bytes).ok().map(|bytes| Ipv4Addr::from(bytes).to_string());
    v4().or_else(|| <[u8; 16]>::try_from(bytes).ok().map(|bytes| Ipv6Addr::from(bytes).to_string()))
}
