//! Whether a server proved that it has its certificate's key: the signature of `CertificateVerify` (RFC 8446,
//! 4.4.3) or `ServerKeyExchange` (RFC 5246, 7.4.3), over the bare key, so that certificates count that other
//! libraries refuse.

use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use sha2::Digest as _;

use crate::asn1::{BIT_STRING, Elements, Malformed, SEQUENCE};
use crate::certificate::Signature;
use crate::signature::p521_prehash;

/// The content of an `AlgorithmIdentifier` for RSA keys (RFC 3279, 2.3.1).
const RSA_ENCRYPTION: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 0x05, 0];
/// The object identifier of keys for RSA-PSS alone (RFC 4055, 3.1).
const RSA_PSS: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const P521: &[u8] = &[0x06, 0x05, 0x2b, 0x81, 0x04, 0, 0x23];

/// The bits that ring takes of an RSA key.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// Verifies a handshake's signature with the key of `certificate`.
pub(super) fn verify(
    algorithms: &WebPkiSupportedAlgorithms,
    certificate: &[u8],
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
) -> Signature {
    let Ok((algorithm, key)) = public_key(certificate) else { return Signature::Unknown };
    if algorithm.ends_with(P521) {
        let digest = match scheme {
            SignatureScheme::ECDSA_NISTP521_SHA512 => sha2::Sha512::digest(message).to_vec(),
            SignatureScheme::ECDSA_NISTP384_SHA384 => sha2::Sha384::digest(message).to_vec(),
            SignatureScheme::ECDSA_NISTP256_SHA256 => sha2::Sha256::digest(message).to_vec(),
            _ => return Signature::Unknown,
        };
        return p521_prehash(key, &digest, signature);
    }
    let is_rsa = algorithm == RSA_ENCRYPTION || algorithm.starts_with(RSA_PSS);
    if is_rsa && !modulus_bytes(key).is_some_and(|length| RSA_BYTES.contains(&length)) {
        return Signature::Unknown;
    }
    let algorithm = if is_rsa { RSA_ENCRYPTION } else { algorithm };
    let scheme = plain_scheme(scheme);
    let of_scheme = algorithms.mapping.iter().find(|(known, _)| *known == scheme).map(|(_, found)| *found);
    let fitting = of_scheme.unwrap_or_default().iter();
    let mut fitting = fitting.filter(|one| one.public_key_alg_id().as_ref() == algorithm).peekable();
    if fitting.peek().is_none() {
        return Signature::Unknown;
    }
    let verified = fitting.any(|one| one.verify_signature(key, message, signature).is_ok());
    if verified { Signature::Valid } else { Signature::Invalid }
}

/// Keys for RSA-PSS alone sign under schemes of their own (`rsa_pss_pss_*`), in the same way.
fn plain_scheme(scheme: SignatureScheme) -> SignatureScheme {
    match u16::from(scheme) {
        0x0809 => SignatureScheme::RSA_PSS_SHA256,
        0x080a => SignatureScheme::RSA_PSS_SHA384,
        0x080b => SignatureScheme::RSA_PSS_SHA512,
        _ => scheme,
    }
}

/// The content of the key's algorithm identifier, and the key.
fn public_key(certificate: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let mut tbs = Elements::of(certificate).constructed(SEQUENCE)?.constructed(SEQUENCE)?;
    if tbs.peek() == Some(0xa0) {
        tbs.next()?;
    }
    // Serial number, signature algorithm, issuer, validity, subject.
    for _ in 0..5 {
        tbs.next()?;
    }
    let mut spki = tbs.constructed(SEQUENCE)?;
    let (_, algorithm) = spki.next()?;
    match spki.next()? {
        (BIT_STRING, [0, key @ ..]) => Ok((algorithm, key)),
        _ => Err(Malformed),
    }
}

fn modulus_bytes(key: &[u8]) -> Option<usize> {
    let (_, modulus) = Elements::of(key).constructed(SEQUENCE).ok()?.next().ok()?;
    Some(modulus.iter().skip_while(|byte| **byte == 0).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::BUNDLED;

    #[test]
    fn the_key_of_a_certificate_is_found() {
        let (algorithm, key) = public_key(BUNDLED[0].1).expect("a key");
        assert_eq!(algorithm, RSA_ENCRYPTION);
        assert_eq!(modulus_bytes(key), Some(256));
    }
}
