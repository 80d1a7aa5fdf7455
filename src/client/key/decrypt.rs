//! Encrypted PKCS#8 (RFC 5958, 3) under PBES2 (RFC 8018, 6.2).

use pkcs5::pbes2::{Kdf, Parameters};
use pkcs5::{EncryptionScheme, Error};

use super::{KeyFault, UNSUPPORTED};
use crate::libpq::secret::Secret;
use crate::x509::der::{DerResult, Elements, OBJECT, OCTET_STRING, SEQUENCE, push_element};

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
    if has_short_vector(&algorithm) {
        return Err(KeyFault::UnknownEncryption);
    }
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

/// Whether an initialization vector is shorter than any block, of which `pkcs5` would take one all the same, and panic.
fn has_short_vector(algorithm: &[u8]) -> bool {
    let length = || {
        let mut scheme = Elements::in_bytes(algorithm).constructed(SEQUENCE)?;
        scheme.value(OBJECT)?;
        let mut parameters = scheme.constructed(SEQUENCE)?;
        parameters.value(SEQUENCE)?;
        let mut cipher = parameters.constructed(SEQUENCE)?;
        cipher.value(OBJECT)?;
        cipher.value(OCTET_STRING).map(<[u8]>::len)
    };
    length().is_ok_and(|length| length < 8)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::der::{INTEGER, element};
    use crate::x509::oid;

    #[test]
    fn a_vector_that_is_too_short_is_refused_without_a_panic() {
        let kdf = [element(OCTET_STRING, &[&[7; 8]]), element(INTEGER, &[&[1]])].concat();
        let kdf = [element(OBJECT, &[oid::PBKDF2]), element(SEQUENCE, &[&kdf])].concat();
        for length in 0..8 {
            let cipher = [element(OBJECT, &[oid::DES_EDE3_CBC]), element(OCTET_STRING, &[&vec![7; length]])];
            let parameters = [element(SEQUENCE, &[&kdf]), element(SEQUENCE, &[&cipher.concat()])].concat();
            let algorithm = [element(OBJECT, &[oid::PBES2]), element(SEQUENCE, &[&parameters])].concat();
            let der =
                element(SEQUENCE, &[&element(SEQUENCE, &[&algorithm]), &element(OCTET_STRING, &[&[0; 8]])]);
            let passphrase = Secret::from("secret".to_owned());
            assert!(matches!(pkcs8(&der, Some(&passphrase)), Err(KeyFault::UnknownEncryption)), "{length}");
        }
    }
}
