//! An entry of a keystore.

use super::fault::KeystoreFault;
use crate::store::placed::{CertificatePlace, Placed};
use crate::x509::certificate::Certificate;

/// An entry, with its bytes as they are in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeystoreEntry {
    /// Its name, which is empty for one without.
    pub(crate) alias: String,
    /// The certificate, if Java trusts it.
    pub(crate) certificate: Option<Certificate>,
    pub(crate) kind: KeystoreEntryKind,
    /// The part of the store that it is in.
    pub(super) part: usize,
    pub(super) bytes: Vec<u8>,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeystoreEntryKind {
    /// A certificate or a revocation list.
    Public,
    /// A private or secret key.
    Key,
    /// None of these, in words. It may hold a key.
    Unknown(String),
}

impl KeystoreEntry {
    /// The certificate and its alias, if Java trusts it.
    pub(crate) fn placed(&self) -> Option<Placed> {
        let certificate = self.certificate.clone()?;
        Some(Placed { place: CertificatePlace::Alias(self.alias.clone()), certificate })
    }

    /// Refuses one that is a key, or may hold one.
    ///
    /// # Errors
    /// As said.
    pub(super) fn refuse_key(&self) -> Result<(), KeystoreFault> {
        match &self.kind {
            KeystoreEntryKind::Public => Ok(()),
            KeystoreEntryKind::Key => Err(KeystoreFault::PrivateKey(self.alias.clone())),
            KeystoreEntryKind::Unknown(what) => {
                Err(KeystoreFault::UnknownEntry { what: what.clone(), alias: self.alias.clone() })
            }
        }
    }

    /// The alias as Java compares it.
    pub(super) fn folded_alias(&self) -> String {
        self.alias.to_lowercase()
    }
}
