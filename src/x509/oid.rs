//! Object identifiers, by the content of their DER encoding, so that patterns can match them.

use x509_parser::asn1_rs::{Oid, oid};

// Extensions (RFC 5280, 4.2 and 5.2).
pub(crate) const SUBJECT_KEY_IDENTIFIER: &[u8] = &oid!(raw 2.5.29.14);
pub(crate) const KEY_USAGE: &[u8] = &oid!(raw 2.5.29.15);
pub(crate) const SUBJECT_ALT_NAME: &[u8] = &oid!(raw 2.5.29.17);
pub(crate) const ISSUER_ALT_NAME: &[u8] = &oid!(raw 2.5.29.18);
pub(crate) const BASIC_CONSTRAINTS: &[u8] = &oid!(raw 2.5.29.19);
pub(crate) const CRL_REASON: &[u8] = &oid!(raw 2.5.29.21);
pub(crate) const DELTA_CRL_INDICATOR: &[u8] = &oid!(raw 2.5.29.27);
pub(crate) const ISSUING_DISTRIBUTION_POINT: &[u8] = &oid!(raw 2.5.29.28);
pub(crate) const CERTIFICATE_ISSUER: &[u8] = &oid!(raw 2.5.29.29);
pub(crate) const NAME_CONSTRAINTS: &[u8] = &oid!(raw 2.5.29.30);
pub(crate) const CRL_DISTRIBUTION_POINTS: &[u8] = &oid!(raw 2.5.29.31);
pub(crate) const CERTIFICATE_POLICIES: &[u8] = &oid!(raw 2.5.29.32);
pub(crate) const POLICY_MAPPINGS: &[u8] = &oid!(raw 2.5.29.33);
pub(crate) const AUTHORITY_KEY_IDENTIFIER: &[u8] = &oid!(raw 2.5.29.35);
pub(crate) const POLICY_CONSTRAINTS: &[u8] = &oid!(raw 2.5.29.36);
pub(crate) const EXTENDED_KEY_USAGE: &[u8] = &oid!(raw 2.5.29.37);
pub(crate) const INHIBIT_ANY_POLICY: &[u8] = &oid!(raw 2.5.29.54);
pub(crate) const IP_ADDRESS_BLOCKS: &[u8] = &oid!(raw 1.3.6.1.5.5.7.1.7);
pub(crate) const AUTONOMOUS_SYSTEMS: &[u8] = &oid!(raw 1.3.6.1.5.5.7.1.8);
pub(crate) const PROXY_CERT_INFO: &[u8] = &oid!(raw 1.3.6.1.5.5.7.1.14);
pub(crate) const OCSP_NO_CHECK: &[u8] = &oid!(raw 1.3.6.1.5.5.7.48.1.5);
pub(crate) const NETSCAPE_CERT_TYPE: &[u8] = &oid!(raw 2.16.840.1.113730.1.1);

// Purposes of extendedKeyUsage.
pub(crate) const ANY_EXTENDED_KEY_USAGE: &[u8] = &oid!(raw 2.5.29.37.0);
pub(crate) const SERVER_AUTH: &[u8] = &oid!(raw 1.3.6.1.5.5.7.3.1);
pub(crate) const NETSCAPE_SGC: &[u8] = &oid!(raw 2.16.840.1.113730.4.1);
pub(crate) const MICROSOFT_SGC: &[u8] = &oid!(raw 1.3.6.1.4.1.311.10.3.3);

/// A mailbox beyond ASCII as an otherName (RFC 8398).
pub(crate) const SMTP_UTF8_MAILBOX: &[u8] = &oid!(raw 1.3.6.1.5.5.7.8.9);

// Attributes of names.
pub(crate) const COMMON_NAME: &[u8] = &oid!(raw 2.5.4.3);
pub(crate) const EMAIL_ADDRESS: &[u8] = &oid!(raw 1.2.840.113549.1.9.1);

