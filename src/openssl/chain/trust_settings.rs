//! The trust settings of a `TRUSTED CERTIFICATE`, as far as they are about TLS servers: `obj_trust` in
//! `crypto/x509/x509_trust.c`.

use crate::x509::der::{DerResult, Elements, SEQUENCE};
use crate::x509::oid;

/// How a certificate in the store is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrustSettings {
    /// There are none for servers. It is trusted if it is self-signed.
    Silent,
    Trusted,
    Rejected,
}

impl TrustSettings {
    /// Reads an `X509_CERT_AUX`; `der` is empty for a certificate without settings.
    pub(super) fn from_der(der: &[u8]) -> Self {
        if der.is_empty() { Self::Silent } else { Self::read(der).unwrap_or(Self::Silent) }
    }

    /// The trusted uses, and in `[0]` the rejected ones.
    fn read(der: &[u8]) -> DerResult<Self> {
        let mut body = Elements::in_bytes(der).constructed(SEQUENCE)?;
        let trusted = body.optional_constructed(SEQUENCE)?.map(includes_servers).transpose()?;
        let rejected = body.optional_constructed(0xa0)?.map(includes_servers).transpose()?;
        Ok(match (trusted, rejected) {
            (_, Some(true)) | (Some(false), _) => Self::Rejected,
            (Some(true), _) => Self::Trusted,
            (None, _) => Self::Silent,
        })
    }
}

/// Whether TLS servers are among these uses.
fn includes_servers(mut uses: Elements) -> DerResult<bool> {
    let mut found = false;
    while !uses.is_empty() {
        found |= matches!(uses.next()?.1, oid::SERVER_AUTH | oid::ANY_EXTENDED_KEY_USAGE);
    }
    Ok(found)
}
