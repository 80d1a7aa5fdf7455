//! Channel binding: whether SCRAM also proves that both ends are of one TLS connection (`channel_binding`).

use crate::x509::signature::{HashKind, certificate_digest};

/// The value of `channel_binding`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ChannelBindingMode {
    /// Never.
    Disable,
    /// If the server offers it.
    #[default]
    Prefer,
    /// The connection fails without it.
    Require,
}

impl ChannelBindingMode {
    /// Reads a value as `pqConnectOptions2` does.
    ///
    /// # Errors
    /// libpq's words, without the value.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        match text {
            "disable" => Ok(Self::Disable),
            "prefer" => Ok(Self::Prefer),
            "require" => Ok(Self::Require),
            _ => Err("invalid channel_binding value".into()),
        }
    }
}

/// The data of `tls-server-end-point` for this certificate (RFC 5929, 4.1, and `pgtls_get_peer_certificate_hash`). None
/// if its signature names no digest, as that of Ed25519 does not.
pub(crate) fn end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let digest = match certificate_digest(certificate)? {
        HashKind::Md5 | HashKind::Sha1 => HashKind::Sha256,
        other => other,
    };
    Some(digest.digest(certificate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_values_exist() {
        assert_eq!(ChannelBindingMode::read("require"), Ok(ChannelBindingMode::Require));
        for text in ["", "Require", "on"] {
            assert!(ChannelBindingMode::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_data_is_the_digest_of_the_certificates_signature() {
        let root = include_bytes!("../../certs/DigiCertGlobalRootG2.crt");
        assert_eq!(end_point(root), Some(HashKind::Sha256.digest(root)), "SHA-256 with RSA");
        let older = include_bytes!("../../certs/DigiCertGlobalRootCA.crt");
        assert_eq!(end_point(older), Some(HashKind::Sha256.digest(older)), "SHA-1 with RSA");
        assert_eq!(end_point(b"nothing"), None);
    }
}
