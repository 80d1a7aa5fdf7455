//! The trust settings of a `TRUSTED CERTIFICATE`, as far as they are about TLS servers: `obj_trust` in
//! `crypto/x509/x509_trust.c`.

use crate::openssl::d2i::TrustFields;
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
        let TrustFields { trusted, rejected } = TrustFields::read(der).unwrap_or_default();
        match (trusted, rejected) {
            (_, Some(rejected)) if includes_servers(&rejected) => Self::Rejected,
            (Some(trusted), _) if includes_servers(&trusted) => Self::Trusted,
            (Some(_), _) => Self::Rejected,
            (None, _) => Self::Silent,
        }
    }
}

/// Whether TLS servers are among these uses.
fn includes_servers(uses: &[Vec<u8>]) -> bool {
    uses.iter().any(|purpose| matches!(purpose.as_slice(), oid::SERVER_AUTH | oid::ANY_EXTENDED_KEY_USAGE))
}
