//! The digests that OpenSSL's default provider verifies signatures with.

use sha2::Digest as _;

use crate::x509::oid;

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashKind {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
}

impl HashKind {
    const ALL: [Self; 12] = [
        Self::Md5,
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha512_224,
        Self::Sha512_256,
        Self::Sha3_224,
        Self::Sha3_256,
        Self::Sha3_384,
        Self::Sha3_512,
    ];

    /// The digest with this object identifier.
    pub(crate) fn from_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.oid() == oid)
    }

    pub(crate) fn oid(self) -> &'static [u8] {
        match self {
            Self::Md5 => oid::MD5,
            Self::Sha1 => oid::SHA1,
            Self::Sha224 => oid::SHA224,
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
            Self::Sha512_224 => oid::SHA512_224,
            Self::Sha512_256 => oid::SHA512_256,
            Self::Sha3_224 => oid::SHA3_224,
            Self::Sha3_256 => oid::SHA3_256,
            Self::Sha3_384 => oid::SHA3_384,
            Self::Sha3_512 => oid::SHA3_512,
        }
    }

    pub(crate) fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(message).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(message).to_vec(),
            Self::Sha224 => sha2::Sha224::digest(message).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(message).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(message).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(message).to_vec(),
            Self::Sha512_224 => sha2::Sha512_224::digest(message).to_vec(),
            Self::Sha512_256 => sha2::Sha512_256::digest(message).to_vec(),
            Self::Sha3_224 => sha3::Sha3_224::digest(message).to_vec(),
            Self::Sha3_256 => sha3::Sha3_256::digest(message).to_vec(),
            Self::Sha3_384 => sha3::Sha3_384::digest(message).to_vec(),
            Self::Sha3_512 => sha3::Sha3_512::digest(message).to_vec(),
        }
    }

    /// Its bits of security as OpenSSL counts them (`x509_sig_info_init` and `rsa_sig_info_set`).
    pub(crate) fn strength(self) -> u32 {
        match self {
            Self::Md5 => 39,
            Self::Sha1 => 63,
            Self::Sha224 | Self::Sha512_224 | Self::Sha3_224 => 112,
            Self::Sha256 | Self::Sha512_256 | Self::Sha3_256 => 128,
            Self::Sha384 | Self::Sha3_384 => 192,
            Self::Sha512 | Self::Sha3_512 => 256,
        }
    }

    /// Its name, for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha512_224 => "SHA-512/224",
            Self::Sha512_256 => "SHA-512/256",
            Self::Sha3_224 => "SHA3-224",
            Self::Sha3_256 => "SHA3-256",
            Self::Sha3_384 => "SHA3-384",
            Self::Sha3_512 => "SHA3-512",
        }
    }
}
