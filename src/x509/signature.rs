//! Whether a certificate's key signed another certificate or a revocation list. ring verifies the signature; the crates
//! of the curves verify the ECDSA that ring does not offer.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use sha2::Digest as _;
use x509_parser::asn1_rs::{BitString, Oid};
use x509_parser::error::X509Error;
use x509_parser::prelude::{CertificateRevocationList, FromDer, SubjectPublicKeyInfo, X509Certificate};
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::AlgorithmIdentifier;

use crate::x509::der::{DerResult, Elements, SEQUENCE};
use crate::x509::oid;

/// What is known of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It verifies.
    Valid,
    /// It does not.
    Invalid,
    /// Its algorithm cannot be verified here.
    Unknown,
}

/// The crates of the curves have no common type, only the same names.
macro_rules! ecdsa {
    ($curve:ident, $point:expr, $digest:expr, $signature:expr) => {{
        use $curve::ecdsa::{DerSignature, VerifyingKey};
        match (VerifyingKey::from_sec1_bytes($point), DerSignature::from_bytes($signature)) {
            (Err(_), _) => Signature::Unknown,
            (_, Err(_)) => Signature::Invalid,
            (Ok(key), Ok(signature)) => match $curve::ecdsa::Signature::try_from(signature) {
                Ok(signature) if key.verify_prehash($digest, &signature).is_ok() => Signature::Valid,
                _ => Signature::Invalid,
            },
        }
    }};
}

/// Whether `issuer`'s key made the signature of a certificate that is already parsed.
pub(crate) fn verify_parsed(subject: &X509Certificate, issuer: &SubjectPublicKeyInfo) -> Signature {
    // `X509_verify` in `crypto/x509/x_all.c`: the signed part must name the same algorithm.
    if subject.signature_algorithm != subject.tbs_certificate.signature {
        return Signature::Invalid;
    }
    verify(issuer, &subject.signature_algorithm, &subject.signature_value, subject.tbs_certificate.as_ref())
}

/// Whether the key of the DER certificate `issuer` made the signature of `subject`.
pub(crate) fn verify_certificate(subject: &[u8], issuer: &[u8]) -> Signature {
    match (X509Certificate::from_der(subject), X509Certificate::from_der(issuer)) {
        (Ok((_, subject)), Ok((_, issuer))) => verify_parsed(&subject, issuer.public_key()),
        _ => Signature::Unknown,
    }
}

/// The same for a DER revocation list.
pub(crate) fn verify_list(list: &[u8], issuer: &[u8]) -> Signature {
    match (CertificateRevocationList::from_der(list), X509Certificate::from_der(issuer)) {
        // `def_crl_verify` in `crypto/x509/x_crl.c`: the same rule as for certificates.
        (Ok((_, list)), Ok(_)) if list.signature_algorithm != list.tbs_cert_list.signature => {
            Signature::Invalid
        }
        (Ok((_, list)), Ok((_, issuer))) => {
            let tbs = list.tbs_cert_list.as_ref();
            verify(issuer.public_key(), &list.signature_algorithm, &list.signature_value, tbs)
        }
        _ => Signature::Unknown,
    }
}

fn verify(
    key: &SubjectPublicKeyInfo,
    algorithm: &AlgorithmIdentifier,
    signature: &BitString,
    message: &[u8],
) -> Signature {
    if algorithm.algorithm.as_bytes() == oid::RSA_PSS && !pss_is_plain(key, algorithm) {
        return Signature::Unknown;
    }
    match x509_parser::verify::verify_signature(key, algorithm, signature, message) {
        Ok(()) => Signature::Valid,
        Err(X509Error::SignatureVerificationError) if ring_accepts(key) => Signature::Invalid,
        Err(_) => verify_ecdsa(key, algorithm, &signature.data, message),
    }
}

/// Whether ring reads the key. For any other key it only reports that the signature does not verify.
fn ring_accepts(key: &SubjectPublicKeyInfo) -> bool {
    match key.algorithm.algorithm.as_bytes() {
        oid::EC => is_uncompressed(&key.subject_public_key.data),
        oid::RSA | oid::RSA_PSS => ring_accepts_rsa(&key.subject_public_key.data),
        _ => true,
    }
}

