//! What chain building asks of a certificate: the flags that `ossl_x509v3_cache_extensions` in
//! `crypto/x509/v3_purp.c` of OpenSSL 3 computes.

use time::OffsetDateTime;
use x509_parser::extensions::X509Extension;
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

use crate::x509::der::{BIT_STRING, BOOLEAN, Elements, INTEGER, Malformed, OBJECT, OCTET_STRING, SEQUENCE};
use crate::x509::name::{self, Canonical};

use super::name_constraints::NameConstraints;
use super::names::{self, Attribute, GeneralName};
use super::oids;
use super::strength::{Algorithm, Key, KeyKind};

/// keyUsage (RFC 5280, 4.2.1.3): the bits by their number from the first byte's highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyUsage(u16);

impl KeyUsage {
    const DIGITAL_SIGNATURE: u16 = 1 << 15;
    const KEY_ENCIPHERMENT: u16 = 1 << 13;
    const KEY_AGREEMENT: u16 = 1 << 11;
    const KEY_CERT_SIGN: u16 = 1 << 10;
    const CRL_SIGN: u16 = 1 << 9;

    pub(super) fn signs_certificates(self) -> bool {
        self.0 & Self::KEY_CERT_SIGN != 0
    }

    pub(super) fn signs_lists(self) -> bool {
        self.0 & Self::CRL_SIGN != 0
    }

    /// `KU_TLS`.
    pub(super) fn serves_tls(self) -> bool {
        self.0 & (Self::DIGITAL_SIGNATURE | Self::KEY_ENCIPHERMENT | Self::KEY_AGREEMENT) != 0
    }
}

/// nsCertType: of the browsers that OpenSSL remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NetscapeType(u8);

impl NetscapeType {
    pub(super) fn serves_tls(self) -> bool {
        self.0 & 0x40 != 0
    }

    pub(super) fn is_any_authority(self) -> bool {
        self.0 & 0x07 != 0
    }

    pub(super) fn is_tls_authority(self) -> bool {
        self.0 & 0x04 != 0
    }
}

/// basicConstraints (RFC 5280, 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BasicConstraints {
    pub(super) authority: bool,
    pub(super) path_length: Option<u64>,
}

/// authorityKeyIdentifier (RFC 5280, 4.2.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AuthorityKeyIdentifier {
    pub(super) key: Option<Vec<u8>>,
    pub(super) issuer: Option<Canonical>,
    pub(super) serial: Option<Vec<u8>>,
}

/// A certificate as chain building sees it.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(super) subject: Canonical,
    pub(super) issuer: Canonical,
    pub(super) serial: Vec<u8>,
    pub(super) not_before: OffsetDateTime,
    pub(super) not_after: OffsetDateTime,
    /// A date has a form that OpenSSL does not compare.
    pub(super) odd_date: bool,
    pub(super) version1: bool,
    pub(super) key: Key,
    pub(super) algorithm: Algorithm,
    pub(super) constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    /// Whether extendedKeyUsage lets it serve TLS; none without that extension.
    pub(super) purpose: Option<bool>,
    pub(super) netscape: Option<NetscapeType>,
    pub(super) key_identifier: Option<Vec<u8>>,
    pub(super) authority_key: Option<AuthorityKeyIdentifier>,
    pub(super) name_constraints: Option<NameConstraints>,
    pub(super) proxy: bool,
    /// The first critical extension that OpenSSL does not know.
    pub(super) unhandled: Option<String>,
    /// The extension that does not decode, for which OpenSSL takes the certificate for nobody's issuer and
    /// nobody's subject (`EXFLAG_INVALID`).
    pub(super) malformed: Option<&'static str>,
    /// subjectAltName, in order; none without that extension.
    pub(crate) alternative_names: Vec<GeneralName>,
    pub(crate) common_names: Vec<Attribute>,
    pub(super) emails: Vec<Attribute>,
}

