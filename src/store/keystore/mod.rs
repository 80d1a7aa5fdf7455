//! The certificates that Java keystores trust, if they can be read without a password.

mod jks;
mod pkcs12;

/// A certificate that a keystore trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trusted {
    /// Its alias, or an empty text.
    pub(crate) alias: String,
    pub(crate) der: Vec<u8>,
}

/// Why a keystore cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is truncated or malformed.
    Malformed,
    /// Its certificates are encrypted.
    Encrypted,
    /// Its form is one that only Java reads.
    Foreign,
}

/// Reads the certificates that a keystore trusts. None if `bytes` are not a keystore.
pub(crate) fn read(bytes: &[u8]) -> Option<Result<Vec<Trusted>, Unreadable>> {
    const JCEKS: [u8; 4] = [0xce; 4];
    if bytes.starts_with(&jks::MAGIC) {
        Some(jks::read(bytes).ok_or(Unreadable::Malformed))
    } else if bytes.starts_with(&JCEKS) {
        Some(Err(Unreadable::Foreign))
    } else if pkcs12::is_pfx(bytes) {
        Some(pkcs12::read(bytes))
    } else {
        None
    }
}

/// The bytes of a PKCS#12 store without a password, in this order.
pub(crate) fn pkcs12(trusted: &[Trusted]) -> Vec<u8> {
    pkcs12::write(trusted)
}

/// The bytes of a JKS store that is sealed with this password, in this order.
pub(crate) fn jks(trusted: &[Trusted], password: &str) -> Vec<u8> {
    jks::write(trusted, password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let entry = |alias: &str, der: Vec<u8>| Trusted { alias: alias.into(), der };
        let trusted = [entry("first", vec![0x30; 300]), entry("a longer second", b"0".to_vec())];
        for count in 0..=2 {
            let trusted = &trusted[..count];
            assert_eq!(read(&pkcs12(trusted)), Some(Ok(trusted.to_vec())));
            assert_eq!(read(&jks(trusted, "changeit")), Some(Ok(trusted.to_vec())));
        }
    }
}
