//! OpenSSL's reasons to refuse a chain (`X509_verify_cert_error_string`), which Python, Node, Ruby and native-tls print.
//! Node prints the names of the constants too. libpq prints none of them.

use super::client::{NODE, OPENSSL};
use crate::explain::causes::{
    BAD_SIGNATURE, CRL_EXPIRED, CRL_EXTENSION, CRL_KEY_USAGE, CRL_MISSING, CRL_NOT_YET_VALID, CRL_SCOPE,
    CRL_SIGNATURE, EXPIRED, EXPLICIT_CURVE, INTERNET_RESOURCES, ISSUER_MISMATCH, KEY_USAGE, MALFORMED,
    NAME_CONSTRAINTS, NO_ISSUER, NOT_AN_AUTHORITY, NOT_IN_STORE, NOT_YET_VALID, ODD_DATE, PATH_LENGTH,
    PROXY_CERTIFICATE, PURPOSE, REJECTED, REVOKED, STRICT, TOO_LONG, UNKNOWN_EXTENSION, UNSUPPORTED,
    WEAK_KEY, WEAK_SIGNATURE,
};
use crate::explain::error_text::{ErrorText, TextCause};

/// Words that only a chain gives.
const fn reason(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(OPENSSL, pattern, cause)
}

/// Words that other errors give too.
const fn common(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(OPENSSL, pattern, cause).in_tls()
}

const fn constant(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(NODE, pattern, cause)
}

