//! .NET's `SslStream` with its `X509ChainStatusFlags`, which Npgsql prints.

use super::client::{DOT_NET, NPGSQL};
use crate::explain::causes::{
    BAD_SIGNATURE, CRL_MISSING, HANDSHAKE_ENDED, HANDSHAKE_FAILED, MALFORMED, NAME_CONSTRAINTS, NO_ISSUER,
    NOT_AN_AUTHORITY, NOT_IN_STORE, NOT_TLS, NOT_VALID_TODAY, OLD_TLS, PURPOSE, REJECTED, REVOKED,
    UNKNOWN_EXTENSION, UNVERIFIED, WEAK_SIGNATURE,
};
use crate::explain::error_text::{ErrorText, TextCause};

const fn net(pattern: &'static str, cause: &'static TextCause) -> ErrorText {
    ErrorText::new(DOT_NET, pattern, cause)
}

pub(super) const TEXTS: &[ErrorText] = &[
    net("errors in the certificate chain: … NotTimeValid", &NOT_VALID_TODAY),
    net("errors in the certificate chain: … ExplicitDistrust", &REJECTED),
    net("errors in the certificate chain: … NotSignatureValid", &BAD_SIGNATURE),
    net("errors in the certificate chain: … HasWeakSignature", &WEAK_SIGNATURE),
    net("errors in the certificate chain: … NotValidForUsage", &PURPOSE),
    net("errors in the certificate chain: … InvalidBasicConstraints", &NOT_AN_AUTHORITY),
    net("errors in the certificate chain: … InvalidNameConstraints", &NAME_CONSTRAINTS),
    net("errors in the certificate chain: … HasNotPermittedNameConstraint", &NAME_CONSTRAINTS),
    net("errors in the certificate chain: … HasExcludedNameConstraint", &NAME_CONSTRAINTS),
    net("errors in the certificate chain: … HasNotSupportedCriticalExtension", &UNKNOWN_EXTENSION),
    net("errors in the certificate chain: … InvalidExtension", &MALFORMED),
    net("errors in the certificate chain: … PartialChain", &NO_ISSUER),
    net("errors in the certificate chain: … UntrustedRoot", &NOT_IN_STORE),
    net("errors in the certificate chain: … Revoked", &REVOKED),
    net("errors in the certificate chain: … RevocationStatusUnknown", &CRL_MISSING),
    net("errors in the certificate chain: … OfflineRevocation", &CRL_MISSING),
    net("terminated in a root certificate which is not trusted by the trust provider", &NOT_IN_STORE),
    net("The certificate chain was issued by an authority that is not trusted", &NOT_IN_STORE),
    net("A required certificate is not within its validity period", &NOT_VALID_TODAY),
    net("The remote certificate is invalid because of errors in the certificate chain", &UNVERIFIED),
    net("The remote certificate is invalid according to the validation procedure", &UNVERIFIED),
    net("RemoteCertificateChainErrors", &UNVERIFIED),
    net(
        "The remote certificate was rejected by the provided RemoteCertificateValidationCallback",
        &UNVERIFIED,
    ),
    net("RemoteCertificateNotAvailable", &HANDSHAKE_FAILED),
    net("Cannot determine the frame size or a corrupted frame was received", &NOT_TLS),
    net("The client and server cannot communicate, because they do not possess a common algorithm", &OLD_TLS),
    net("Authentication failed because the remote party has closed the transport stream", &HANDSHAKE_ENDED),
    net("Received an unexpected EOF or 0 bytes from the transport stream", &HANDSHAKE_ENDED),
    ErrorText::new(NPGSQL, "Server certificate was not accepted", &UNVERIFIED),
];
