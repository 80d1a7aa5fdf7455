//! Java's keystores, as far as they can be read without decrypting: the certificates that they trust.

mod jks;
mod pkcs12;

/// A certificate that a keystore trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trusted {
    /// Its name there; empty where it has none.
    pub(crate) alias: String,
    pub(crate) der: Vec<u8>,
}

/// Why a keystore cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It breaks off or contradicts itself.
    Malformed,
    /// Its certificates are encrypted.
    Encrypted,
    /// A form that only Java reads.
    Foreign,
}

/// The certificates that a keystore trusts, or none if `bytes` are no keystore.
pub(crate) fn read(bytes: &[u8]) -> Option<Result<Vec<Trusted>, Unreadable>> {
    const JCEKS: [u8; 4] = [0xce; 4];
    if bytes.starts_with(&jks::MAGIC) {
        Some(jks::read(bytes).ok_or(Unreadable::Malformed))
    } else if bytes.starts_with(&JCEKS) {
        Some(Err(Unreadable::Foreign))
    } else if pkcs12::is_one(bytes) {
        Some(pkcs12::read(bytes))
    } else {
        None
    }
}