// Keys (RFC 3279, 2.3; RFC 5480, 2.1; RFC 8410, 3).
pub(crate) const RSA: &[u8] = &oid!(raw 1.2.840.113549.1.1.1);
pub(crate) const RSA_PSS: &[u8] = &oid!(raw 1.2.840.113549.1.1.10);
pub(crate) const EC: &[u8] = &oid!(raw 1.2.840.10045.2.1);
pub(crate) const ED25519: &[u8] = &oid!(raw 1.3.101.112);
pub(crate) const ED448: &[u8] = &oid!(raw 1.3.101.113);
pub(crate) const DSA: &[u8] = &oid!(raw 1.2.840.10040.4.1);

pub(crate) const X25519: &[u8] = &oid!(raw 1.3.101.110);
pub(crate) const X448: &[u8] = &oid!(raw 1.3.101.111);

// Keys of which only OpenSSL knows more: other names of RSA and DSA, Diffie-Hellman, and arcs of national algorithms.
pub(crate) const OTHER_RSA: &[u8] = &oid!(raw 2.5.8.1.1);
pub(crate) const OIW_ALGORITHMS: &[u8] = &oid!(raw 1.3.14.3.2);
pub(crate) const ANSI_DSA: &[u8] = &oid!(raw 1.2.840.10040.4);
pub(crate) const DIFFIE_HELLMAN: &[u8] = &oid!(raw 1.2.840.113549.1.3.1);
pub(crate) const ANSI_DIFFIE_HELLMAN: &[u8] = &oid!(raw 1.2.840.10046.2.1);
pub(crate) const CHINESE_ALGORITHMS: &[u8] = &oid!(raw 1.2.156.10197);
pub(crate) const RUSSIAN_ALGORITHMS: &[u8] = &oid!(raw 1.2.643);
pub(crate) const NIST_ALGORITHMS: &[u8] = &oid!(raw 2.16.840.1.101.3.4);

// Curves, and the arcs of those of ANSI X9.62, SEC 2 and Brainpool.
pub(crate) const P256: &[u8] = &oid!(raw 1.2.840.10045.3.1.7);
pub(crate) const P384: &[u8] = &oid!(raw 1.3.132.0.34);
pub(crate) const P521: &[u8] = &oid!(raw 1.3.132.0.35);
pub(crate) const ANSI_CURVES: &[u8] = &oid!(raw 1.2.840.10045.3.1);
pub(crate) const ANSI_BINARY_CURVES: &[u8] = &oid!(raw 1.2.840.10045.3.0);
pub(crate) const SEC_CURVES: &[u8] = &oid!(raw 1.3.132.0);
pub(crate) const BRAINPOOL_CURVES: &[u8] = &oid!(raw 1.3.36.3.3.2.8.1.1);
pub(crate) const SM2: &[u8] = &oid!(raw 1.2.156.10197.1.301);
pub(crate) const WAP_CURVES: &[u8] = &oid!(raw 2.23.43.1.4);