impl Profile {
    /// None for a certificate that OpenSSL may load and this program cannot read.
    pub(crate) fn of(der: &[u8]) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        let (common_names, emails) = names::subject_attributes(parsed.subject().as_raw()).ok()?;
        let mut profile = Self {
            subject: name::canonical(parsed.subject()),
            issuer: name::canonical(parsed.issuer()),
            serial: parsed.raw_serial().to_vec(),
            not_before: parsed.validity().not_before.to_datetime(),
            not_after: parsed.validity().not_after.to_datetime(),
            odd_date: !dates_are_usual(der).unwrap_or(true),
            version1: parsed.version() == X509Version::V1,
            key: Key::of(parsed.public_key()),
            algorithm: Algorithm::of(&parsed.signature_algorithm),
            constraints: None,
            key_usage: None,
            purpose: None,
            netscape: None,
            key_identifier: None,
            authority_key: None,
            name_constraints: None,
            proxy: false,
            unhandled: None,
            malformed: None,
            alternative_names: Vec::new(),
            common_names,
            emails,
        };
        profile.take_extensions(parsed.extensions());
        Some(profile)
    }

    /// The subject alone, for a certificate that nothing else is asked of.
    pub(crate) fn subject_of(der: &[u8]) -> Result<Canonical, Malformed> {
        let mut tbs = Elements::in_bytes(der).constructed(SEQUENCE)?.constructed(SEQUENCE)?;
        tbs.optional_constructed(0xa0)?;
        // Serial number, algorithm, issuer, validity.
        for _ in 0..4 {
            tbs.next()?;
        }
        Canonical::read(&mut tbs)
    }

    /// Whether issuer and subject are the same name (`EXFLAG_SI`).
    pub(super) fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether it looks self-signed, its signature aside (`EXFLAG_SS`).
    pub(super) fn is_self_signed(&self) -> bool {
        self.malformed.is_none() && self.is_self_issued() && self.may_have_issued(self)
    }

    /// Whether this may be the issuer of `subject`, as far as names, key identifiers and the kind of key tell
    /// (`ossl_x509_likely_issued`).
    pub(super) fn likely_issued(&self, subject: &Self) -> bool {
        self.subject == subject.issuer
            && self.malformed.is_none()
            && subject.malformed.is_none()
            && self.may_have_issued(subject)
    }

    fn may_have_issued(&self, subject: &Self) -> bool {
        self.fits_identifier(subject.authority_key.as_ref()) && self.key_fits(&subject.algorithm)
    }

    /// `X509_check_akid`.
    pub(super) fn fits_identifier(&self, identifier: Option<&AuthorityKeyIdentifier>) -> bool {
        let Some(identifier) = identifier else { return true };
        let key = identifier.key.as_ref().zip(self.key_identifier.as_ref());
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

    /// keyUsage allows it to sign certificates, if it says anything (`ossl_x509_signing_allowed`).
    pub(super) fn may_sign(&self) -> bool {
        self.key_usage.is_none_or(KeyUsage::signs_certificates)
    }

    /// The authority that a certificate is (`check_ca`).
    pub(super) fn authority(&self) -> Authority {
        match (self.may_sign(), self.constraints, self.key_usage, self.netscape) {
            (false, ..) => Authority::None,
            (_, Some(constraints), ..) if constraints.authority => Authority::Proper,
            (_, Some(_), ..) => Authority::None,
            _ if self.version1 && self.is_self_signed() => Authority::Tolerated,
            (_, _, Some(_), _) => Authority::Tolerated,
            (_, _, _, Some(netscape)) if netscape.is_any_authority() => Authority::Netscape,
            _ => Authority::None,
        }
    }

    /// A server may prove itself with it, or an authority issue such certificates with it
    /// (`check_purpose_ssl_server`).
    pub(super) fn fits_purpose(&self, as_authority: bool) -> bool {
        if self.purpose == Some(false) {
            return false;
        }
        if as_authority {
            return match self.authority() {
                Authority::None => false,
                Authority::Netscape => self.netscape.is_some_and(NetscapeType::is_tls_authority),
                Authority::Proper | Authority::Tolerated => true,
            };
        }
        self.netscape.is_none_or(NetscapeType::serves_tls) && self.key_usage.is_none_or(KeyUsage::serves_tls)
    }

    /// The end is the second from which on it is refused (`X509_cmp_time`).
    pub(super) fn is_current(&self, at: OffsetDateTime) -> bool {
        !self.odd_date && self.not_before <= at && at < self.not_after
    }

    fn take_extensions(&mut self, extensions: &[X509Extension]) {
        let mut seen: Vec<&[u8]> = Vec::new();
        for extension in extensions {
            let oid = extension.oid.as_bytes();
            let name = self.take(oid, extension.value).unwrap_or_else(|name| {
                self.malformed.get_or_insert(name);
                Some(name)
            });
            // `X509_get_ext_d2i` refuses a second extension of one kind.
            if name.is_some() && seen.contains(&oid) {
                self.malformed.get_or_insert("an extension that stands there twice");
            }
            if extension.critical && !is_handled(oid) {
                self.unhandled.get_or_insert_with(|| extension.oid.to_id_string());
            }
            seen.push(oid);
        }
        let proxy_names =
            seen.contains(&oids::SUBJECT_ALT_NAME) || self.constraints.is_some_and(|one| one.authority);
        if self.proxy && proxy_names {
            self.malformed.get_or_insert("proxyCertInfo");
        }
    }

    /// Takes an extension if it is one that OpenSSL caches, and gives its name; that name as the error where it
    /// does not decode.
    fn take(&mut self, oid: &[u8], value: &[u8]) -> Result<Option<&'static str>, &'static str> {
        let named = |name: &'static str| move |Malformed| name;
        let name = match oid {
            oids::BASIC_CONSTRAINTS => {
                self.constraints = Some(basic_constraints(value).map_err(named("basicConstraints"))?);
                "basicConstraints"
            }
            oids::KEY_USAGE => {
                let bits = bits(value).map_err(named("keyUsage"))?;
                let byte = |index: usize| u16::from(bits.get(index).copied().unwrap_or_default());
                let usage = byte(0) << 8 | byte(1);
                if usage == 0 {
                    return Err("keyUsage");
                }
                self.key_usage = Some(KeyUsage(usage));
                "keyUsage"
            }
            oids::EXTENDED_KEY_USAGE => {
                self.purpose = Some(serves_tls(value).map_err(named("extKeyUsage"))?);
                "extKeyUsage"
            }
            oids::NETSCAPE_CERT_TYPE => {
                let bits = bits(value).map_err(named("nsCertType"))?;
                self.netscape = Some(NetscapeType(bits.first().copied().unwrap_or_default()));
                "nsCertType"
            }
            oids::SUBJECT_KEY_IDENTIFIER => {
                self.key_identifier = Some(octets(value).map_err(named("subjectKeyIdentifier"))?);
                "subjectKeyIdentifier"
            }
            oids::AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key = Some(authority_key(value).map_err(named("authorityKeyIdentifier"))?);
                "authorityKeyIdentifier"
            }
            oids::SUBJECT_ALT_NAME => {
                self.alternative_names = GeneralName::list(value).map_err(named("subjectAltName"))?;
                "subjectAltName"
            }
            oids::NAME_CONSTRAINTS => {
                self.name_constraints = Some(NameConstraints::of(value).map_err(named("nameConstraints"))?);
                "nameConstraints"
            }
            oids::CRL_DISTRIBUTION_POINTS => {
                distribution_points(value).map_err(named("cRLDistributionPoints"))?;
                "cRLDistributionPoints"
            }
            oids::PROXY_CERT_INFO => {
                self.proxy = true;
                "proxyCertInfo"
            }
            _ => return Ok(None),
        };
        Ok(Some(name))
    }
}

