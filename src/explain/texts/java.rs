//! Java's own TLS, which pgjdbc and r2dbc print. The innermost reason of a trace is the exact one.

use super::client::{JAVA, PGJDBC};
use crate::explain::causes::{
    BAD_SIGNATURE, CERTIFICATE_REFUSED, CRL_MISSING, EXPIRED, HANDSHAKE_ENDED, HANDSHAKE_FAILED,
    HANDSHAKE_REFUSED, ISSUER_MISMATCH, KEY_USAGE, MALFORMED, NAME_CONSTRAINTS, NO_ISSUER, NOT_AN_AUTHORITY,
    NOT_TLS, NOT_YET_VALID, OLD_TLS, PATH_LENGTH, PURPOSE, REVOKED, STORE_EMPTY, UNKNOWN_EXTENSION,
    UNKNOWN_SERVER_NAME, UNVERIFIED, WEAK_KEY, WEAK_SIGNATURE,
};
use crate::explain::error_text::{ErrorText, TextCause};

const fn java(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(JAVA, pattern, cause)
}

pub(super) const TEXTS: &[ErrorText] = &[
    java("CertificateExpiredException", &EXPIRED),
    java("PKIX path validation failed … NotAfter:", &EXPIRED),
    java("CertificateNotYetValidException", &NOT_YET_VALID),
    java("PKIX path validation failed … NotBefore:", &NOT_YET_VALID),
    java("Algorithm constraints check failed on keysize limits", &WEAK_KEY),
    java("Algorithm constraints check failed on", &WEAK_SIGNATURE),
    java("Certificates do not conform to algorithm constraints", &WEAK_SIGNATURE),
    java("Extended key usage does not permit use for TLS server authentication", &PURPOSE),
    java("KeyUsage does not allow digital signatures", &PURPOSE),
    java("KeyUsage does not allow key encipherment", &PURPOSE),
    java("PKIX … signature check failed", &BAD_SIGNATURE),
    java("PKIX … basic constraints check failed: this is not a CA certificate", &NOT_AN_AUTHORITY),
    java("PKIX … basic constraints check failed: pathLenConstraint violated", &PATH_LENGTH),
    java("PKIX … pathLenConstraint violated", &PATH_LENGTH),
    java("PKIX … name constraints check failed", &NAME_CONSTRAINTS),
    java("PKIX … CA key usage check failed", &KEY_USAGE),
    java("PKIX … unrecognized critical extension", &UNKNOWN_EXTENSION),
    java("PKIX … subject/issuer name chaining check failed", &ISSUER_MISMATCH),
    java("PKIX … Certificate has been revoked", &REVOKED),
    java("CertificateRevokedException", &REVOKED),
    java("PKIX … Could not determine revocation status", &CRL_MISSING),
    java("PKIX … Unable to determine revocation status", &CRL_MISSING),
    java("unable to find valid certification path to requested target", &NO_ISSUER),
    java("Path does not chain with any of the trust anchors", &NO_ISSUER),
    java("No trusted certificate found", &NO_ISSUER).in_tls(),
    java("the trustAnchors parameter must be non-empty", &STORE_EMPTY),
    java("PKIX path building failed", &NO_ISSUER),
    java("PKIX path validation failed", &UNVERIFIED),
    java("CertificateParsingException", &MALFORMED).in_tls(),
    java("(protocol_version)", &OLD_TLS).in_tls(),
    java("Received fatal alert: protocol_version", &OLD_TLS),
    java("No appropriate protocol", &OLD_TLS),
    java("The server selected protocol version … is not accepted by client preferences", &OLD_TLS),
    java("Received fatal alert: certificate_required", &CERTIFICATE_REFUSED),
    java("Received fatal alert: bad_certificate", &CERTIFICATE_REFUSED),
    java("Received fatal alert: unknown_ca", &CERTIFICATE_REFUSED),
    java("Received fatal alert: certificate_unknown", &CERTIFICATE_REFUSED),
    java("Received fatal alert: certificate_expired", &CERTIFICATE_REFUSED),
    java("Received fatal alert: certificate_revoked", &CERTIFICATE_REFUSED),
    java("Received fatal alert: unsupported_certificate", &CERTIFICATE_REFUSED),
    java("Received fatal alert: decrypt_error", &CERTIFICATE_REFUSED),
    java("Received fatal alert: access_denied", &CERTIFICATE_REFUSED),
    java("Received fatal alert: unrecognized_name", &UNKNOWN_SERVER_NAME),
    java("Received fatal alert: handshake_failure", &HANDSHAKE_REFUSED),
    java("Received fatal alert: insufficient_security", &HANDSHAKE_REFUSED),
    java("Unsupported or unrecognized SSL message", &NOT_TLS),
    java("Unrecognized SSL message, plaintext connection?", &NOT_TLS),
    java("Remote host terminated the handshake", &HANDSHAKE_ENDED),
    java("Remote host closed connection during handshake", &HANDSHAKE_ENDED),
    java("Received fatal alert:", &HANDSHAKE_FAILED),
    ErrorText::new(PGJDBC, "Hostname … is invalid", &UNKNOWN_SERVER_NAME).in_postgres(),
];
