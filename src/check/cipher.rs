//! A cipher suite taken apart: key exchange, authentication, cipher, MAC (RFC 5246, A.5; RFC 8446, B.4).

use crate::libpq::capture::Handshake;
use crate::libpq::sslmode::TlsVersion;

/// The parts of a handshake's cryptography.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cryptography {
    pub(crate) key_exchange: String,
    pub(crate) authentication: String,
    pub(crate) cipher: String,
    pub(crate) mac: String,
}

impl Cryptography {
    /// The cryptography that a handshake agreed on.
    pub(crate) fn from_handshake(handshake: &Handshake) -> Self {
        let name = handshake.cipher_suite.strip_prefix("TLS_").unwrap_or(&handshake.cipher_suite);
        let group = handshake.group.as_deref().map_or_else(String::new, |group| format!(" over {group}"));
        let scheme =
            handshake.signature_scheme.as_deref().map_or_else(String::new, |scheme| format!(", {scheme}"));
        let (agreement, rest) = name.split_once("_WITH_").unwrap_or(("", name));
        let (cipher, digest) = rest.rsplit_once('_').unwrap_or((rest, ""));
        let (exchange, authentication) = agreement.split_once('_').unwrap_or((agreement, agreement));
        let forward = |secret: bool| if secret { "forward secrecy" } else { "NO forward secrecy" };
        let key_exchange = if handshake.version == TlsVersion::V1_3 {
            format!("(EC)DHE{group}: forward secrecy")
        } else {
            format!("{exchange}{group}: {}", forward(exchange.ends_with("DHE")))
        };
        let authentication = if handshake.version == TlsVersion::V1_3 {
            format!("the certificate's key{scheme}")
        } else {
            format!("{authentication}{scheme}")
        };
        let authenticated = ["GCM", "CCM", "CCM_8", "POLY1305"].iter().any(|mode| cipher.ends_with(mode));
        let mac = if authenticated {
            format!("within the cipher (AEAD); keys derived with {digest}")
        } else {
            format!("HMAC with {digest}")
        };
        Self { key_exchange, authentication, cipher: cipher.replace('_', "-"), mac }
    }
}
