//! Object identifiers by the content of their DER encoding.

use x509_parser::asn1_rs::oid;

pub(super) const SUBJECT_KEY_IDENTIFIER: &[u8] = &oid!(raw 2.5.29.14);
pub(super) const KEY_USAGE: &[u8] = &oid!(raw 2.5.29.15);
pub(super) const SUBJECT_ALT_NAME: &[u8] = &oid!(raw 2.5.29.17);
pub(super) const BASIC_CONSTRAINTS: &[u8] = &oid!(raw 2.5.29.19);
pub(super) const DELTA_CRL_INDICATOR: &[u8] = &oid!(raw 2.5.29.27);
pub(super) const ISSUING_DISTRIBUTION_POINT: &[u8] = &oid!(raw 2.5.29.28);
pub(super) const NAME_CONSTRAINTS: &[u8] = &oid!(raw 2.5.29.30);
pub(super) const CRL_DISTRIBUTION_POINTS: &[u8] = &oid!(raw 2.5.29.31);
pub(super) const CERTIFICATE_POLICIES: &[u8] = &oid!(raw 2.5.29.32);
pub(super) const POLICY_MAPPINGS: &[u8] = &oid!(raw 2.5.29.33);
pub(super) const AUTHORITY_KEY_IDENTIFIER: &[u8] = &oid!(raw 2.5.29.35);
pub(super) const POLICY_CONSTRAINTS: &[u8] = &oid!(raw 2.5.29.36);
pub(super) const EXTENDED_KEY_USAGE: &[u8] = &oid!(raw 2.5.29.37);
pub(super) const ANY_EXTENDED_KEY_USAGE: &[u8] = &oid!(raw 2.5.29.37.0);
pub(super) const INHIBIT_ANY_POLICY: &[u8] = &oid!(raw 2.5.29.54);
pub(super) const COMMON_NAME: &[u8] = &oid!(raw 2.5.4.3);

pub(super) const SERVER_AUTH: &[u8] = &oid!(raw 1.3.6.1.5.5.7.3.1);
pub(super) const PROXY_CERT_INFO: &[u8] = &oid!(raw 1.3.6.1.5.5.7.1.14);
pub(super) const IP_ADDRESS_BLOCKS: &[u8] = &oid!(raw 1.3.6.1.5.5.7.1.7);
pub(super) const AUTONOMOUS_SYSTEMS: &[u8] = &oid!(raw 1.3.6.1.5.5.7.1.8);
pub(super) const OCSP_NO_CHECK: &[u8] = &oid!(raw 1.3.6.1.5.5.7.48.1.5);

pub(super) const NETSCAPE_CERT_TYPE: &[u8] = &oid!(raw 2.16.840.1.113730.1.1);
pub(super) const NETSCAPE_SGC: &[u8] = &oid!(raw 2.16.840.1.113730.4.1);
pub(super) const MICROSOFT_SGC: &[u8] = &oid!(raw 1.3.6.1.4.1.311.10.3.3);
pub(super) const EMAIL_ADDRESS: &[u8] = &oid!(raw 1.2.840.113549.1.9.1);
