//! Whether one certificate signed another, or a revocation list: with ring, and for the
//! ECDSA that ring lacks with the crates of its curves.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use sha2::Digest as _;
use x509_parser::asn1_rs::BitString;
use x509_parser::error::X509Error;
use x509_parser::prelude::{CertificateRevocationList, FromDer, SubjectPublicKeyInfo, X509Certificate};
use x509_parser::x509::AlgorithmIdentifier;

use crate::certificate::Signature;

/// The three curves have types of their own and nothing but their names in common.
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

/// Whether `issuer`'s key made `subject`'s signature.
pub(crate) fn of_certificate(subject: &X509Certificate, issuer: &SubjectPublicKeyInfo) -> Signature {
    // `X509_verify` in `crypto/x509/x_all.c`: what is signed must name the algorithm too.
    if subject.signature_algorithm != subject.tbs_certificate.signature {
        return Signature::Invalid;
    }
    verify(issuer, &subject.signature_algorithm, &subject.signature_value, subject.tbs_certificate.as_ref())
}

/// The same for certificates in DER.
pub(crate) fn of_der(subject: &[u8], issuer: &[u8]) -> Signature {
    match (X509Certificate::from_der(subject), X509Certificate::from_der(issuer)) {
        (Ok((_, subject)), Ok((_, issuer))) => of_certificate(&subject, issuer.public_key()),
        _ => Signature::Unknown,
    }
}

/// The same for a revocation list.
pub(crate) fn of_list(list: &[u8], issuer: &[u8]) -> Signature {
    match (CertificateRevocationList::from_der(list), X509Certificate::from_der(issuer)) {
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
    match x509_parser::verify::verify_signature(key, algorithm, signature, message) {
        Ok(()) => Signature::Valid,
        Err(X509Error::SignatureVerificationError) if !beyond_ring(key) => Signature::Invalid,
        Err(_) => beside_ring(key, algorithm, &signature.data, message),
    }
}

/// RSA keys of which ring says no more than that it does not take them.
fn beyond_ring(key: &SubjectPublicKeyInfo) -> bool {
    use x509_parser::public_key::PublicKey;
    match key.parsed() {
        Ok(PublicKey::RSA(rsa)) => !(2048..=8192).contains(&rsa.key_size()),
        _ => false,
    }
}

/// ECDSA with a curve or a digest that ring does not offer together (RFC 5758, 3.2).
fn beside_ring(
    key: &SubjectPublicKeyInfo,
    algorithm: &AlgorithmIdentifier,
    signature: &[u8],
    message: &[u8],
) -> Signature {
    let digest = match algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.10045.4.1" => sha1::Sha1::digest(message).to_vec(),
        "1.2.840.10045.4.3.1" => sha2::Sha224::digest(message).to_vec(),
        "1.2.840.10045.4.3.2" => sha2::Sha256::digest(message).to_vec(),
        "1.2.840.10045.4.3.3" => sha2::Sha384::digest(message).to_vec(),
        "1.2.840.10045.4.3.4" => sha2::Sha512::digest(message).to_vec(),
        _ => return Signature::Unknown,
    };
    let curve = key.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
    let point = &key.subject_public_key.data;
    match curve.map(|curve| curve.to_id_string()).as_deref() {
        Some("1.2.840.10045.3.1.7") => ecdsa!(p256, point, &digest, signature),
        Some("1.3.132.0.34") => ecdsa!(p384, point, &digest, signature),
        Some("1.3.132.0.35") => ecdsa!(p521, point, &digest, signature),
        _ => Signature::Unknown,
    }
}

/// Whether a key on P-521, an uncompressed or compressed point, made a DER signature of this digest.
pub(crate) fn p521_prehash(point: &[u8], digest: &[u8], signature: &[u8]) -> Signature {
    ecdsa!(p521, point, digest, signature)
}
