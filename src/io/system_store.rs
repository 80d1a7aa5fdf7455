//! The certificates that the system trusts, as programs with rustls and OpenSSL find them.

use crate::x509::certificate::Certificate;

/// The system has no trusted certificates, or none can be read.
#[derive(Debug)]
pub(crate) struct NoSystemCertificates {
    /// The first error, if there was one.
    pub(crate) error: Option<String>,
}

/// All of them, once each.
///
/// # Errors
/// Where there are none or none can be read.
pub(crate) fn read() -> Result<Vec<Certificate>, NoSystemCertificates> {
    let loaded = rustls_native_certs::load_native_certs();
    if loaded.certs.is_empty() {
        return Err(NoSystemCertificates { error: loaded.errors.first().map(ToString::to_string) });
    }
    Ok(loaded.certs.into_iter().map(|der| Certificate::new(der.to_vec())).collect())
}
