//! Whether one certificate signed another, or a revocation list: with ring, and for the curve that ring lacks
//! with p521.

use p521::ecdsa::signature::hazmat::PrehashVerifier as _;
use sha2::Digest as _;
use x509_parser::asn1_rs::BitString;
use x509_parser::error::X509Error;
use x509_parser::prelude::{CertificateRevocationList, FromDer, SubjectPublicKeyInfo, X509Certificate};
use x509_parser::x509::AlgorithmIdentifier;

use crate::certificate::Signature;

const P521: &str = "1.3.132.0.35";

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
    let curve = key.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
    if curve.is_some_and(|curve| curve.to_id_string() == P521) {
        return with_p521(key, algorithm, signature, message);
    }
    match x509_parser::verify::verify_signature(key, algorithm, signature, message) {
        Ok(()) => Signature::Valid,
        Err(X509Error::SignatureVerificationError) if !beyond_ring(key) => Signature::Invalid,
        Err(_) => Signature::Unknown,
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

fn with_p521(
    key: &SubjectPublicKeyInfo,
    algorithm: &AlgorithmIdentifier,
    signature: &BitString,
    message: &[u8],
) -> Signature {
    let digest = match algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.10045.4.3.2" => sha2::Sha256::digest(message).to_vec(),
        "1.2.840.10045.4.3.3" => sha2::Sha384::digest(message).to_vec(),
        "1.2.840.10045.4.3.4" => sha2::Sha512::digest(message).to_vec(),
        _ => return Signature::Unknown,
    };
    p521_prehash(&key.subject_public_key.data, &digest, &signature.data)
}

/// Whether a key on P-521, an uncompressed or compressed point, made a DER signature of this digest.
pub(crate) fn p521_prehash(key: &[u8], digest: &[u8], signature: &[u8]) -> Signature {
    let Ok(key) = p521::ecdsa::VerifyingKey::from_sec1_bytes(key) else { return Signature::Unknown };
    let Ok(signature) =
        p521::ecdsa::DerSignature::from_bytes(signature).and_then(p521::ecdsa::Signature::try_from)
    else {
        return Signature::Invalid;
    };
    match key.verify_prehash(digest, &signature) {
        Ok(()) => Signature::Valid,
        Err(_) => Signature::Invalid,
    }
}
