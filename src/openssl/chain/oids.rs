//! Object identifiers by the content of their DER encoding.

pub(super) const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];
pub(super) const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
pub(super) const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
pub(super) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
pub(super) const DELTA_CRL_INDICATOR: &[u8] = &[0x55, 0x1d, 27];
pub(super) const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 0x1d, 28];
pub(super) const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 30];
pub(super) const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1d, 31];
pub(super) const CERTIFICATE_POLICIES: &[u8] = &[0x55, 0x1d, 32];
pub(super) const POLICY_MAPPINGS: &[u8] = &[0x55, 0x1d, 33];
pub(super) const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
pub(super) const POLICY_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 36];
pub(super) const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
pub(super) const ANY_EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37, 0];
pub(super) const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 0x1d, 54];
pub(super) const COMMON_NAME: &[u8] = &[0x55, 4, 3];

/// 1.3.6.1.5.5.7, the arc of PKIX.
const PKIX: [u8; 7] = [0x2b, 6, 1, 5, 5, 7, 0];
pub(super) const SERVER_AUTH: &[u8] = &[PKIX[0], PKIX[1], PKIX[2], PKIX[3], PKIX[4], PKIX[5], 3, 1];
pub(super) const PROXY_CERT_INFO: &[u8] = &[PKIX[0], PKIX[1], PKIX[2], PKIX[3], PKIX[4], PKIX[5], 1, 14];
pub(super) const IP_ADDRESS_BLOCKS: &[u8] = &[PKIX[0], PKIX[1], PKIX[2], PKIX[3], PKIX[4], PKIX[5], 1, 7];
pub(super) const AUTONOMOUS_SYSTEMS: &[u8] = &[PKIX[0], PKIX[1], PKIX[2], PKIX[3], PKIX[4], PKIX[5], 1, 8];
pub(super) const OCSP_NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5];

pub(super) const NETSCAPE_CERT_TYPE: &[u8] = &[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 1];
pub(super) const NETSCAPE_SGC: &[u8] = &[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 4, 1];
pub(super) const MICROSOFT_SGC: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 3];
pub(super) const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];
