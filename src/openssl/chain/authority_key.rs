//! authorityKeyIdentifier (RFC 5280, 4.2.1.1), which certificates and revocation lists have.

use crate::x509::der::{DerResult, Elements, Malformed, SEQUENCE};
use crate::x509::name::CanonicalName;

use super::names::GeneralName;

/// The key and the certificate that a signature claims to be made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AuthorityKeyIdentifier {
    pub(super) key: Option<Vec<u8>>,
    pub(super) issuer: Option<CanonicalName>,
    pub(super) serial: Option<Vec<u8>>,
}

impl AuthorityKeyIdentifier {
    pub(super) fn from_der(value: &[u8]) -> DerResult<Self> {
        let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
        let mut identifier = Self::default();
        while !body.is_empty() {
            match body.next()? {
                (0x80, key) => identifier.key = Some(key.to_vec()),
                (0xa1, names) => identifier.issuer = first_directory_name(names)?,
                (0x82, serial) => identifier.serial = Some(serial.to_vec()),
                _ => return Err(Malformed),
            }
        }
        Ok(identifier)
    }
}

fn first_directory_name(names: &[u8]) -> DerResult<Option<CanonicalName>> {
    let names = GeneralName::read_all(&mut Elements::in_bytes(names))?;
    Ok(names.into_iter().find_map(|name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    }))
}