// Signatures (RFC 8017, C; RFC 5758; RFC 3279, 2.2; FIPS 202 at NIST).
pub(crate) const RSA_WITH_MD2: &[u8] = &oid!(raw 1.2.840.113549.1.1.2);
pub(crate) const RSA_WITH_MD4: &[u8] = &oid!(raw 1.2.840.113549.1.1.3);
pub(crate) const RSA_WITH_RIPEMD160: &[u8] = &oid!(raw 1.3.36.3.3.1.2);
pub(crate) const RSA_WITH_MD5: &[u8] = &oid!(raw 1.2.840.113549.1.1.4);
pub(crate) const RSA_WITH_SHA1: &[u8] = &oid!(raw 1.2.840.113549.1.1.5);
pub(crate) const RSA_WITH_SHA224: &[u8] = &oid!(raw 1.2.840.113549.1.1.14);
pub(crate) const RSA_WITH_SHA256: &[u8] = &oid!(raw 1.2.840.113549.1.1.11);
pub(crate) const RSA_WITH_SHA384: &[u8] = &oid!(raw 1.2.840.113549.1.1.12);
pub(crate) const RSA_WITH_SHA512: &[u8] = &oid!(raw 1.2.840.113549.1.1.13);
pub(crate) const RSA_WITH_SHA3_224: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.13);
pub(crate) const RSA_WITH_SHA3_256: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.14);
pub(crate) const RSA_WITH_SHA3_384: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.15);
pub(crate) const RSA_WITH_SHA3_512: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.16);
pub(crate) const MGF1: &[u8] = &oid!(raw 1.2.840.113549.1.1.8);
pub(crate) const ECDSA_WITH_SHA1: &[u8] = &oid!(raw 1.2.840.10045.4.1);
pub(crate) const ECDSA_WITH_SHA224: &[u8] = &oid!(raw 1.2.840.10045.4.3.1);
pub(crate) const ECDSA_WITH_SHA256: &[u8] = &oid!(raw 1.2.840.10045.4.3.2);
pub(crate) const ECDSA_WITH_SHA384: &[u8] = &oid!(raw 1.2.840.10045.4.3.3);
pub(crate) const ECDSA_WITH_SHA512: &[u8] = &oid!(raw 1.2.840.10045.4.3.4);
pub(crate) const ECDSA_WITH_SHA3_224: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.9);
pub(crate) const ECDSA_WITH_SHA3_256: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.10);
pub(crate) const ECDSA_WITH_SHA3_384: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.11);
pub(crate) const ECDSA_WITH_SHA3_512: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.12);
pub(crate) const DSA_WITH_SHA1: &[u8] = &oid!(raw 1.2.840.10040.4.3);
pub(crate) const DSA_WITH_SHA224: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.1);
pub(crate) const DSA_WITH_SHA256: &[u8] = &oid!(raw 2.16.840.1.101.3.4.3.2);
// Those of OIW, which some old certificates have in place of the usual ones.
pub(crate) const OIW_RSA_WITH_MD5: &[u8] = &oid!(raw 1.3.14.3.2.3);
pub(crate) const OIW_RSA_WITH_SHA1: &[u8] = &oid!(raw 1.3.14.3.2.29);
pub(crate) const OIW_DSA_WITH_SHA1: &[u8] = &oid!(raw 1.3.14.3.2.27);

// Digests.
pub(crate) const MD5: &[u8] = &oid!(raw 1.2.840.113549.2.5);
pub(crate) const SHA1: &[u8] = &oid!(raw 1.3.14.3.2.26);
pub(crate) const SHA224: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.4);
pub(crate) const SHA256: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.1);
pub(crate) const SHA384: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.2);
pub(crate) const SHA512: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.3);
pub(crate) const SHA512_224: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.5);
pub(crate) const SHA512_256: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.6);
pub(crate) const SHA3_224: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.7);
pub(crate) const SHA3_256: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.8);
pub(crate) const SHA3_384: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.9);
pub(crate) const SHA3_512: &[u8] = &oid!(raw 2.16.840.1.101.3.4.2.10);