pub(super) const TEXTS: &[ErrorText] = &[
    reason("unable to get local issuer certificate", &NO_ISSUER),
    reason("unable to get issuer certificate", &NO_ISSUER),
    reason("unable to verify the first certificate", &NO_ISSUER),
    reason("self-signed certificate in certificate chain", &NOT_IN_STORE),
    reason("Error: self-signed certificate", &NOT_IN_STORE),
    common("self-signed certificate", &NOT_IN_STORE),
    reason("unable to get certificate CRL", &CRL_MISSING),
    reason("unable to get CRL issuer certificate", &CRL_MISSING),
    reason("CRL path validation error", &CRL_MISSING),
    reason("unable to decrypt CRL's signature", &CRL_SIGNATURE),
    reason("CRL signature failure", &CRL_SIGNATURE),
    reason("CRL is not yet valid", &CRL_NOT_YET_VALID),
    reason("CRL has expired", &CRL_EXPIRED),
    reason("format error in CRL's lastUpdate field", &CRL_EXPIRED),
    reason("format error in CRL's nextUpdate field", &CRL_EXPIRED),
    reason("key usage does not include CRL signing", &CRL_KEY_USAGE),
    reason("unhandled critical CRL extension", &CRL_EXTENSION),
    reason("different CRL scope", &CRL_SCOPE),
    reason("unsupported extension feature", &CRL_SCOPE),
    reason("unable to decrypt certificate's signature", &BAD_SIGNATURE),
    reason("unable to decode issuer public key", &BAD_SIGNATURE),
    reason("certificate signature failure", &BAD_SIGNATURE),
    reason("issuer certificate doesn't have a public key", &BAD_SIGNATURE),
    reason("subject signature algorithm and issuer public key algorithm mismatch", &BAD_SIGNATURE),
    reason("cert info signature and signature algorithm mismatch", &BAD_SIGNATURE),
    reason("certificate is not yet valid", &NOT_YET_VALID),
    reason("certificate has expired", &EXPIRED),
    reason("format error in certificate's notBefore field", &ODD_DATE),
    reason("format error in certificate's notAfter field", &ODD_DATE),
    reason("certificate chain too long", &TOO_LONG),
    common("certificate revoked", &REVOKED),
    reason("path length constraint exceeded", &PATH_LENGTH),
    reason("unsuitable certificate purpose", &PURPOSE),
    reason("unsupported certificate purpose", &PURPOSE),
    common("certificate not trusted", &REJECTED),
    common("certificate rejected", &REJECTED),
    reason("subject issuer mismatch", &ISSUER_MISMATCH),
    reason("authority and subject key identifier mismatch", &ISSUER_MISMATCH),
    reason("authority and issuer serial number mismatch", &ISSUER_MISMATCH),
    reason("key usage does not include certificate signing", &KEY_USAGE),
    reason("unhandled critical extension", &UNKNOWN_EXTENSION),
    reason("invalid non-CA certificate", &NOT_AN_AUTHORITY),
    reason("invalid CA certificate", &NOT_AN_AUTHORITY),
    reason("proxy path length constraint exceeded", &PROXY_CERTIFICATE),
    reason("key usage does not include digital signature", &PROXY_CERTIFICATE),
    reason("proxy certificates not allowed", &PROXY_CERTIFICATE),
    reason("proxy subject name violation", &PROXY_CERTIFICATE),
    reason("invalid or inconsistent certificate extension", &MALFORMED),
    reason("invalid or inconsistent certificate policy extension", &MALFORMED),
    common("no explicit policy", &MALFORMED),
    reason("RFC 3779 resource not subset of parent's resources", &INTERNET_RESOURCES),
    reason("permitted subtree violation", &NAME_CONSTRAINTS),
    reason("excluded subtree violation", &NAME_CONSTRAINTS),
    reason("name constraints minimum and maximum not supported", &NAME_CONSTRAINTS),
    reason("unsupported name constraint type", &NAME_CONSTRAINTS),
    reason("unsupported or invalid name constraint syntax", &NAME_CONSTRAINTS),
    reason("unsupported or invalid name syntax", &NAME_CONSTRAINTS),
    common("EE certificate key too weak", &WEAK_KEY),
    common("CA certificate key too weak", &WEAK_KEY),
    reason("CA signature digest algorithm too weak", &WEAK_SIGNATURE),
    reason("Cannot find certificate signature algorithm", &UNSUPPORTED),
    reason("Certificate public key has explicit ECC parameters", &EXPLICIT_CURVE),
    // With X509_V_FLAG_X509_STRICT, which Python 3.13 sets.
    reason("Missing Authority Key Identifier", &STRICT),
    reason("Missing Subject Key Identifier", &STRICT),
    reason("Basic Constraints of CA cert not marked critical", &STRICT),
    reason("CA cert does not include key usage extension", &STRICT),
    reason("Path length invalid for non-CA cert", &STRICT),
    reason("Path length given without key usage keyCertSign", &STRICT),
    reason("Key usage keyCertSign invalid for non-CA cert", &STRICT),
    reason("Empty Subject Alternative Name extension", &STRICT),
    reason("Subject empty and Subject Alt Name extension not critical", &STRICT),
    reason("Authority Key Identifier marked critical", &STRICT),
    reason("Subject Key Identifier marked critical", &STRICT),
    reason("Using cert extension requires at least X509v3", &STRICT),
    common("Issuer name empty", &STRICT),
    common("Subject name empty", &STRICT),
    // Node's names, where its words are not there.
    constant("UNABLE_TO_VERIFY_LEAF_SIGNATURE", &NO_ISSUER),
    constant("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", &NO_ISSUER),
    constant("UNABLE_TO_GET_ISSUER_CERT", &NO_ISSUER),
    constant("SELF_SIGNED_CERT_IN_CHAIN", &NOT_IN_STORE),
    constant("DEPTH_ZERO_SELF_SIGNED_CERT", &NOT_IN_STORE),
    constant("CERT_HAS_EXPIRED", &EXPIRED),
    constant("CERT_NOT_YET_VALID", &NOT_YET_VALID),
    constant("CERT_SIGNATURE_FAILURE", &BAD_SIGNATURE),
    constant("CERT_CHAIN_TOO_LONG", &TOO_LONG),
    constant("CERT_REVOKED", &REVOKED),
    constant("CERT_UNTRUSTED", &REJECTED),
    constant("CERT_REJECTED", &REJECTED),
    constant("UNABLE_TO_GET_CRL", &CRL_MISSING),
    constant("UNABLE_TO_DECRYPT_CERT_SIGNATURE", &BAD_SIGNATURE),
    constant("UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", &BAD_SIGNATURE),
    constant("ERROR_IN_CERT_NOT_BEFORE_FIELD", &ODD_DATE),
    constant("ERROR_IN_CERT_NOT_AFTER_FIELD", &ODD_DATE),
];
