//! The names in a certificate, as bytes: subjectAltName (RFC 5280, 4.2.1.6) and the attributes of the subject.

use std::borrow::Cow;
use std::net::IpAddr;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::x509::der::{
    BMP_STRING, CONSTRUCTED, DerResult, Elements, Malformed, OBJECT, OCTET_STRING, SEQUENCE, SET,
    UNIVERSAL_STRING, UTF8_STRING, any_is_valid, joined,
};
use crate::x509::name::{CanonicalName, attribute_value};
use crate::x509::oid;

/// The address in an iPAddress. None for one of another length (RFC 5280, 4.2.1.6).
pub(crate) fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// A name in one of the forms of RFC 5280, 4.2.1.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName {
    Email(Vec<u8>),
    Dns(Vec<u8>),
    Directory(CanonicalName),
    Uri(Vec<u8>),
    /// An address of 4 or 16 bytes. In a constraint the mask follows it.
    Ip(Vec<u8>),
    /// otherName: the kind, and the type and content of the value.
    Typed(Vec<u8>, u8, Vec<u8>),
    /// A form that no constraint is compared with, by its tag, and its content.
    Uncompared(u8, Vec<u8>),
}

impl GeneralName {
    /// The name that is the next element (`GENERAL_NAME` in `crypto/x509/v3_genn.c`).
    pub(super) fn read(elements: &mut Elements) -> DerResult<Self> {
        let tag = elements.peek().ok_or(Malformed)?;
        let mut text = |kind| elements.implicit(tag, kind).map(Cow::into_owned);
        Ok(match tag & !CONSTRUCTED {
            0x81 => Self::Email(text(IA5_STRING)?),
            0x82 => Self::Dns(text(IA5_STRING)?),
            0x86 => Self::Uri(text(IA5_STRING)?),
            0x87 => Self::Ip(text(OCTET_STRING)?),
            0x88 => Self::Uncompared(0x88, text(OBJECT)?),
            0x80 => other_name(&mut elements.constructed(0xa0)?)?,
            0x83 => Self::Uncompared(0x83, elements.constructed(0xa3)?.rest().to_vec()),
            0x84 => Self::Directory(directory_name(&mut elements.constructed(0xa4)?)?),
            0x85 => Self::Uncompared(0x85, party_name(&mut elements.constructed(0xa5)?)?),
            _ => return Err(Malformed),
        })
    }

    /// A sequence of names, such as subjectAltName.
    pub(super) fn list_from_der(der: &[u8]) -> DerResult<Vec<Self>> {
        Self::read_all(Elements::in_bytes(der).list(SEQUENCE)?)
    }

    /// Reads names up to the end.
    pub(super) fn read_all(mut elements: Elements) -> DerResult<Vec<Self>> {
        let mut names = Vec::new();
        while !elements.is_empty() {
            names.push(Self::read(&mut elements)?);
        }
        Ok(names)
    }

    /// The first of them that is a distinguished name.
    pub(super) fn first_directory(names: &[Self]) -> Option<&CanonicalName> {
        names.iter().find_map(Self::directory)
    }

    pub(super) fn directory(&self) -> Option<&CanonicalName> {
        match self {
            Self::Directory(name) => Some(name),
            _ => None,
        }
    }
}

const IA5_STRING: u8 = 0x16;

fn other_name(body: &mut Elements) -> DerResult<GeneralName> {
    let kind = body.content(OBJECT)?.into_owned();
    let mut explicit = body.constructed(0xa0)?;
    let (tag, value) = explicit.next()?;
    any_is_valid(tag, value)?;
    let value = joined(tag, value)?.into_owned();
    explicit.end()?;
    body.end()?;
    Ok(GeneralName::Typed(kind, tag & !CONSTRUCTED, value))
}

fn directory_name(explicit: &mut Elements) -> DerResult<CanonicalName> {
    let name = CanonicalName::read(explicit)?;
    explicit.end()?;
    Ok(name)
}

/// ediPartyName.
fn party_name(body: &mut Elements) -> DerResult<Vec<u8>> {
    let whole = body.rest().to_vec();
    if body.peek() == Some(0xa0) {
        directory_string(&mut body.constructed(0xa0)?)?;
    }
    directory_string(&mut body.constructed(0xa1)?)?;
    body.end()?;
    Ok(whole)
}

/// One of the types of `B_ASN1_DIRECTORYSTRING` in OpenSSL's `asn1.h`.
fn directory_string(explicit: &mut Elements) -> DerResult<()> {
    let tag = explicit.peek().ok_or(Malformed)? & !CONSTRUCTED;
    if !matches!(tag, UTF8_STRING | 19 | 20 | UNIVERSAL_STRING | BMP_STRING) {
        return Err(Malformed);
    }
    explicit.primitive(tag)?;
    explicit.end()
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
        let mut rdns = Elements::in_bytes(name).list(SEQUENCE)?;
        while !rdns.is_empty() {
            let mut rdn = rdns.list(SET)?;
            while !rdn.is_empty() {
                attributes.read(rdn.constructed(SEQUENCE)?)?;
            }
        }
        Ok(attributes)
    }

    fn read(&mut self, mut entry: Elements) -> DerResult<()> {
        let kind = entry.content(OBJECT)?;
        let (tag, value) = attribute_value(&mut entry)?;
        let attribute = Attribute { tag, value: value.into_owned() };
        match kind.as_ref() {
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
