//! Names of what protects a store, for messages.

use crate::x509::oid;

/// The name of an algorithm, or the identifier of one without a name here.
pub(super) fn name(algorithm: &[u8]) -> String {
    let name = match algorithm {
        oid::AES_128_GCM => "AES-128 in GCM mode",
        oid::AES_192_GCM => "AES-192 in GCM mode",
        oid::AES_256_GCM => "AES-256 in GCM mode",
        oid::DES_CBC => "DES",
        oid::RC2_CBC => "RC2 under PBES2",
        oid::PBE_SHA1_RC4_128 => "RC4 with 128 bits",
        oid::PBE_SHA1_RC4_40 => "RC4 with 40 bits",
        oid::PBE_SHA1_DOUBLE_DES => "DES with two keys",
        oid::PBE_SHA1_RC2_128 => "RC2 with 128 bits",
        oid::SCRYPT => "scrypt",
        oid::PBMAC1 => "PBMAC1",
        oid::HMAC_SHA224 => "PBKDF2 with HMAC-SHA224",
        oid::SHA224 => "HMAC-SHA224",
        oid::MD5 => "HMAC-MD5",
        oid::PKCS7_SIGNED_DATA => "a signature",
        oid::PKCS7_ENVELOPED_DATA => "a public key",
        _ => return format!("the algorithm {}", oid::dotted(algorithm)),
    };
    name.to_owned()
}
