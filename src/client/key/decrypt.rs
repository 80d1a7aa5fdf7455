//! Encrypted PKCS#8 (RFC 5958, 3) under PBES2 (RFC 8018, 6.2).

use pkcs5::pbes2::{Kdf, Parameters};
use pkcs5::{EncryptionScheme, Error};

use super::{KeyFault, UNSUPPORTED};
use crate::libpq::secret::Secret;
use crate::x509::der::{DerResult, Elements, OCTET_STRING, SEQUENCE, push_element};

/// A second of PBKDF2; OpenSSL's default is 2,048 rounds, and 600,000 are recommended.
const MOST_ITERATIONS: u32 = 2_000_000;

/// What OpenSSL lets scrypt use (`SCRYPT_MAX_MEM` in `providers/implementations/kdfs/scrypt.c`).
const SCRYPT_MEMORY: u64 = 32 << 20;

/// Some seconds of scrypt; OpenSSL's default is 131,072 blocks.
const MOST_BLOCKS: u64 = 1 << 22;

/// The key in plain PKCS#8.
pub(super) fn pkcs8(der: &[u8], passphrase: Option<&Secret>) -> Result<Vec<u8>, KeyFault> {
    let (algorithm, content) = parts(der).map_err(|_| UNSUPPORTED)?;
    let passphrase = super::passphrase(passphrase)?;
    let scheme = EncryptionScheme::try_from(algorithm.as_slice()).map_err(|_| KeyFault::UnknownEncryption)?;
    if let Some(parameters) = scheme.pbes2() {
        check_cost(parameters)?;
    }
    match scheme.decrypt(passphrase, content) {
        Ok(der) => Ok(der),
        Err(Error::DecryptFailed) => Err(KeyFault::Refused("bad decrypt")),
        Err(_) => Err(KeyFault::UnknownEncryption),
    }
}

/// Refuses what OpenSSL refuses, and what would take too long.
fn check_cost(parameters: &Parameters) -> Result<(), KeyFault> {
    match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) if pbkdf2.iteration_count > MOST_ITERATIONS => Err(KeyFault::UnknownEncryption),
        Kdf::Scrypt(scrypt) => {
            let [size, parallel] = [scrypt.block_size, scrypt.parallelization].map(u64::from);
            let cost = scrypt.cost_parameter;
            let memory = (128 * size).saturating_mul(cost.saturating_add(2 + parallel));
            if memory > SCRYPT_MEMORY {
                return Err(KeyFault::Refused("memory limit exceeded"));
            }
            let blocks = size.saturating_mul(cost).saturating_mul(parallel);
            if blocks > MOST_BLOCKS { Err(KeyFault::UnknownEncryption) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Whether it has the form of an encrypted key.
pub(super) fn is_encrypted(der: &[u8]) -> bool {
    parts(der).is_ok()
}

/// The algorithm with its tag, and the encrypted key.
fn parts(der: &[u8]) -> DerResult<(Vec<u8>, &[u8])> {
    let mut body = Elements::in_bytes(der).constructed(SEQUENCE)?;
    let mut algorithm = Vec::new();
    push_element(&mut algorithm, SEQUENCE, body.value(SEQUENCE)?);
    Ok((algorithm, body.value(OCTET_STRING)?))
}