/// Whether the point has both coordinates (SEC 1, 2.3.3). ring does not read compressed points.
pub(crate) fn is_uncompressed(point: &[u8]) -> bool {
    point.starts_with(&[4])
}

/// Whether ring accepts this RSA key: a modulus of 2048 to 8192 bits, rounded up to bytes, and an exponent of at most
/// 33 bits.
pub(crate) fn ring_accepts_rsa(key: &[u8]) -> bool {
    const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;
    const EXPONENT_BYTES: usize = 4;
    let length = |number: &[u8]| number.iter().skip_while(|byte| **byte == 0).count();
    let read = || {
        let mut body = Elements::in_bytes(key).constructed(SEQUENCE)?;
        let (modulus, exponent) = (body.next()?.1, body.next()?.1);
        DerResult::Ok(MODULUS_BYTES.contains(&length(modulus)) && length(exponent) <= EXPONENT_BYTES)
    };
    read().unwrap_or(false)
}

/// Whether a PSS signature has the parameters that ring assumes: one digest, and a salt as long as its value. ring
/// does not read the parameters, but OpenSSL enforces them, and those of the key.
fn pss_is_plain(key: &SubjectPublicKeyInfo, algorithm: &AlgorithmIdentifier) -> bool {
    let Some((digest, salt)) = pss_parameters(algorithm) else { return false };
    let usual = match digest.as_slice() {
        oid::SHA256 => 32,
        oid::SHA384 => 48,
        oid::SHA512 => 64,
        _ => return false,
    };
    let restricted = key.algorithm.algorithm.as_bytes() == oid::RSA_PSS && key.algorithm.parameters.is_some();
    let restrictions = || pss_parameters(&key.algorithm);
    salt == usual
        && (!restricted || restrictions().is_some_and(|(own, least)| own == digest && least <= salt))
}

/// The digest and the length of the salt, if the mask is made with the same digest.
fn pss_parameters(algorithm: &AlgorithmIdentifier) -> Option<(Vec<u8>, u32)> {
    let parameters = RsaSsaPssParams::try_from(algorithm.parameters.as_ref()?).ok()?;
    let mask = parameters.mask_gen_algorithm().ok()?.hash;
    let digest = parameters.hash_algorithm_oid();
    (mask == *digest && parameters.trailer_field() == 1)
        .then(|| (digest.as_bytes().to_vec(), parameters.salt_length()))
}

/// Verifies ECDSA with a curve, a digest or a form of key that ring does not offer.
fn verify_ecdsa(
    key: &SubjectPublicKeyInfo,
    algorithm: &AlgorithmIdentifier,
    signature: &[u8],
    message: &[u8],
) -> Signature {
    let digest = match algorithm.algorithm.as_bytes().strip_prefix(oid::ECDSA) {
        Some([1]) => sha1::Sha1::digest(message).to_vec(),
        Some([3, 1]) => sha2::Sha224::digest(message).to_vec(),
        Some([3, 2]) => sha2::Sha256::digest(message).to_vec(),
        Some([3, 3]) => sha2::Sha384::digest(message).to_vec(),
        Some([3, 4]) => sha2::Sha512::digest(message).to_vec(),
        _ => return Signature::Unknown,
    };
    let curve = key.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
    let curve = match curve.as_ref().map(Oid::as_bytes) {
        Some(oid::P256) => Curve::P256,
        Some(oid::P384) => Curve::P384,
        Some(oid::P521) => Curve::P521,
        _ => return Signature::Unknown,
    };
    ecdsa(curve, &key.subject_public_key.data, &digest, signature)
}

/// A curve whose signatures can be verified here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

/// Whether the key, a compressed or uncompressed point on the curve, made a DER signature of this digest.
pub(crate) fn ecdsa(curve: Curve, point: &[u8], digest: &[u8], signature: &[u8]) -> Signature {
    match curve {
        Curve::P256 => ecdsa!(p256, point, digest, signature),
        Curve::P384 => ecdsa!(p384, point, digest, signature),
        Curve::P521 => ecdsa!(p521, point, digest, signature),
    }
}
