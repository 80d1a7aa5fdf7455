//! Encrypted PKCS#8 (RFC 5958, 3) under PBES2 (RFC 8018, 6.2).

use pkcs5::pbes2::{Kdf, Parameters};
use pkcs5::{EncryptionScheme, Error};

use super::{KeyFault, UNSUPPORTED};
use crate::libpq::secret::Secret;
use crate::x509::der::{DerResult, Elements, OCTET_STRING, SEQUENCE, push_element};

/// Ten seconds of PBKDF2; OpenSSL's default is 2,048 rounds, and 600,000 are recommended.
const MOST_ITERATIONS: u32 = 10_000_000;

/// The key in plain PKCS#8.
pub(super) fn pkcs8(der: &[u8], passphrase: Option<&Secret>) -> Result<Vec<u8>, KeyFault> {
    let (algorithm, content) = parts(der).map_err(|_| UNSUPPORTED)?;
    let passphrase = passphrase.ok_or(KeyFault::NoPassphrase)?;
    let scheme = EncryptionScheme::try_from(algorithm.as_slice()).map_err(|_| KeyFault::UnknownEncryption)?;
    if scheme.pbes2().is_some_and(is_endless) {
        return Err(KeyFault::UnknownEncryption);
    }
    match scheme.decrypt(passphrase.expose(), content) {
        Ok(der) => Ok(der),
        Err(Error::DecryptFailed) => Err(KeyFault::Refused("bad decrypt")),
        Err(_) => Err(KeyFault::UnknownEncryption),
    }
}

fn is_endless(parameters: &Parameters) -> bool {
    match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count > MOST_ITERATIONS,
        _ => false,
    }
}

/// The algorithm with its tag, and the encrypted key.
fn parts(der: &[u8]) -> DerResult<(Vec<u8>, &[u8])> {
    let mut body = Elements::in_bytes(der).constructed(SEQUENCE)?;
    let mut algorithm = Vec::new();
    push_element(&mut algorithm, SEQUENCE, body.value(SEQUENCE)?);
    Ok((algorithm, body.value(OCTET_STRING)?))
}
