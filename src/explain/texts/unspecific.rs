//! The words around a reason, where the reason itself is not there: libpq never prints it.

use super::client::{DOT_NET, GO, JAVA, LIBPQ, NPGSQL, OPENSSL, PYTHON, RUSTLS, SQLX, TOKIO_POSTGRES};
use crate::explain::causes::{OTHER_REASON, TLS_UNEXPLAINED, UNVERIFIED};
use crate::explain::error_text::ErrorText;

pub(super) const TEXTS: &[ErrorText] = &[
    ErrorText::new(LIBPQ, "SSL error: certificate verify failed", &UNVERIFIED),
    ErrorText::new(PYTHON, "[SSL: CERTIFICATE_VERIFY_FAILED]", &UNVERIFIED),
    ErrorText::new(OPENSSL, "SSL routines: … certificate verify failed", &UNVERIFIED),
    ErrorText::new(OPENSSL, "certificate verify failed", &UNVERIFIED),
    ErrorText::new(GO, "tls: failed to verify certificate", &UNVERIFIED),
    ErrorText::new(RUSTLS, "invalid peer certificate:", &UNVERIFIED),
    ErrorText::new(DOT_NET, "The remote certificate is invalid", &UNVERIFIED),
    ErrorText::new(OPENSSL, "certificate verification failed", &UNVERIFIED).in_tls(),
    ErrorText::new(JAVA, "PSQLException: SSL error:", &TLS_UNEXPLAINED),
    ErrorText::new(JAVA, "SSLHandshakeException", &TLS_UNEXPLAINED).in_postgres(),
    ErrorText::new(NPGSQL, "Exception while performing SSL handshake", &TLS_UNEXPLAINED),
    ErrorText::new(SQLX, "error occurred while attempting to establish a TLS connection", &TLS_UNEXPLAINED),
    ErrorText::new(TOKIO_POSTGRES, "error performing TLS handshake", &TLS_UNEXPLAINED),
    ErrorText::new(LIBPQ, "failed: SSL error:", &OTHER_REASON).in_postgres(),
];
