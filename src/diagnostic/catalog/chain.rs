//! OpenSSL's reasons to refuse a chain: problems of a path, and findings of `check`.

use super::entry::CatalogEntry;
use crate::diagnostic::Code;

pub(super) const ENTRIES: &[CatalogEntry] = &[
    CatalogEntry::problem(
        Code::NotInStore,
        "The chain ends at a self-signed certificate that is not in the trust store.",
        "Add the root to the trust store once its owner has confirmed the SHA-256.",
    ),
    CatalogEntry::problem(
        Code::NoIssuer,
        "The issuer of the last certificate is neither in the trust store nor sent.",
        "Let the server send its intermediates, or add the root to the trust store.",
    ),
    CatalogEntry::error_or_warning(
        Code::TooLong,
        "The chain reaches no trust anchor within 100 intermediates, which is as far as OpenSSL follows it.",
        "Let the server send a shorter chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::Rejected,
        "The trust settings of a `TRUSTED CERTIFICATE` in the trust store reject it for servers.",
        "Replace that block with the plain certificate, if you trust it.",
    ),
    CatalogEntry::error_or_warning(
        Code::Expired,
        "A certificate of the chain has expired; roots count too.",
        "Renew the certificate, or let the server send a chain that is valid.",
    ),
    CatalogEntry::error_or_warning(
        Code::NotYetValid,
        "A certificate of the chain is not valid yet; roots count too.",
        "Check the clock of this machine, or let the server send a chain that is valid.",
    ),
    CatalogEntry::error_or_warning(
        Code::OddDate,
        "A date has no seconds or another time zone than UTC, and OpenSSL does not compare it.",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::BadSignature,
        "A signature was not made with the key of the issuer that OpenSSL found.",
        "Look for another authority of the same name, in the trust store or among what the server sends.",
    ),
    CatalogEntry::error_or_warning(
        Code::NotAnAuthority,
        "An issuer in the chain is not a certificate authority (basicConstraints).",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::PathLength,
        "An authority allows fewer authorities below it than there are (basicConstraints).",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::KeyUsage,
        "An issuer in the chain may not sign certificates: its keyUsage lacks keyCertSign.",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::Purpose,
        "The certificate is not for TLS servers: extendedKeyUsage lacks serverAuth (anyExtendedKeyUsage does not count), or the keyUsage of the server's certificate lacks digitalSignature, keyEncipherment and keyAgreement.",
        "Have the certificate issued again with serverAuth and digitalSignature.",
    ),
    CatalogEntry::error_or_warning(
        Code::NameConstraints,
        "A name is outside of what an authority above it may certify.",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::UnknownExtension,
        "OpenSSL does not know a critical extension.",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::MalformedExtension,
        "An extension does not decode.",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::InternetResources,
        "A certificate lists Internet addresses or autonomous systems that its issuer's certificate does not list (RFC 3779).",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::ProxyCertificate,
        "The chain contains a proxy certificate (RFC 3820).",
        "Have the certificate issued again, or let the server send another chain.",
    ),
    CatalogEntry::error_or_warning(
        Code::IssuerMismatch,
        "The authority key identifier names another key or serial number than that of the issuer.",
        "Look for another authority of the same name, in the trust store or among what the server sends.",
    ),
    CatalogEntry::error_or_warning(
        Code::WeakKey,
        "A key is too weak for OpenSSL at security level 2, as Debian sets it: RSA below 1963 bits.",
        "Have the certificate issued again with RSA of at least 2048 bits, or with P-256.",
    ),
    CatalogEntry::error_or_warning(
        Code::WeakSignature,
        "A signature is too weak for OpenSSL at security level 2: SHA-1 or MD5; the root's own does not count.",
        "Have the certificate issued again with SHA-256.",
    ),
    CatalogEntry::error_or_warning(
        Code::ExplicitCurve,
        "A key has its curve by parameters and not by name.",
        "Have the certificate issued again for a key on a named curve.",
    ),
    CatalogEntry::error_or_warning(
        Code::Revoked,
        "A revocation list revokes a certificate of the chain.",
        "Replace the certificate.",
    ),
    CatalogEntry::error_or_warning(
        Code::CrlMissing,
        "A revocation list loads, but there is none of an authority in the chain.",
        "Put a current list of that authority into `root.crl`, or remove the list.",
    ),
    CatalogEntry::error_or_warning(
        Code::CrlExpired,
        "The revocation list of an authority in the chain has expired.",
        "Put a current list of that authority into `root.crl`, or remove the list.",
    ),
    CatalogEntry::error_or_warning(
        Code::CrlNotYetValid,
        "The revocation list of an authority in the chain is not valid yet.",
        "Put a current list of that authority into `root.crl`, or remove the list.",
    ),
    CatalogEntry::error_or_warning(
        Code::CrlSignature,
        "A revocation list was not signed with the key of its issuer.",
        "Put a current list of that authority into `root.crl`, or remove the list.",
    ),
    CatalogEntry::error_or_warning(
        Code::CrlKeyUsage,
        "The signer of a revocation list may not sign lists: its keyUsage lacks cRLSign.",
        "Put a current list of that authority into `root.crl`, or remove the list.",
    ),
    CatalogEntry::error_or_warning(
        Code::CrlScope,
        "A revocation list is for other certificates than those of the chain.",
        "Put a current list of that authority into `root.crl`, or remove the list.",
    ),
    CatalogEntry::error_or_warning(
        Code::CrlExtension,
        "OpenSSL does not know a critical extension of a revocation list.",
        "Put a current list of that authority into `root.crl`, or remove the list.",
    ),
    CatalogEntry::warning(
        Code::Unverifiable,
        "This program cannot verify it, and OpenSSL may accept or refuse it.",
        "Test the connection with psql.",
    ),
];