/// What `X509_check_ca` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Authority {
    None,
    /// By basicConstraints.
    Proper,
    /// A self-signed certificate of version 1, or one with a keyUsage alone: as an anchor only.
    Tolerated,
    /// By nsCertType: as an anchor only.
    Netscape,
}

/// `X509_supported_extension`.
fn is_handled(oid: &[u8]) -> bool {
    const HANDLED: [&[u8]; 16] = [
        oids::NETSCAPE_CERT_TYPE,
        oids::SUBJECT_KEY_IDENTIFIER,
        oids::KEY_USAGE,
        oids::SUBJECT_ALT_NAME,
        oids::BASIC_CONSTRAINTS,
        oids::CERTIFICATE_POLICIES,
        oids::AUTHORITY_KEY_IDENTIFIER,
        oids::CRL_DISTRIBUTION_POINTS,
        oids::EXTENDED_KEY_USAGE,
        oids::IP_ADDRESS_BLOCKS,
        oids::AUTONOMOUS_SYSTEMS,
        oids::OCSP_NO_CHECK,
        oids::POLICY_CONSTRAINTS,
        oids::NAME_CONSTRAINTS,
        oids::POLICY_MAPPINGS,
        oids::INHIBIT_ANY_POLICY,
    ];
    HANDLED.contains(&oid) || oid == oids::PROXY_CERT_INFO
}

