//! The seal of a store (`MacData` in RFC 7292, 4).

use ring::digest::Algorithm;
use ring::hmac::{self, Key};

use super::budget::Budget;
use super::kdf::{self, KeyPurpose};
use crate::store::keystore::fault::KeystoreFault;
use crate::x509::der::{Elements, INTEGER, NULL, OBJECT, OCTET_STRING, SEQUENCE, element};
use crate::x509::oid;

/// How a store is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    /// The identifier of its digest.
    digest: Vec<u8>,
    iterations: u32,
}

impl Seal {
    /// As Java 17 seals a new store.
    pub(super) fn modern() -> Self {
        Self { digest: oid::SHA256.to_vec(), iterations: 10_000 }
    }

    /// Reads `MacData`, and checks it if there is a password.
    pub(super) fn read(
        mut data: Elements,
        content: &[u8],
        password: Option<&str>,
        budget: &mut Budget,
    ) -> Result<Self, KeystoreFault> {
        let mut info = data.constructed(SEQUENCE)?;
        let digest = info.constructed(SEQUENCE)?.value(OBJECT)?;
        let expected = info.value(OCTET_STRING)?;
        let salt = data.value(OCTET_STRING)?;
        let iterations = if data.is_empty() { 1 } else { number(data.value(INTEGER)?)? };
        let seal = Self { digest: digest.to_vec(), iterations };
        if let Some(password) = password {
            budget.spend(iterations)?;
            let key = seal.key(password, salt).ok_or(KeystoreFault::UnknownScheme)?;
            hmac::verify(&key, content, expected).map_err(|_| KeystoreFault::WrongPassword)?;
        }
        Ok(seal)
    }

    /// `MacData` for this content. None where the scheme is not supported.
    pub(super) fn write(&self, content: &[u8], password: &str, salt: &[u8]) -> Option<Vec<u8>> {
        Budget::default().spend(self.iterations).ok()?;
        let tag = hmac::sign(&self.key(password, salt)?, content);
        let algorithm = element(SEQUENCE, &[&element(OBJECT, &[&self.digest]), &element(NULL, &[])]);
        let info = element(SEQUENCE, &[&algorithm, &element(OCTET_STRING, &[tag.as_ref()])]);
        let iterations = element(INTEGER, &[&minimal(self.iterations)]);
        Some(element(SEQUENCE, &[&info, &element(OCTET_STRING, &[salt]), &iterations]))
    }

    fn key(&self, password: &str, salt: &[u8]) -> Option<Key> {
        let algorithm: &'static Algorithm = kdf::digest(&self.digest)?;
        let length = algorithm.output_len();
        let key = kdf::derive(algorithm, KeyPurpose::Mac, password, salt, self.iterations, length);
        let hmac = match self.digest.as_slice() {
            oid::SHA1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            oid::SHA256 => hmac::HMAC_SHA256,
            oid::SHA384 => hmac::HMAC_SHA384,
            _ => hmac::HMAC_SHA512,
        };
        Some(Key::new(hmac, &key))
    }
}

/// A number of iterations. A negative one is more than anything allows.
pub(super) fn number(bytes: &[u8]) -> Result<u32, KeystoreFault> {
    let significant = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
    if significant.len() > 4 {
        return Err(KeystoreFault::TooCostly);
    }
    Ok(significant.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// The shortest form of a number. A first byte of zero keeps it positive.
pub(super) fn minimal(number: u32) -> Vec<u8> {
    let bytes = [&[0][..], &number.to_be_bytes()].concat();
    let needless = bytes.windows(2).take_while(|pair| pair[0] == 0 && pair[1] < 0x80).count();
    bytes[needless..].to_vec()
}
