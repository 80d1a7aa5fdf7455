//! An entry of a keystore.

use crate::store::placed::{CertificatePlace, Placed};
use crate::x509::certificate::Certificate;

/// An entry, with its bytes as they are in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeystoreEntry {
    /// Its name, which is empty for one without.
    pub(crate) alias: String,
    /// The certificate, if Java trusts it.
    pub(crate) certificate: Option<Certificate>,
    /// Whether it is a private or secret key.
    pub(super) is_key: bool,
    pub(super) bytes: Vec<u8>,
}

impl KeystoreEntry {
    /// The certificate and its alias, if Java trusts it.
    pub(crate) fn placed(&self) -> Option<Placed> {
        let certificate = self.certificate.clone()?;
        Some(Placed { place: CertificatePlace::Alias(self.alias.clone()), certificate })
    }

    /// Whether it is a private or secret key.
    pub(crate) fn is_key(&self) -> bool {
        self.is_key
    }

    /// The alias as Java compares it.
    pub(super) fn folded_alias(&self) -> String {
        self.alias.to_lowercase()
    }
}
