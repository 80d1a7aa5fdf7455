//! How the certificates of a store are encrypted.

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, InnerIvInit as _, KeyIvInit as _};
use cbc::{Decryptor, Encryptor};
use des::TdesEde3;
use pkcs5::EncryptionScheme;
use pkcs5::der::Encode as _;
use pkcs5::pbes2::{self, Kdf, Parameters, Pbkdf2Params};
use rc2::Rc2;

use super::budget::Budget;
use super::kdf::{self, KeyPurpose};
use super::mac::{minimal, number};
use crate::store::keystore::fault::KeystoreFault;
use crate::x509::der::{Elements, INTEGER, OBJECT, OCTET_STRING, SEQUENCE, element};
use crate::x509::oid;

/// The iterations of a new store, as Java 17 has them.
const ITERATIONS: u32 = 10_000;

/// An encryption, without the salt of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// PBES2 (RFC 8018, 6.2).
    Modern(Box<Parameters>),
    /// Triple DES, with a key from the password as PKCS#12 derives it.
    TripleDes { iterations: u32 },
    /// RC2 with 40 bits, the same way. It is only read.
    Rc2,
}

/// The random bytes of a new encryption.
pub(super) struct FreshSalt<'a> {
    pub(super) salt: &'a [u8],
    pub(super) vector: &'a [u8; 16],
}

impl Encryption {
    /// AES-256 with PBKDF2 and HMAC-SHA256. The salt is replaced whenever it is used.
    pub(super) fn modern() -> Option<Self> {
        let parameters = Parameters::generate_pbkdf2_sha256_aes256cbc(ITERATIONS, &[0; 16], [0; 16]).ok()?;
        Some(Self::Modern(Box::new(parameters)))
    }

    /// Decrypts `content` as this `AlgorithmIdentifier` says, and returns what it was encrypted with.
    pub(super) fn decrypt(
        algorithm: &[u8],
        content: &[u8],
        password: &str,
        budget: &mut Budget,
    ) -> Result<(Self, Vec<u8>), KeystoreFault> {
        let mut fields = Elements::in_bytes(algorithm).constructed(SEQUENCE)?;
        match fields.value(OBJECT)? {
            oid::PBES2 => modern(algorithm, content, password, budget),
            oid::PBE_SHA1_TRIPLE_DES => old(fields, content, password, budget, true),
            oid::PBE_SHA1_RC2_40 => old(fields, content, password, budget, false),
            _ => Err(KeystoreFault::UnknownScheme),
        }
    }

    /// The `AlgorithmIdentifier` and the encrypted content.
    pub(super) fn encrypt(
        &self,
        content: &[u8],
        password: &str,
        fresh: &FreshSalt,
    ) -> Option<(Vec<u8>, Vec<u8>)> {
        match self {
            Self::Modern(parameters) => {
                let scheme = EncryptionScheme::Pbes2(refreshed(parameters, fresh)?);
                Some((identifier(&scheme)?, scheme.encrypt(password, content).ok()?))
            }
            Self::TripleDes { iterations } => {
                let old = OldKeys::derive(password, fresh.salt, *iterations, 24);
                let encrypted = Encryptor::<TdesEde3>::new_from_slices(&old.key, &old.vector).ok()?;
                let salt = element(OCTET_STRING, &[fresh.salt]);
                let parameters = element(SEQUENCE, &[&salt, &element(INTEGER, &[&minimal(*iterations)])]);
                let kind = element(OBJECT, &[oid::PBE_SHA1_TRIPLE_DES]);
                Some((
                    element(SEQUENCE, &[&kind, &parameters]),
                    encrypted.encrypt_padded_vec::<Pkcs7>(content),
                ))
            }
            Self::Rc2 => None,
        }
    }
}

/// Longer than any of them, since a salt has 32 bytes at most.
const LONGEST_IDENTIFIER: usize = 256;

