//! ECDSA signatures for the handshake, by the crates of the curves: ring has no P-521, and reads no key whose file lacks
//! the public part.

use std::fmt;

use rustls::sign::{Signer, SigningKey};
use rustls::{Error, SignatureAlgorithm, SignatureScheme};
use sha2::Digest as _;

use super::key::{EcKey, SigningCurve};

/// A key that signs as TLS demands of its curve (RFC 8446, 4.2.3).
#[derive(Clone)]
pub(super) struct EcSigner(pub(super) EcKey);

impl EcSigner {
    fn own_scheme(&self) -> SignatureScheme {
        match self.0.curve {
            SigningCurve::P256 => SignatureScheme::ECDSA_NISTP256_SHA256,
            SigningCurve::P384 => SignatureScheme::ECDSA_NISTP384_SHA384,
            SigningCurve::P521 => SignatureScheme::ECDSA_NISTP521_SHA512,
        }
    }
}

impl SigningKey for EcSigner {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&self.own_scheme()).then(|| Box::new(self.clone()) as _)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for EcSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let digest = match self.0.curve {
            SigningCurve::P256 => sha2::Sha256::digest(message).to_vec(),
            SigningCurve::P384 => sha2::Sha384::digest(message).to_vec(),
            SigningCurve::P521 => sha2::Sha512::digest(message).to_vec(),
        };
        self.0.sign(&digest).ok_or_else(|| Error::General("the private key does not sign".into()))
    }

    fn scheme(&self) -> SignatureScheme {
        self.own_scheme()
    }
}

/// The key itself is shown nowhere.
impl fmt::Debug for EcSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EcSigner({:?})", self.0.curve)
    }
}
