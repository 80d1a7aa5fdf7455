//! The trust settings behind a certificate.

use crate::x509::der::{DerResult, Elements, OBJECT, OCTET_STRING, SEQUENCE, UTF8_STRING};

use super::parts::algorithm;

/// The uses that an `X509_CERT_AUX` names, each as the bytes of an object identifier. Only the two lists matter here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TrustFields {
    pub(crate) trusted: Option<Vec<Vec<u8>>>,
    pub(crate) rejected: Option<Vec<Vec<u8>>>,
}

impl TrustFields {
    /// The settings at the start of `der`, which is empty without any. Like `d2i_X509_AUX`, it ignores bytes behind them.
    pub(crate) fn read(der: &[u8]) -> DerResult<Self> {
        if der.is_empty() {
            return Ok(Self::default());
        }
        let mut body = Elements::in_bytes(der).constructed(SEQUENCE)?;
        let trusted = body.optional_list(SEQUENCE)?.map(uses).transpose()?;
        let rejected = body.optional_list(0xa0)?.map(uses).transpose()?;
        // The certificate's alias and the identifier of its key.
        body.optional(UTF8_STRING, UTF8_STRING)?;
        body.optional(OCTET_STRING, OCTET_STRING)?;
        let mut others = body.optional_list(0xa1)?.unwrap_or_else(|| Elements::in_bytes(&[]));
        while !others.is_empty() {
            algorithm(&mut others)?;
        }
        body.end()?;
        Ok(Self { trusted, rejected })
    }
}

fn uses(mut list: Elements) -> DerResult<Vec<Vec<u8>>> {
    let mut uses = Vec::new();
    while !list.is_empty() {
        uses.push(list.content(OBJECT)?.into_owned());
    }
    Ok(uses)
}
