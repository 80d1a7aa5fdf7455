//! What chain building asks about a certificate, with the answers of `crypto/x509/v3_purp.c` of OpenSSL 3.

use crate::openssl::d2i::CertificateFields;
use crate::x509::name::CanonicalName;

use super::authority_key::AuthorityKeyIdentifier;
use super::extensions::Extensions;
use super::key_usage::{KeyUsage, NetscapeType};
use super::names::{CertificateNames, SubjectAttributes};
use super::strength::{Algorithm, KeyKind, KeyStrength, LEVEL_2};
use super::validity::Validity;

/// A certificate as chain building sees it.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(super) subject: CanonicalName,
    pub(super) issuer: CanonicalName,
    pub(super) serial: Vec<u8>,
    pub(super) validity: Validity,
    pub(super) key: KeyStrength,
    pub(super) algorithm: Algorithm,
    /// The algorithm as what is signed names it. Whether a key fits is decided by this one (`check_sig_alg_match`).
    named_algorithm: Algorithm,
    pub(super) extensions: Extensions,
    attributes: SubjectAttributes,
    pub(super) is_version1: bool,
}

/// The answers of `X509_check_ca`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Authority {
    None,
    /// By basicConstraints.
    Proper,
    /// A self-signed certificate of version 1, or one that has only keyUsage. It can only be an anchor.
    Tolerated,
    /// By nsCertType. It can only be an anchor.
    Netscape,
}

impl Profile {
    /// None for a certificate that this program cannot read, even if OpenSSL loads it.
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let (fields, _) = CertificateFields::read(der).ok()?;
        Some(Self {
            attributes: SubjectAttributes::from_der(fields.subject_der).ok()?,
            validity: Validity::from_fields(&fields),
            key: KeyStrength::from_certificate(der),
            algorithm: Algorithm::from_der(fields.outer_algorithm),
            named_algorithm: Algorithm::from_der(fields.inner_algorithm),
            extensions: Extensions::from_fields(&fields),
            serial: fields.serial.into_owned(),
            subject: fields.subject,
            issuer: fields.issuer,
            is_version1: fields.is_version1,
        })
    }

    /// The names that it certifies.
    pub(crate) fn names(&self) -> CertificateNames<'_> {
        CertificateNames {
            subject: &self.subject,
            alternative: &self.extensions.alternative_names,
            common_names: &self.attributes.common_names,
            emails: &self.attributes.emails,
        }
    }

    /// Whether its key may prove who a server is (`ssl_check_srvr_ecc_cert_and_alg`).
    pub(crate) fn may_sign_handshakes(&self) -> bool {
        self.extensions.key_usage.is_none_or(KeyUsage::signs_data)
    }

    /// Whether security level 2 refuses its key (`ssl_security_cert_key` in `ssl/t1_lib.c`).
    pub(crate) fn has_weak_key(&self) -> bool {
        self.key.strength.is_some_and(|strength| strength < LEVEL_2)
    }

    /// Whether security level 2 refuses the digest of its signature. A self-signed certificate is not asked
    /// (`ssl_security_cert_sig`).
    pub(crate) fn has_weak_signature(&self) -> bool {
        !self.is_self_signed() && self.algorithm.strength.is_some_and(|strength| strength < LEVEL_2)
    }

    /// Whether issuer and subject are the same name (`EXFLAG_SI`).
    pub(super) fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether it looks self-signed; the signature is not verified (`EXFLAG_SS`).
    pub(super) fn is_self_signed(&self) -> bool {
        self.is_well_formed() && self.is_self_issued() && self.may_have_issued(self)
    }

    /// Whether this may be the issuer of `subject`, judged by names, key identifiers and the kind of key
    /// (`ossl_x509_likely_issued`).
    pub(super) fn likely_issued(&self, subject: &Self) -> bool {
        self.subject == subject.issuer
            && self.is_well_formed()
            && subject.is_well_formed()
            && self.may_have_issued(subject)
    }

    fn is_well_formed(&self) -> bool {
        self.extensions.malformed.is_none()
    }

    fn may_have_issued(&self, subject: &Self) -> bool {
        self.fits_identifier(subject.extensions.authority_key.as_ref())
            && self.key_fits(&subject.named_algorithm)
    }

    /// `X509_check_akid`.
    pub(super) fn fits_identifier(&self, identifier: Option<&AuthorityKeyIdentifier>) -> bool {
        let Some(identifier) = identifier else { return true };
        let key = identifier.key.as_ref().zip(self.extensions.subject_key.as_ref());
        key.is_none_or(|(named, own)| named == own)
            && identifier.serial.as_ref().is_none_or(|serial| *serial == self.serial)
            && identifier.issuer.as_ref().is_none_or(|issuer| *issuer == self.issuer)
    }

    /// `check_sig_alg_match`.
    pub(super) fn key_fits(&self, algorithm: &Algorithm) -> bool {
        match (self.key.kind, algorithm.kind) {
            (Some(KeyKind::Rsa), Some(KeyKind::RsaPss)) => true,
            (Some(key), Some(signature)) => key == signature,
            _ => false,
        }
    }

    /// Whether keyUsage, if there is one, lets it sign certificates (`ossl_x509_signing_allowed`).
    pub(super) fn may_sign(&self) -> bool {
        self.extensions.key_usage.is_none_or(KeyUsage::signs_certificates)
    }

    /// Whether keyUsage, if there is one, lets it sign revocation lists.
    pub(super) fn may_sign_lists(&self) -> bool {
        self.extensions.key_usage.is_none_or(KeyUsage::signs_lists)
    }

    /// Which kind of authority it is (`check_ca`).
    pub(super) fn authority(&self) -> Authority {
        let Extensions { basic_constraints, key_usage, netscape_type, .. } = &self.extensions;
        match (self.may_sign(), basic_constraints, key_usage, netscape_type) {
            (false, ..) => Authority::None,
            (_, Some(constraints), ..) if constraints.authority => Authority::Proper,
            (_, Some(_), ..) => Authority::None,
            _ if self.is_version1 && self.is_self_signed() => Authority::Tolerated,
            (_, _, Some(_), _) => Authority::Tolerated,
            (_, _, _, Some(netscape)) if netscape.is_any_authority() => Authority::Netscape,
            _ => Authority::None,
        }
    }

    /// Whether extendedKeyUsage excludes TLS servers.
    pub(super) fn excludes_servers(&self) -> bool {
        self.extensions.allows_servers == Some(false)
    }

    /// Whether a server may use it, or an authority may issue server certificates with it
    /// (`check_purpose_ssl_server`).
    pub(super) fn fits_purpose(&self, as_authority: bool) -> bool {
        !self.excludes_servers() && if as_authority { self.may_certify_servers() } else { self.may_serve() }
    }

    fn may_certify_servers(&self) -> bool {
        match self.authority() {
            Authority::None => false,
            Authority::Netscape => self.extensions.netscape_type.is_some_and(NetscapeType::is_tls_authority),
            Authority::Proper | Authority::Tolerated => true,
        }
    }

    fn may_serve(&self) -> bool {
        self.extensions.netscape_type.is_none_or(NetscapeType::serves_tls)
            && self.extensions.key_usage.is_none_or(KeyUsage::serves_tls)
    }
}
