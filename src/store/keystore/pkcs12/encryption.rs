//! How a part of a store is encrypted.

use std::borrow::Cow;
use std::num::NonZeroU32;

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

use super::block_cipher::BlockCipher;
use super::kdf::{self, KeyPurpose, Prf};
use super::{IMPLICIT_0, algorithm, iterations};
use crate::store::keystore::budget::Budget;
use crate::store::keystore::fault::KeystoreFault;
use crate::x509::der::{Elements, INTEGER, Malformed, NULL, OBJECT, OCTET_STRING, SEQUENCE, element};
use crate::x509::oid;

/// The iterations of a new store, as Java 17 has them.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(10_000).expect("not zero");

/// An encryption, without the salt of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Encryption {
    derivation: KeyDerivation,
    iterations: NonZeroU32,
    cipher: BlockCipher,
}

/// How the key comes from the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyDerivation {
    /// PBES2 with PBKDF2 (RFC 8018, 6.2). The parameters may state the length of the key.
    Pbkdf2 { prf: Prf, states_length: bool },
    /// That of PKCS#12 with SHA-1, which gives the initialization vector too (RFC 7292, appendix C).
    Pkcs12,
}

/// The random bytes of a new encryption.
pub(super) struct FreshSalt {
    salt: [u8; 16],
    vector: [u8; 16],
}

impl FreshSalt {
    /// Those of one part of a store, no two of which have the same.
    pub(super) fn for_part(random: &[u8], index: usize) -> Self {
        let bytes = digest(&SHA256, &[random, &index.to_be_bytes()].concat());
        let half = |start: usize| std::array::from_fn(|at| bytes.as_ref()[start + at]);
        Self { salt: half(0), vector: half(16) }
    }
}

impl Encryption {
    /// AES-256 with PBKDF2 and HMAC-SHA256.
    pub(super) fn modern() -> Self {
        let derivation = KeyDerivation::Pbkdf2 { prf: Prf::Sha256, states_length: false };
        Self { derivation, iterations: ITERATIONS, cipher: BlockCipher::Aes256 }
    }

    /// Whether it is only read.
    pub(super) fn is_legacy(&self) -> bool {
        self.cipher == BlockCipher::Rc2
    }

    /// The `AlgorithmIdentifier` and the encrypted content. None for an encryption that is only read.
    pub(super) fn encrypt(
        &self,
        content: &[u8],
        password: &str,
        fresh: &FreshSalt,
    ) -> Option<(Vec<u8>, Vec<u8>)> {
        let vector = &fresh.vector[..self.cipher.block_length()];
        let (key, used) = self.derive(password, &fresh.salt, vector);
        Some((self.identifier(&fresh.salt, vector), self.cipher.encrypt(&key, &used, content)?))
    }

    /// The key, and the initialization vector, which is `vector` unless it is derived too.
    fn derive<'a>(&self, password: &str, salt: &[u8], vector: &'a [u8]) -> (Vec<u8>, Cow<'a, [u8]>) {
        let length = self.cipher.key_length();
        match self.derivation {
            KeyDerivation::Pbkdf2 { prf, .. } => {
                (prf.derive(password, salt, self.iterations, length), Cow::Borrowed(vector))
            }
            KeyDerivation::Pkcs12 => {
                let sha1 = &SHA1_FOR_LEGACY_USE_ONLY;
                let derive =
                    |purpose, length| kdf::derive(sha1, purpose, password, salt, self.iterations, length);
                let vector = derive(KeyPurpose::Vector, self.cipher.block_length());
                (derive(KeyPurpose::Encryption, length), Cow::Owned(vector))
            }
        }
    }

    /// The blocks that one iteration hashes.
    fn blocks(&self) -> u64 {
        let length = self.cipher.key_length();
        match self.derivation {
            KeyDerivation::Pbkdf2 { prf, .. } => prf.blocks(length),
            KeyDerivation::Pkcs12 => {
                let blocks = |length| kdf::blocks(&SHA1_FOR_LEGACY_USE_ONLY, length);
                blocks(length) + blocks(self.cipher.block_length())
            }
        }
    }

    fn identifier(&self, salt: &[u8], vector: &[u8]) -> Vec<u8> {
        let salt = element(OCTET_STRING, &[salt]);
        let iterations = iterations::write(self.iterations);
        let (kind, parameters) = match self.derivation {
            KeyDerivation::Pkcs12 => (oid::PBE_SHA1_TRIPLE_DES, vec![salt, iterations]),
            KeyDerivation::Pbkdf2 { prf, states_length } => {
                let length = [u8::try_from(self.cipher.key_length()).unwrap_or(u8::MAX)];
                let length = if states_length { element(INTEGER, &[&length]) } else { Vec::new() };
                let kdf = element(SEQUENCE, &[&salt, &iterations, &length, &prf.parameter()]);
                let cipher = [element(OBJECT, &[self.cipher.oid()]), element(OCTET_STRING, &[vector])];
                let kdf = [element(OBJECT, &[oid::PBKDF2]), kdf];
                (oid::PBES2, [kdf, cipher].map(|parts| element(SEQUENCE, &[&parts.concat()])).to_vec())
            }
        };
        element(SEQUENCE, &[&element(OBJECT, &[kind]), &element(SEQUENCE, &[&parameters.concat()])])
    }
}