/// `X509_cmp_time` takes the two forms of RFC 5280, 4.1.2.5: in UTC, with seconds.
fn dates_are_usual(der: &[u8]) -> Result<bool, Malformed> {
    const UTC_TIME: u8 = 0x17;
    const GENERALIZED_TIME: u8 = 0x18;
    let mut tbs = Elements::in_bytes(der).constructed(SEQUENCE)?.constructed(SEQUENCE)?;
    if tbs.peek() == Some(0xa0) {
        tbs.next()?;
    }
    // Serial number, signature algorithm, issuer.
    for _ in 0..3 {
        tbs.next()?;
    }
    let mut validity = tbs.constructed(SEQUENCE)?;
    let mut usual = true;
    for _ in 0..2 {
        let (tag, text) = validity.next()?;
        let digits = match tag {
            UTC_TIME => 12,
            GENERALIZED_TIME => 14,
            _ => return Ok(false),
        };
        let form = text.split_last().is_some_and(|(last, rest)| {
            *last == b'Z' && rest.len() == digits && rest.iter().all(u8::is_ascii_digit)
        });
        usual &= form;
    }
    Ok(usual)
}

/// The outline that `setup_crldp` asks for: each point has a name or an issuer of its list.
fn distribution_points(value: &[u8]) -> Result<(), Malformed> {
    let mut points = Elements::in_bytes(value).constructed(SEQUENCE)?;
    while !points.is_empty() {
        let mut point = points.constructed(SEQUENCE)?;
        let mut named = false;
        while !point.is_empty() {
            match point.next()? {
                (0xa0, _) => named = true,
                (0xa2, issuers) => named |= !issuers.is_empty(),
                (0x81, _) => {}
                _ => return Err(Malformed),
            }
        }
        if !named {
            return Err(Malformed);
        }
    }
    Ok(())
}

fn basic_constraints(value: &[u8]) -> Result<BasicConstraints, Malformed> {
    let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
    let mut constraints = BasicConstraints { authority: false, path_length: None };
    if body.peek() == Some(BOOLEAN) {
        constraints.authority = body.next()?.1 != [0];
    }
    if body.peek() == Some(INTEGER) {
        let (_, number) = body.next()?;
        // A negative one is refused; one beyond 64 bits limits nothing.
        if number.first().is_none_or(|first| first & 0x80 != 0) {
            return Err(Malformed);
        }
        let length =
            number.iter().fold(0u64, |sum, byte| sum.saturating_mul(256).saturating_add(u64::from(*byte)));
        constraints.path_length = Some(length);
    }
    if body.is_empty() { Ok(constraints) } else { Err(Malformed) }
}

fn bits(value: &[u8]) -> Result<Vec<u8>, Malformed> {
    match Elements::in_bytes(value).next()? {
        (BIT_STRING, content) => {
            let (unused, bytes) = content.split_first().ok_or(Malformed)?;
            let mut bytes = bytes.to_vec();
            if let Some(last) = bytes.last_mut() {
                *last &= 0xff << (*unused).min(7);
            }
            Ok(bytes)
        }
        _ => Err(Malformed),
    }
}

fn octets(value: &[u8]) -> Result<Vec<u8>, Malformed> {
    match Elements::in_bytes(value).next()? {
        (OCTET_STRING, content) => Ok(content.to_vec()),
        _ => Err(Malformed),
    }
}

/// Whether the purposes include a TLS server or one of its predecessors (`XKU_SSL_SERVER | XKU_SGC`);
/// anyExtendedKeyUsage is none of them.
fn serves_tls(value: &[u8]) -> Result<bool, Malformed> {
    let mut list = Elements::in_bytes(value).constructed(SEQUENCE)?;
    let mut serves = false;
    while !list.is_empty() {
        let (tag, oid) = list.next()?;
        if tag != OBJECT {
            return Err(Malformed);
        }
        serves |= matches!(oid, oids::SERVER_AUTH | oids::MICROSOFT_SGC | oids::NETSCAPE_SGC);
    }
    Ok(serves)
}

pub(super) fn authority_key(value: &[u8]) -> Result<AuthorityKeyIdentifier, Malformed> {
    let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
    let mut identifier = AuthorityKeyIdentifier::default();
    while !body.is_empty() {
        match body.next()? {
            (0x80, key) => identifier.key = Some(key.to_vec()),
            (0xa1, names) => {
                let names = GeneralName::all(&mut Elements::in_bytes(names))?;
                identifier.issuer = names.into_iter().find_map(|name| match name {
                    GeneralName::Directory(name) => Some(name),
                    _ => None,
                });
            }
            (0x82, serial) => identifier.serial = Some(serial.to_vec()),
            _ => return Err(Malformed),
        }
    }
    Ok(identifier)
}
