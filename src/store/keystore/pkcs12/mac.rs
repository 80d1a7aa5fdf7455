//! The seal of a store (`MacData` in RFC 7292, 4).

use std::num::NonZeroU32;

use ring::digest::Algorithm;
use ring::hmac::{self, Key};

use super::kdf::{self, KeyPurpose};
use super::{algorithm, iterations};
use crate::store::keystore::budget::Budget;
use crate::store::keystore::fault::KeystoreFault;
use crate::x509::der::{Elements, INTEGER, NULL, OBJECT, OCTET_STRING, SEQUENCE, element};
use crate::x509::oid;

/// The iterations of a new store, as Java 17 has them.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(10_000).expect("not zero");

/// How a store is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    /// The identifier of its digest.
    digest: Vec<u8>,
    iterations: NonZeroU32,
}

impl Seal {
    /// As Java 17 seals a new store.
    pub(super) fn modern() -> Self {
        Self { digest: oid::SHA256.to_vec(), iterations: ITERATIONS }
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
        let iterations =
            if data.is_empty() { NonZeroU32::MIN } else { iterations::read(data.value(INTEGER)?)? };
        let seal = Self { digest: digest.to_vec(), iterations };
        if let Some(password) = password {
            let unknown = || KeystoreFault::UnknownScheme(algorithm::name(digest));
            let blocks = seal.blocks().ok_or_else(unknown)?;
            budget.spend_on_key(salt, iterations, blocks)?;
            let key = seal.key(password, salt).ok_or_else(unknown)?;
            hmac::verify(&key, content, expected).map_err(|_| KeystoreFault::WrongPassword)?;
        }
        Ok(seal)
    }

    /// `MacData` for this content. None where the scheme is not supported.
    pub(super) fn write(&self, content: &[u8], password: &str, salt: &[u8]) -> Option<Vec<u8>> {
        let tag = hmac::sign(&self.key(password, salt)?, content);
        let algorithm = element(SEQUENCE, &[&element(OBJECT, &[&self.digest]), &element(NULL, &[])]);
        let info = element(SEQUENCE, &[&algorithm, &element(OCTET_STRING, &[tag.as_ref()])]);
        let iterations = iterations::write(self.iterations);
        Some(element(SEQUENCE, &[&info, &element(OCTET_STRING, &[salt]), &iterations]))
    }

    /// The blocks that one iteration hashes.
    fn blocks(&self) -> Option<u64> {
        let digest = kdf::digest(&self.digest)?;
        Some(kdf::blocks(digest, digest.output_len()))
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
