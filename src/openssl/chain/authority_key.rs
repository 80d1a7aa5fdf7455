//! authorityKeyIdentifier (RFC 5280, 4.2.1.1), which certificates and revocation lists have.

use std::borrow::Cow;

use crate::x509::der::{DerResult, Elements, INTEGER, OCTET_STRING, SEQUENCE};
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
        let key = body.optional(0x80, OCTET_STRING)?.map(Cow::into_owned);
        let names = body.optional_list(0xa1)?.map(GeneralName::read_all).transpose()?;
        let serial = body.optional(0x82, INTEGER)?.map(Cow::into_owned);
        body.end()?;
        let issuer = names.and_then(|names| GeneralName::first_directory(&names).cloned());
        Ok(Self { key, issuer, serial })
    }
}
