//! The names in a certificate, as bytes: subjectAltName (RFC 5280, 4.2.1.6) and the attributes of the subject.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::x509::der::{DerResult, Elements, Malformed, SEQUENCE, SET};
use crate::x509::name::CanonicalName;
use crate::x509::oid;

/// A name in one of the forms of RFC 5280, 4.2.1.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName {
    Email(Vec<u8>),
    Dns(Vec<u8>),
    Directory(CanonicalName),
    Uri(Vec<u8>),
    /// An address of 4 or 16 bytes. In a constraint the mask follows it.
    Ip(Vec<u8>),
    /// A form that is not compared here, by its tag.
    Other(u8),
}

impl GeneralName {
    /// The name in an element with this tag and content.
    pub(super) fn from_element(tag: u8, content: &[u8]) -> DerResult<Self> {
        Ok(match tag {
            0x81 => Self::Email(content.to_vec()),
            0x82 => Self::Dns(content.to_vec()),
            0x86 => Self::Uri(content.to_vec()),
            0x87 => Self::Ip(content.to_vec()),
            0xa4 => Self::Directory(CanonicalName::from_der(content)?),
            0xa0 | 0xa3 | 0xa5 | 0x88 => Self::Other(tag),
            _ => return Err(Malformed),
        })
    }

    /// A sequence of names, such as subjectAltName.
    pub(super) fn list_from_der(der: &[u8]) -> DerResult<Vec<Self>> {
        Self::read_all(&mut Elements::in_bytes(der).constructed(SEQUENCE)?)
    }

    /// Reads names up to the end.
    pub(super) fn read_all(elements: &mut Elements) -> DerResult<Vec<Self>> {
        let mut names = Vec::new();
        while !elements.is_empty() {
            let (tag, content) = elements.next()?;
            names.push(Self::from_element(tag, content)?);
        }
        Ok(names)
    }
}

/// An attribute of a subject: the type of its string, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) tag: u8,
    pub(crate) value: Vec<u8>,
}

/// The attributes of a subject that are names of hosts or people, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct SubjectAttributes {
    pub(super) common_names: Vec<Attribute>,
    pub(super) emails: Vec<Attribute>,
}

impl SubjectAttributes {
    /// Reads them from a DER name.
    pub(super) fn from_der(name: &[u8]) -> DerResult<Self> {
        let mut attributes = Self::default();
        let mut rdns = Elements::in_bytes(name).constructed(SEQUENCE)?;
        while !rdns.is_empty() {
            let mut rdn = rdns.constructed(SET)?;
            while !rdn.is_empty() {
                attributes.read(rdn.constructed(SEQUENCE)?)?;
            }
        }
        Ok(attributes)
    }

    fn read(&mut self, mut entry: Elements) -> DerResult<()> {
        let (_, kind) = entry.next()?;
        let (tag, value) = entry.next()?;
        let attribute = Attribute { tag, value: value.to_vec() };
        match kind {
            oid::COMMON_NAME => self.common_names.push(attribute),
            oid::EMAIL_ADDRESS => self.emails.push(attribute),
            _ => {}
        }
        Ok(())
    }
}

/// All names that a certificate certifies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CertificateNames<'a> {
    pub(super) subject: &'a CanonicalName,
    /// subjectAltName, in order.
    pub(crate) alternative: &'a [GeneralName],
    pub(crate) common_names: &'a [Attribute],
    pub(super) emails: &'a [Attribute],
}

impl CertificateNames<'_> {
    /// The DNS names and addresses, or without them the first common name.
    pub(crate) fn shown(&self) -> Vec<String> {
        let shown: Vec<String> = self.alternative.iter().filter_map(shown).collect();
        if !shown.is_empty() {
            return shown;
        }
        self.common_names.iter().take(1).map(|name| lossy(&name.value)).collect()
    }
}

fn shown(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::Dns(name) => Some(lossy(name)),
        GeneralName::Ip(bytes) => shown_address(bytes),
        _ => None,
    }
}

fn lossy(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// An address in the usual form, if it has one of the two lengths.
fn shown_address(bytes: &[u8]) -> Option<String> {
    let v4 = || <[u8; 4]>::try_from(bytes).ok().map(|bytes| Ipv4Addr::from(bytes).to_string());
    v4().or_else(|| <[u8; 16]>::try_from(bytes).ok().map(|bytes| Ipv6Addr::from(bytes).to_string()))
}
