//! Go's `crypto/x509`, which lib/pq and pgx print.

use super::client::GO;
use crate::explain::causes::{
    EXPIRED, ISSUER_MISMATCH, MALFORMED, NAME_CONSTRAINTS, NO_ISSUER, NOT_AN_AUTHORITY, NOT_VALID_TODAY,
    NOT_YET_VALID, PATH_LENGTH, PURPOSE, STORE_EMPTY, TOO_LONG, UNKNOWN_EXTENSION, UNSUPPORTED,
    WEAK_SIGNATURE,
};
use crate::explain::error_text::{ErrorText, TextCause};

const fn go(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(GO, pattern, cause)
}

pub(super) const TEXTS: &[ErrorText] = &[
    go("x509: certificate signed by unknown authority", &NO_ISSUER),
    go("x509: certificate has expired or is not yet valid: current time … is after", &EXPIRED),
    go("x509: certificate has expired or is not yet valid: current time … is before", &NOT_YET_VALID),
    go("x509: certificate has expired or is not yet valid", &NOT_VALID_TODAY),
    go("x509: certificate is not authorized to sign other certificates", &NOT_AN_AUTHORITY),
    go("x509: invalid signature: parent certificate cannot sign this kind of certificate", &NOT_AN_AUTHORITY),
    go("x509: a root or intermediate certificate is not authorized to sign for this name", &NAME_CONSTRAINTS),
    go("x509: issuer has name constraints but leaf", &NAME_CONSTRAINTS),
    go("x509: a root or intermediate certificate is not authorized for an extended key usage", &PURPOSE),
    go("x509: certificate specifies an incompatible key usage", &PURPOSE),
    go("x509: too many intermediates for path length constraint", &PATH_LENGTH),
    go("x509: issuer name does not match subject from issuing certificate", &ISSUER_MISMATCH),
    go("x509: cannot verify signature: insecure algorithm", &WEAK_SIGNATURE),
    go("x509: cannot verify signature: algorithm unimplemented", &UNSUPPORTED),
    go("x509: unhandled critical extension", &UNKNOWN_EXTENSION),
    go("x509: signature check attempts limit reached", &TOO_LONG),
    // The verifier of macOS.
    go("x509: '… certificate is not trusted", &NO_ISSUER),
    go("x509: '… certificate is expired", &EXPIRED),
    go("x509: '… certificate is not standards compliant", &MALFORMED),
    go("x509: failed to load system roots and no roots provided", &STORE_EMPTY),
    go("tls: failed to parse certificate from server", &MALFORMED),
    go("failed to parse certificate from server: x509", &MALFORMED),
    go("server's certificate contains an unsupported type of public key", &UNSUPPORTED),
];