fn identifier(scheme: &EncryptionScheme) -> Option<Vec<u8>> {
    let mut buffer = [0; LONGEST_IDENTIFIER];
    scheme.encode_to_slice(&mut buffer).ok().map(<[u8]>::to_vec)
}

fn modern(
    algorithm: &[u8],
    content: &[u8],
    password: &str,
    budget: &mut Budget,
) -> Result<(Encryption, Vec<u8>), KeystoreFault> {
    let unknown = |_| KeystoreFault::UnknownScheme;
    let scheme = EncryptionScheme::try_from(algorithm).map_err(unknown)?;
    let EncryptionScheme::Pbes2(parameters) = &scheme else { return Err(KeystoreFault::UnknownScheme) };
    let Kdf::Pbkdf2(pbkdf2) = &parameters.kdf else { return Err(KeystoreFault::UnknownScheme) };
    budget.spend(pbkdf2.iteration_count)?;
    let decrypted = scheme.decrypt(password, content).map_err(|_| KeystoreFault::WrongPassword)?;
    Ok((Encryption::Modern(Box::new(parameters.clone())), decrypted))
}

/// The same parameters with a new salt and vector.
fn refreshed(parameters: &Parameters, fresh: &FreshSalt) -> Option<Parameters> {
    let Kdf::Pbkdf2(old) = &parameters.kdf else { return None };
    let new = Pbkdf2Params::hmac_sha256(old.iteration_count, fresh.salt).ok()?;
    let kdf = Kdf::Pbkdf2(Pbkdf2Params { prf: old.prf, key_length: old.key_length, ..new });
    let iv = *fresh.vector;
    let encryption = match parameters.encryption {
        pbes2::EncryptionScheme::Aes128Cbc { .. } => pbes2::EncryptionScheme::Aes128Cbc { iv },
        pbes2::EncryptionScheme::Aes192Cbc { .. } => pbes2::EncryptionScheme::Aes192Cbc { iv },
        _ => pbes2::EncryptionScheme::Aes256Cbc { iv },
    };
    Some(Parameters { kdf, encryption })
}

/// `pkcs-12PbeParams` and what follows from them (RFC 7292, appendix C).
fn old(
    mut fields: Elements,
    content: &[u8],
    password: &str,
    budget: &mut Budget,
    is_triple_des: bool,
) -> Result<(Encryption, Vec<u8>), KeystoreFault> {
    let mut parameters = fields.constructed(SEQUENCE)?;
    let salt = parameters.value(OCTET_STRING)?;
    let iterations = number(parameters.value(INTEGER)?)?;
    budget.spend(iterations)?;
    let (encryption, decrypted) = if is_triple_des {
        let old = OldKeys::derive(password, salt, iterations, 24);
        let decryptor = Decryptor::<TdesEde3>::new_from_slices(&old.key, &old.vector).ok();
        let decrypted = decryptor.and_then(|decryptor| decryptor.decrypt_padded_vec::<Pkcs7>(content).ok());
        (Encryption::TripleDes { iterations }, decrypted)
    } else {
        let old = OldKeys::derive(password, salt, iterations, 5);
        let cipher = Rc2::new_with_eff_key_len(&old.key, 40);
        let decryptor = Decryptor::inner_iv_slice_init(cipher, &old.vector).ok();
        (Encryption::Rc2, decryptor.and_then(|decryptor| decryptor.decrypt_padded_vec::<Pkcs7>(content).ok()))
    };
    Ok((encryption, decrypted.ok_or(KeystoreFault::WrongPassword)?))
}

/// The key and the initialization vector from a password.
struct OldKeys {
    key: Vec<u8>,
    vector: Vec<u8>,
}

impl OldKeys {
    fn derive(password: &str, salt: &[u8], iterations: u32, length: usize) -> Self {
        let sha1 = &ring::digest::SHA1_FOR_LEGACY_USE_ONLY;
        let derive = |purpose, length| kdf::derive(sha1, purpose, password, salt, iterations, length);
        Self { key: derive(KeyPurpose::Encryption, length), vector: derive(KeyPurpose::Vector, 8) }
    }
}
