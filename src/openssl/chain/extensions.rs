//! The extensions of a certificate that OpenSSL decodes once and keeps: `ossl_x509v3_cache_extensions` in
//! `crypto/x509/v3_purp.c` of OpenSSL 3.

use crate::openssl::d2i::{CertificateFields, ExtensionField};
use crate::x509::der::{DerResult, Elements, INTEGER, OBJECT, OCTET_STRING, SEQUENCE, has_short_date};
use crate::x509::name::CanonicalName;
use crate::x509::oid;

use super::addresses::AddressBlocks;

use super::authority_key::AuthorityKeyIdentifier;
use super::distribution_point::DistributionPoint;
use super::key_usage::{BasicConstraints, KeyUsage, NetscapeType, SERVER_PURPOSES, lists_purpose};
use super::name_constraints::NameConstraints;
use super::names::GeneralName;
use super::resources::Resources;
use super::systems::SystemNumbers;

/// The decoded extensions.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    /// Whether extendedKeyUsage allows a TLS server; none without that extension.
    pub(super) allows_servers: Option<bool>,
    /// Whether it has anyExtendedKeyUsage.
    pub(super) has_any_purpose: bool,
    pub(super) netscape_type: Option<NetscapeType>,
    pub(super) subject_key: Option<Vec<u8>>,
    pub(super) authority_key: Option<AuthorityKeyIdentifier>,
    pub(super) distribution_points: Vec<DistributionPoint>,
    pub(super) resources: Resources,
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
const KEPT: [(&[u8], &str, Decode); 12] = [
    (oid::BASIC_CONSTRAINTS, "basicConstraints", |kept, value| {
        BasicConstraints::from_der(value).map(|constraints| kept.basic_constraints = Some(constraints))
    }),
    (oid::KEY_USAGE, "keyUsage", |kept, value| {
        KeyUsage::from_der(value).map(|usage| kept.key_usage = Some(usage))
    }),
    (oid::EXTENDED_KEY_USAGE, "extKeyUsage", |kept, value| {
        kept.has_any_purpose = lists_purpose(value, &[oid::ANY_EXTENDED_KEY_USAGE])?;
        lists_purpose(value, &SERVER_PURPOSES).map(|listed| kept.allows_servers = Some(listed))
    }),
    (oid::NETSCAPE_CERT_TYPE, "nsCertType", |kept, value| {
        NetscapeType::from_der(value).map(|netscape| kept.netscape_type = Some(netscape))
    }),
    (oid::SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier", |kept, value| {
        let key = Elements::in_bytes(value).content(OCTET_STRING)?;
        kept.subject_key = Some(key.into_owned());
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
    (oid::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints", |kept, value| {
        DistributionPoint::list_from_der(value).map(|points| kept.distribution_points = points)
    }),
    (oid::IP_ADDRESS_BLOCKS, "sbgp-ipAddrBlock", |kept, value| {
        AddressBlocks::from_der(value).map(|blocks| kept.resources.addresses = Some(blocks))
    }),
    (oid::AUTONOMOUS_SYSTEMS, "sbgp-autonomousSysNum", |kept, value| {
        SystemNumbers::from_der(value).map(|numbers| kept.resources.systems = Some(numbers))
    }),
    (oid::PROXY_CERT_INFO, "proxyCertInfo", |kept, value| check_proxy(value).map(|()| kept.is_proxy = true)),
];

impl Extensions {
    pub(super) fn from_fields(fields: &CertificateFields) -> Self {
        let mut kept = Self::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        for ExtensionField { oid, critical, value } in &fields.extensions {
            kept.decode(oid, value, seen.contains(&oid.as_ref()));
            if *critical && !is_supported(oid) {
                kept.unhandled.get_or_insert_with(|| oid::dotted(oid));
            }
            seen.push(oid);
        }
        let is_authority = kept.basic_constraints.is_some_and(|constraints| constraints.authority);
        let has_names = [oid::SUBJECT_ALT_NAME, oid::ISSUER_ALT_NAME].iter().any(|name| seen.contains(name));
        if kept.is_proxy && (is_authority || has_names) {
            kept.malformed.get_or_insert("proxyCertInfo");
        }
        kept.complete_points(&fields.issuer);
        kept
    }

    /// `setup_dp`: a point has a name or an issuer, and a relative name is completed.
    fn complete_points(&mut self, issuer: &CanonicalName) {
        if !self.distribution_points.iter_mut().all(|point| point.complete(issuer)) {
            self.malformed.get_or_insert("cRLDistributionPoints");
        }
    }

    fn decode(&mut self, oid: &[u8], value: &[u8], repeated: bool) {
        let Some((_, name, decode)) = KEPT.iter().find(|(known, ..)| *known == oid) else { return };
        // The stricter version of OpenSSL decides: its answer is never a wrong `ok`.
        if decode(self, value).is_err() || has_short_date(value) {
            self.malformed.get_or_insert(name);
        }
        // `X509_get_ext_d2i` refuses a second extension of the same kind.
        if repeated {
            self.malformed.get_or_insert("an extension that is there twice");
        }
    }
}

/// `X509_supported_extension`.
fn is_supported(oid: &[u8]) -> bool {
    const SUPPORTED: [&[u8]; 15] = [
        oid::NETSCAPE_CERT_TYPE,
        oid::KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
        oid::BASIC_CONSTRAINTS,
        oid::CERTIFICATE_POLICIES,
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

/// `PROXY_CERT_INFO_EXTENSION` in `crypto/x509/v3_pcia.c`.
fn check_proxy(value: &[u8]) -> DerResult<()> {
    let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
    body.optional(INTEGER, INTEGER)?;
    let mut policy = body.constructed(SEQUENCE)?;
    body.end()?;
    policy.primitive(OBJECT)?;
    policy.optional(OCTET_STRING, OCTET_STRING)?;
    policy.end()
}