/// `EncryptedContentInfo`, with what its key is derived from.
pub(super) struct EncryptedContent<'a> {
    pub(super) encryption: Encryption,
    salt: &'a [u8],
    vector: &'a [u8],
    content: Cow<'a, [u8]>,
}

impl<'a> EncryptedContent<'a> {
    pub(super) fn read(mut info: Elements<'a>) -> Result<Self, KeystoreFault> {
        info.value(OBJECT)?;
        let mut scheme = info.constructed(SEQUENCE)?;
        let kind = scheme.value(OBJECT)?;
        let parameters = scheme.constructed(SEQUENCE);
        let (encryption, salt, vector) = match kind {
            oid::PBES2 => read_pbes2(parameters?)?,
            oid::PBE_SHA1_TRIPLE_DES => read_pkcs12(parameters?, BlockCipher::TripleDes)?,
            oid::PBE_SHA1_RC2_40 => read_pkcs12(parameters?, BlockCipher::Rc2)?,
            _ => return Err(unknown(kind)),
        };
        Ok(Self { encryption, salt, vector, content: info.implicit(IMPLICIT_0, OCTET_STRING)? })
    }

    /// # Errors
    /// Too much work, or another password.
    pub(super) fn decrypt(&self, password: &str, budget: &mut Budget) -> Result<Vec<u8>, KeystoreFault> {
        let Encryption { iterations, cipher, .. } = self.encryption;
        budget.spend_on_key(self.salt, iterations, self.encryption.blocks())?;
        budget.spend(cipher.blocks(self.content.len()))?;
        let (key, vector) = self.encryption.derive(password, self.salt, self.vector);
        cipher.decrypt(&key, &vector, &self.content).ok_or(KeystoreFault::WrongPassword)
    }
}

/// An encryption with the salt and the initialization vector of a file.
type Salted<'a> = (Encryption, &'a [u8], &'a [u8]);

/// `PBES2-params` (RFC 8018, appendix A.4).
fn read_pbes2(mut parameters: Elements) -> Result<Salted, KeystoreFault> {
    let mut derivation = parameters.constructed(SEQUENCE)?;
    let mut scheme = parameters.constructed(SEQUENCE)?;
    let identifier = scheme.value(OBJECT)?;
    let cipher = BlockCipher::with_oid(identifier).ok_or_else(|| unknown(identifier))?;
    let vector = scheme.value(OCTET_STRING)?;
    let kind = derivation.value(OBJECT)?;
    if kind != oid::PBKDF2 {
        return Err(unknown(kind));
    }
    let mut pbkdf2 = derivation.constructed(SEQUENCE)?;
    let salt = pbkdf2.value(OCTET_STRING)?;
    let iterations = iterations::read(pbkdf2.value(INTEGER)?)?;
    let stated = if pbkdf2.is_next(INTEGER) { Some(iterations::read(pbkdf2.value(INTEGER)?)?) } else { None };
    let prf = if pbkdf2.is_empty() { Prf::Sha1 } else { read_prf(pbkdf2.constructed(SEQUENCE)?)? };
    let fits = |length: NonZeroU32| usize::try_from(length.get()) == Ok(cipher.key_length());
    if vector.len() != cipher.block_length() || !stated.is_none_or(fits) {
        return Err(KeystoreFault::Malformed);
    }
    let derivation = KeyDerivation::Pbkdf2 { prf, states_length: stated.is_some() };
    Ok((Encryption { derivation, iterations, cipher }, salt, vector))
}

fn read_prf(mut algorithm: Elements) -> Result<Prf, KeystoreFault> {
    let identifier = algorithm.value(OBJECT)?;
    if !algorithm.is_empty() && algorithm.value(NULL)? != [0_u8; 0] {
        return Err(Malformed.into());
    }
    Prf::with_oid(identifier).ok_or_else(|| unknown(identifier))
}

/// `pkcs-12PbeParams` (RFC 7292, appendix C).
fn read_pkcs12(mut parameters: Elements, cipher: BlockCipher) -> Result<Salted, KeystoreFault> {
    let salt = parameters.value(OCTET_STRING)?;
    let iterations = iterations::read(parameters.value(INTEGER)?)?;
    Ok((Encryption { derivation: KeyDerivation::Pkcs12, iterations, cipher }, salt, &[]))
}

fn unknown(identifier: &[u8]) -> KeystoreFault {
    KeystoreFault::UnknownScheme(algorithm::name(identifier))
}
