//! Whether one certificate signed another, or a revocation list: with ring, and for the
//! ECDSA that ring lacks with the crates of its curves.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use sha2::Digest as _;
use x509_parser::asn1_rs::{BitString, Oid};
use x509_parser::error::X509Error;
use x509_parser::prelude::{CertificateRevocationList, FromDer, SubjectPublicKeyInfo, X509Certificate};
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::AlgorithmIdentifier;

use crate::x509::der::{Elements, Malformed, SEQUENCE};

/// What is known of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It verifies.
    Valid,
    /// It does not.
    Invalid,
    /// Its algorithm is none that can be verified here.
    Unknown,
}

/// Object identifiers by the content of their DER encoding.
pub(crate) mod oids {
    use x509_parser::asn1_rs::oid;

    /// The arc of PKCS#1.
    pub(crate) const PKCS1: &[u8] = &oid!(raw 1.2.840.113549.1.1);
    pub(crate) const RSA: &[u8] = &oid!(raw 1.2.840.113549.1.1.1);
    pub(crate) const RSA_PSS: &[u8] = &oid!(raw 1.2.840.113549.1.1.10);
    pub(crate) const EC: &[u8] = &oid!(raw 1.2.840.10045.2.1);
    /// The arc of ECDSA's signatures (RFC 5758, 3.2).
    pub(crate) const ECDSA: &[u8] = &oid!(raw 1.2.840.10045.4);
    pub(crate) const P256: &[u8] = &oid!(raw 1.2.840.10045.3.1.7);
    pub(crate) const P384: &[u8] = &oid!(raw 1.3.132.0.34);
    pub(crate) const P521: &[u8] = &oid!(raw 1.3.132.0.35);
    pub(crate) const SHA1: &[u8] = &oid!(raw 1.3.14.3.2.26);
    pub(crate) const SHA224: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.4);
    pub(crate) const SHA256: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.1);
    pub(crate) const SHA384: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.2);
    pub(crate) const SHA512: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.3);
}

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
        // `def_crl_verify` in `crypto/x509/x_crl.c`: as for certificates.
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
    if algorithm.algorithm.as_bytes() == oids::RSA_PSS && !pss_is_plain(key, algorithm) {
        return Signature::Unknown;
    }
    match x509_parser::verify::verify_signature(key, algorithm, signature, message) {
        Ok(()) => Signature::Valid,
        Err(X509Error::SignatureVerificationError) if ring_takes(key) => Signature::Invalid,
        Err(_) => beside_ring(key, algorithm, &signature.data, message),
    }
}

/// Whether ring reads the key: of others it says no more than that the signature does not verify.
fn ring_takes(key: &SubjectPublicKeyInfo) -> bool {
    match key.algorithm.algorithm.as_bytes() {
        oids::EC => is_uncompressed(&key.subject_public_key.data),
        oids::RSA | oids::RSA_PSS => ring_takes_rsa(&key.subject_public_key.data),
        _ => true,
    }
}

/// Whether a point stands there with both coordinates (SEC 1, 2.3.3): ring reads no other.
pub(crate) fn is_uncompressed(point: &[u8]) -> bool {
    point.starts_with(&[4])
}

/// Whether ring takes this RSA key: a modulus of 2048 to 8192 bits, rounded up to bytes, and an exponent of no more
/// than 33 bits.
pub(crate) fn ring_takes_rsa(key: &[u8]) -> bool {
    const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;
    const EXPONENT_BYTES: usize = 4;
    let length = |number: &[u8]| number.iter().skip_while(|byte| **byte == 0).count();
    let read = || {
        let mut body = Elements::in_bytes(key).constructed(SEQUENCE)?;
        let (modulus, exponent) = (body.next()?.1, body.next()?.1);
        Ok::<_, Malformed>(MODULUS_BYTES.contains(&length(modulus)) && length(exponent) <= EXPONENT_BYTES)
    };
    read().unwrap_or(false)
}

/// Whether a PSS signature has the parameters that ring knows: one digest for all, a salt as long as its value. It
/// does not read them, and OpenSSL holds the signature to them, and to those of the key.
fn pss_is_plain(key: &SubjectPublicKeyInfo, algorithm: &AlgorithmIdentifier) -> bool {
    let of = |algorithm: &AlgorithmIdentifier| {
        let parameters = RsaSsaPssParams::try_from(algorithm.parameters.as_ref()?).ok()?;
        let mask = parameters.mask_gen_algorithm().ok()?.hash;
        let digest = parameters.hash_algorithm_oid();
        (mask == *digest && parameters.trailer_field() == 1)
            .then(|| (digest.as_bytes().to_vec(), parameters.salt_length()))
    };
    let Some((digest, salt)) = of(algorithm) else { return false };
    let usual = match digest.as_slice() {
        oids::SHA256 => 32,
        oids::SHA384 => 48,
        oids::SHA512 => 64,
        _ => return false,
    };
    let restricted =
        key.algorithm.algorithm.as_bytes() == oids::RSA_PSS && key.algorithm.parameters.is_some();
    salt == usual
        && (!restricted || of(&key.algorithm).is_some_and(|(own, least)| own == digest && least <= salt))
}

/// ECDSA with a curve, a digest or a form of key that ring does not offer.
fn beside_ring(
    key: &SubjectPublicKeyInfo,
    algorithm: &AlgorithmIdentifier,
    signature: &[u8],
    message: &[u8],
) -> Signature {
    let digest = match algorithm.algorithm.as_bytes().strip_prefix(oids::ECDSA) {
        Some([1]) => sha1::Sha1::digest(message).to_vec(),
        Some([3, 1]) => sha2::Sha224::digest(message).to_vec(),
        Some([3, 2]) => sha2::Sha256::digest(message).to_vec(),
        Some([3, 3]) => sha2::Sha384::digest(message).to_vec(),
        Some([3, 4]) => sha2::Sha512::digest(message).to_vec(),
        _ => return Signature::Unknown,
    };
    let curve = key.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
    let curve = match curve.as_ref().map(Oid::as_bytes) {
        Some(oids::P256) => Curve::P256,
        Some(oids::P384) => Curve::P384,
        Some(oids::P521) => Curve::P521,
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

/// Whether a key on a curve, its point compressed or not, made a DER signature of this digest.
pub(crate) fn ecdsa(curve: Curve, point: &[u8], digest: &[u8], signature: &[u8]) -> Signature {
    match curve {
        Curve::P256 => ecdsa!(p256, point, digest, signature),
        Curve::P384 => ecdsa!(p384, point, digest, signature),
        Curve::P521 => ecdsa!(p521, point, digest, signature),
    }
}
