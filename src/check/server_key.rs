//! What OpenSSL has against a server's own key once the chain is verified (`tls_post_process_server_certificate` and
//! `ssl3_check_cert_and_algorithm` in `ssl/statem/statem_clnt.c`).

use crate::libpq::sslmode::TlsVersion;
use crate::openssl::chain::Profile;
use crate::x509::signature::{KeyInfo, PublicKey, PublicKeyFault};

/// OpenSSL's reason to refuse the key of this certificate under this version and suite.
pub(super) fn refusal(leaf: &[u8], version: TlsVersion, suite: &str) -> Option<&'static str> {
    // In TLS 1.3 the suite says nothing about the key.
    let by_suite = || if version == TlsVersion::V1_3 { None } else { refusal_by_suite(leaf, suite) };
    unusable(leaf).or_else(by_suite)
}

/// OpenSSL's reason to use a certificate with this key for no handshake at all.
pub(super) fn unusable(leaf: &[u8]) -> Option<&'static str> {
    let info = KeyInfo::in_certificate(leaf).ok()?;
    matches!(info.decode(), Ok(PublicKey::Agreement)).then_some("unknown certificate type")
}

/// Whether OpenSSL fails to decode the key. That is its first complaint, whatever else is wrong (`X509_get0_pubkey`).
pub(super) fn is_undecodable(leaf: &[u8]) -> bool {
    let key = KeyInfo::in_certificate(leaf).map(|info| info.decode().err());
    key == Ok(Some(PublicKeyFault::Undecodable))
}

fn refusal_by_suite(leaf: &[u8], suite: &str) -> Option<&'static str> {
    let info = KeyInfo::in_certificate(leaf).ok()?;
    let key = info.decode().ok()?;
    let is_rsa = matches!(key, PublicKey::Rsa(_) | PublicKey::RsaPss(..));
    let is_curve = matches!(key, PublicKey::Ec(..) | PublicKey::Ed25519(_) | PublicKey::Ed448(_));
    let wants_curve = suite.contains("_ECDSA_");
    if if wants_curve { !is_curve } else { !is_rsa } {
        return Some("wrong certificate type");
    }
    if suite.starts_with("TLS_RSA_") && matches!(key, PublicKey::RsaPss(..)) {
        return Some("missing rsa encrypting cert");
    }
    let may_sign = Profile::from_der(leaf).is_none_or(|profile| profile.may_sign_handshakes());
    (wants_curve && !may_sign).then_some("ecc cert not for signing")
}
