//! The words around a reason, where the reason itself is not there: libpq never prints it.

use super::client::{DOT_NET, GO, LIBPQ, OPENSSL, PYTHON, RUSTLS};
use crate::explain::causes::{OTHER_REASON, UNVERIFIED};
use crate::explain::error_text::ErrorText;

pub(super) const TEXTS: &[ErrorText] = &[
    ErrorText::new(LIBPQ, "SSL error: certificate verify failed", &UNVERIFIED),
    ErrorText::new(PYTHON, "[SSL: CERTIFICATE_VERIFY_FAILED]", &UNVERIFIED),
    ErrorText::new(OPENSSL, "SSL routines: … certificate verify failed", &UNVERIFIED),
    ErrorText::new(OPENSSL, "certificate verify failed", &UNVERIFIED),
    ErrorText::new(GO, "tls: failed to verify certificate", &UNVERIFIED),
    ErrorText::new(RUSTLS, "invalid peer certificate:", &UNVERIFIED),
    ErrorText::new(DOT_NET, "The remote certificate is invalid", &UNVERIFIED),
    ErrorText::new(LIBPQ, "failed: SSL error:", &OTHER_REASON).in_postgres(),
];
