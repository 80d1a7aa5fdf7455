//! The content of the files that libpq would verify with. `check` builds the store from it.

use std::path::PathBuf;

use super::content::FileContent;

/// The content of a trust store and of its revocation lists.
#[derive(Debug)]
pub(crate) enum TrustContent {
    /// No file is named, and there is no home folder for a default.
    Homeless,
    /// OpenSSL's own certificates.
    System {
        /// The bytes of its file, if it can be read.
        file: Option<Vec<u8>>,
        /// The folders of certificates under hashed names.
        folders: Vec<PathBuf>,
    },
    /// A root.crt.
    Named {
        /// Its path.
        path: PathBuf,
        /// Its content.
        content: FileContent,
        /// The file of revocation lists.
        lists: RevocationLists,
        /// The folder of revocation lists under hashed names.
        list_folder: Option<PathBuf>,
    },
}

/// The file of revocation lists.
#[derive(Debug)]
pub(crate) enum RevocationLists {
    /// libpq reads none.
    NotNamed,
    /// It is missing or cannot be read.
    NotRead,
    /// Its bytes.
    Bytes(Vec<u8>),
}
