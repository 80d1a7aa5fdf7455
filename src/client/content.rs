//! What was found on the disk of a client certificate and its key, as plain values.

use std::path::{Path, PathBuf};

use crate::libpq::secret::Secret;

/// The certificate and the key that libpq would load.
#[derive(Clone, Debug)]
pub(crate) struct ClientContent {
    pub(crate) path: PathBuf,
    pub(crate) certificate: StoredCertificate,
    pub(crate) key: KeyContent,
    pub(crate) passphrase: Option<Secret>,
    /// Whether OpenSSL could ask for a passphrase on a terminal.
    pub(crate) can_ask: bool,
}

/// The certificate file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StoredCertificate {
    /// There is no file, or none is wanted.
    Absent,
    /// The system's reason why the file could not be looked up.
    NotLookedUp(String),
    /// The file is there, but this user may not read it.
    Unreadable,
    /// A pipe or a device, which libpq would read until it ends.
    Endless,
    /// A file that is larger than any certificate.
    TooLarge,
    Bytes(Vec<u8>),
}

/// The key that belongs to the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyContent {
    /// The user has no home folder for the default file.
    Homeless,
    /// A key of an OpenSSL engine, such as one on a smart card.
    Engine,
    /// There is no file at this path.
    Missing(PathBuf),
    /// The system's reason why the file could not be looked up.
    NotLookedUp(PathBuf, String),
    /// A file that is larger than any key.
    TooLarge(PathBuf),
    File(PathBuf, KeyFile),
}

/// A key file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyFile {
    pub(crate) is_regular: bool,
    /// Owner and permission bits, on systems that have them.
    pub(crate) rights: Option<KeyRights>,
    /// None where this user may not read it.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// The owner and the permission bits of a key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyRights {
    pub(crate) is_owned_by_root: bool,
    pub(crate) mode: u32,
}

impl KeyContent {
    /// The regular file whose permission bits libpq refuses.
    pub(super) fn too_open(&self) -> Option<&Path> {
        match self {
            Self::File(path, KeyFile { is_regular: true, rights: Some(rights), .. }) => {
                rights.are_too_wide().then_some(path)
            }
            _ => None,
        }
    }
}

impl KeyRights {
    /// Whether libpq refuses the key because of its permission bits.
    pub(crate) fn are_too_wide(self) -> bool {
        const GROUP_OR_OTHERS: u32 = 0o077;
        const GROUP_WRITE_OR_EXECUTE_OR_OTHERS: u32 = 0o037;
        let refused = if self.is_owned_by_root { GROUP_WRITE_OR_EXECUTE_OR_OTHERS } else { GROUP_OR_OTHERS };
        self.mode & refused != 0
    }
}
