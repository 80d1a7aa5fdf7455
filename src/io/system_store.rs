//! The certificates that the system trusts, as programs with rustls and OpenSSL find them.

use crate::diagnostic::{Code, Diagnostic};
use crate::x509::certificate::Certificate;

/// All of them, once each.
///
/// # Errors
/// `io`, where there are none or none can be read.
pub(crate) fn read() -> Result<Vec<Certificate>, Diagnostic> {
    let loaded = rustls_native_certs::load_native_certs();
    if loaded.certs.is_empty() {
        let why = loaded.errors.first().map_or_else(|| "it has none".to_owned(), ToString::to_string);
        return Err(Diagnostic::failure(
            Code::Io,
            format!("cannot read the system's trusted certificates: {why}"),
            "install the package ca-certificates, or name a file of certificates instead of `system`",
        ));
    }
    Ok(loaded.certs.into_iter().map(|der| Certificate::new(der.to_vec())).collect())
}