// PKCS#12 (RFC 7292) and the PKCS#7 and PKCS#9 that it is made of.
pub(crate) const PKCS7_DATA: &[u8] = &oid!(raw 1.2.840.113549.1.7.1);
pub(crate) const PKCS7_SIGNED_DATA: &[u8] = &oid!(raw 1.2.840.113549.1.7.2);
pub(crate) const PKCS7_ENVELOPED_DATA: &[u8] = &oid!(raw 1.2.840.113549.1.7.3);
pub(crate) const PKCS7_ENCRYPTED_DATA: &[u8] = &oid!(raw 1.2.840.113549.1.7.6);
pub(crate) const PKCS9_FRIENDLY_NAME: &[u8] = &oid!(raw 1.2.840.113549.1.9.20);
pub(crate) const PKCS9_X509_CERTIFICATE: &[u8] = &oid!(raw 1.2.840.113549.1.9.22.1);
pub(crate) const PKCS12_KEY_BAG: &[u8] = &oid!(raw 1.2.840.113549.1.12.10.1.1);
pub(crate) const PKCS12_SHROUDED_KEY_BAG: &[u8] = &oid!(raw 1.2.840.113549.1.12.10.1.2);
pub(crate) const PKCS12_CERT_BAG: &[u8] = &oid!(raw 1.2.840.113549.1.12.10.1.3);
pub(crate) const PKCS12_CRL_BAG: &[u8] = &oid!(raw 1.2.840.113549.1.12.10.1.4);
pub(crate) const PKCS12_SECRET_BAG: &[u8] = &oid!(raw 1.2.840.113549.1.12.10.1.5);
pub(crate) const PKCS12_SAFE_CONTENTS_BAG: &[u8] = &oid!(raw 1.2.840.113549.1.12.10.1.6);
pub(crate) const PBE_SHA1_RC4_128: &[u8] = &oid!(raw 1.2.840.113549.1.12.1.1);
pub(crate) const PBE_SHA1_RC4_40: &[u8] = &oid!(raw 1.2.840.113549.1.12.1.2);
pub(crate) const PBE_SHA1_TRIPLE_DES: &[u8] = &oid!(raw 1.2.840.113549.1.12.1.3);
pub(crate) const PBE_SHA1_DOUBLE_DES: &[u8] = &oid!(raw 1.2.840.113549.1.12.1.4);
pub(crate) const PBE_SHA1_RC2_128: &[u8] = &oid!(raw 1.2.840.113549.1.12.1.5);
pub(crate) const PBE_SHA1_RC2_40: &[u8] = &oid!(raw 1.2.840.113549.1.12.1.6);
pub(crate) const PBES2: &[u8] = &oid!(raw 1.2.840.113549.1.5.13);
pub(crate) const PBKDF2: &[u8] = &oid!(raw 1.2.840.113549.1.5.12);
pub(crate) const PBMAC1: &[u8] = &oid!(raw 1.2.840.113549.1.5.14);
pub(crate) const SCRYPT: &[u8] = &oid!(raw 1.3.6.1.4.1.11591.4.11);
pub(crate) const HMAC_SHA1: &[u8] = &oid!(raw 1.2.840.113549.2.7);
pub(crate) const HMAC_SHA224: &[u8] = &oid!(raw 1.2.840.113549.2.8);
pub(crate) const HMAC_SHA256: &[u8] = &oid!(raw 1.2.840.113549.2.9);
pub(crate) const HMAC_SHA384: &[u8] = &oid!(raw 1.2.840.113549.2.10);
pub(crate) const HMAC_SHA512: &[u8] = &oid!(raw 1.2.840.113549.2.11);
pub(crate) const DES_CBC: &[u8] = &oid!(raw 1.3.14.3.2.7);
pub(crate) const RC2_CBC: &[u8] = &oid!(raw 1.2.840.113549.3.2);
pub(crate) const DES_EDE3_CBC: &[u8] = &oid!(raw 1.2.840.113549.3.7);
pub(crate) const AES_128_CBC: &[u8] = &oid!(raw 2.16.840.1.101.3.4.1.2);
pub(crate) const AES_128_GCM: &[u8] = &oid!(raw 2.16.840.1.101.3.4.1.6);
pub(crate) const AES_192_CBC: &[u8] = &oid!(raw 2.16.840.1.101.3.4.1.22);
pub(crate) const AES_192_GCM: &[u8] = &oid!(raw 2.16.840.1.101.3.4.1.26);
pub(crate) const AES_256_CBC: &[u8] = &oid!(raw 2.16.840.1.101.3.4.1.42);
pub(crate) const AES_256_GCM: &[u8] = &oid!(raw 2.16.840.1.101.3.4.1.46);
/// Java marks a certificate with it that it trusts (`TrustedKeyUsage_OID` in
/// `sun/security/pkcs12/PKCS12KeyStore.java`).
pub(crate) const JAVA_TRUSTED_KEY_USAGE: &[u8] = &oid!(raw 2.16.840.1.113894.746875.1.1);

/// The dotted form.
pub(crate) fn dotted(oid: &[u8]) -> String {
    Oid::new(oid.into()).to_id_string()
}
