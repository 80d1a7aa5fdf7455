//! The extensions of a certificate that OpenSSL decodes once and keeps: `ossl_x509v3_cache_extensions` in
//! `crypto/x509/v3_purp.c` of OpenSSL 3.

use x509_parser::extensions::X509Extension;

use crate::x509::der::{DerResult, Elements, Malformed, OCTET_STRING, SEQUENCE};
use crate::x509::oid;

use super::authority_key::AuthorityKeyIdentifier;
use super::key_usage::{BasicConstraints, KeyUsage, NetscapeType, lists_servers};
use super::name_constraints::NameConstraints;
use super::names::GeneralName;

/// The decoded extensions.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    /// Whether extendedKeyUsage allows a TLS server; none without that extension.
    pub(super) allows_servers: Option<bool>,
    pub(super) netscape_type: Option<NetscapeType>,
    pub(super) subject_key: Option<Vec<u8>>,
    pub(super) authority_key: Option<AuthorityKeyIdentifier>,
    /// subjectAltName, in order; empty without that extension.
    pub(super) alternative_names: Vec<GeneralName>,
    pub(super) name_constraints: Option<NameConstraints>,
    pub(super) is_proxy: bool,
    /// The first critical extension that OpenSSL does not know.
    pub(super) unhandled: Option<String>,
    /// The first extension that does not decode. With it, OpenSSL accepts the certificate neither as an issuer nor as
    /// a subject (`EXFLAG_INVALID`).
    pub(super) malformed: Option<&'static str>,
}

/// Decodes the value of one extension and keeps what matters of it.
type Decode = fn(&mut Extensions, &[u8]) -> DerResult<()>;

/// The extensions that are kept, with their names.
const KEPT: [(&[u8], &str, Decode); 10] = [
    (oid::BASIC_CONSTRAINTS, "basicConstraints", |kept, value| {
        BasicConstraints::from_der(value).map(|constraints| kept.basic_constraints = Some(constraints))
    }),
    (oid::KEY_USAGE, "keyUsage", |kept, value| {
        KeyUsage::from_der(value).map(|usage| kept.key_usage = Some(usage))
    }),
    (oid::EXTENDED_KEY_USAGE, "extKeyUsage", |kept, value| {
        lists_servers(value).map(|listed| kept.allows_servers = Some(listed))
    }),
    (oid::NETSCAPE_CERT_TYPE, "nsCertType", |kept, value| {
        NetscapeType::from_der(value).map(|netscape| kept.netscape_type = Some(netscape))
    }),
    (oid::SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier", |kept, value| {
        let key = Elements::in_bytes(value).value(OCTET_STRING)?;
        kept.subject_key = Some(key.to_vec());
        Ok(())
    }),
    (oid::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", |kept, value| {
        AuthorityKeyIdentifier::from_der(value).map(|key| kept.authority_key = Some(key))
    }),
    (oid::SUBJECT_ALT_NAME, "subjectAltName", |kept, value| {
        GeneralName::list_from_der(value).map(|names| kept.alternative_names = names)
    }),
    (oid::NAME_CONSTRAINTS, "nameConstraints", |kept, value| {
        NameConstraints::from_der(value).map(|constraints| kept.name_constraints = Some(constraints))
    }),
    (oid::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints", |_, value| check_distribution_points(value)),
    (oid::PROXY_CERT_INFO, "proxyCertInfo", |kept, _| {
        kept.is_proxy = true;
        Ok(())
    }),
];

impl Extensions {
    pub(super) fn from_parsed(extensions: &[X509Extension]) -> Self {
        let mut kept = Self::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        for extension in extensions {
            let oid = extension.oid.as_bytes();
            let repeated = seen.contains(&oid);
            kept.decode(oid, extension.value, repeated);
            if extension.critical && !is_supported(oid) {
                kept.unhandled.get_or_insert_with(|| extension.oid.to_id_string());
            }
            seen.push(oid);
        }
        let is_authority = kept.basic_constraints.is_some_and(|constraints| constraints.authority);
        if kept.is_proxy && (is_authority || seen.contains(&oid::SUBJECT_ALT_NAME)) {
            kept.malformed.get_or_insert("proxyCertInfo");
        }
        kept
    }

    fn decode(&mut self, oid: &[u8], value: &[u8], repeated: bool) {
        let Some((_, name, decode)) = KEPT.iter().find(|(known, ..)| *known == oid) else { return };
        if decode(self, value).is_err() {
            self.malformed.get_or_insert(name);
        }
        // `X509_get_ext_d2i` refuses a second extension of the same kind.
        if repeated {
            self.malformed.get_or_insert("an extension that stands there twice");
        }
    }
}

/// `X509_supported_extension`.
fn is_supported(oid: &[u8]) -> bool {
    const SUPPORTED: [&[u8]; 17] = [
        oid::NETSCAPE_CERT_TYPE,
        oid::SUBJECT_KEY_IDENTIFIER,
        oid::KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
        oid::BASIC_CONSTRAINTS,
        oid::CERTIFICATE_POLICIES,
        oid::AUTHORITY_KEY_IDENTIFIER,
        oid::CRL_DISTRIBUTION_POINTS,
        oid::EXTENDED_KEY_USAGE,
        oid::IP_ADDRESS_BLOCKS,
        oid::AUTONOMOUS_SYSTEMS,
        oid::OCSP_NO_CHECK,
        oid::POLICY_CONSTRAINTS,
        oid::PROXY_CERT_INFO,
        oid::NAME_CONSTRAINTS,
        oid::POLICY_MAPPINGS,
        oid::INHIBIT_ANY_POLICY,
    ];
    SUPPORTED.contains(&oid)
}

/// `setup_crldp`: each distribution point has a name or the issuer of its list.
fn check_distribution_points(value: &[u8]) -> DerResult<()> {
    let mut points = Elements::in_bytes(value).constructed(SEQUENCE)?;
    while !points.is_empty() {
        if !is_named(points.constructed(SEQUENCE)?)? {
            return Err(Malformed);
        }
    }
    Ok(())
}

fn is_named(mut point: Elements) -> DerResult<bool> {
    let mut named = false;
    while !point.is_empty() {
        match point.next()? {
            (0xa0, _) => named = true,
            (0xa2, issuers) => named |= !issuers.is_empty(),
            (0x81, _) => {}
            _ => return Err(Malformed),
        }
    }
    Ok(named)
}
