//! Why a keystore cannot be read, or must not be changed.

use crate::x509::der::Malformed;

/// Why a keystore cannot be read, or must not be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeystoreFault {
    /// It is truncated or malformed.
    Malformed,
    /// It is protected by a password, and none is given.
    NoPassword,
    /// It is protected by no password, and one is given.
    NeedlessPassword,
    /// It is protected by another password.
    WrongPassword,
    /// Its form is one that is not supported. This is its name.
    Foreign(&'static str),
    /// Its encryption or its seal is one that is not supported. This is its name.
    UnknownScheme(String),
    /// It takes more work to open than any store should.
    TooCostly,
    /// It holds a private or secret key, under this alias.
    PrivateKey(String),
    /// It holds an entry that may be a key.
    UnknownEntry {
        /// What the entry is, in words.
        what: String,
        /// Its alias, which may be empty.
        alias: String,
    },
    /// Java sees only one of the entries under this alias.
    SameAlias(String),
    /// It is malformed, and it would be replaced without a backup.
    LostWithoutBackup,
    /// Its encryption is one that nobody should use any more.
    Legacy,
    /// Without these certificates, only entries that Java ignores would be left.
    OthersLeft,
    /// It is of the first kind, and the second one is asked for.
    OtherKind(&'static str, &'static str),
}

impl From<Malformed> for KeystoreFault {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}
