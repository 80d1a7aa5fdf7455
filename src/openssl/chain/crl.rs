//! A revocation list (RFC 5280, 5), as OpenSSL keeps it: `crl_cb` in `crypto/x509/x_crl.c`.

use std::collections::HashMap;

use time::OffsetDateTime;
use x509_parser::prelude::{CertificateRevocationList, FromDer};
use x509_parser::revocation_list::RevokedCertificate;

use crate::x509::der::{DerResult, Elements, INTEGER, Malformed, SEQUENCE};
use crate::x509::digest::Sha256;
use crate::x509::name::{self, CanonicalName};
use crate::x509::oid;

use super::authority_key::AuthorityKeyIdentifier;
use super::strength::Algorithm;

/// A revocation list.
#[derive(Debug)]
pub(super) struct RevocationList {
    pub(super) der: Vec<u8>,
    pub(super) sha256: Sha256,
    pub(super) issuer: CanonicalName,
    pub(super) this_update: OffsetDateTime,
    pub(super) next_update: Option<OffsetDateTime>,
    pub(super) authority_key: Option<AuthorityKeyIdentifier>,
    pub(super) scope: Scope,
    /// It only lists what has changed since another list. OpenSSL does not use it instead of that list
    /// (`get_crl_score` from 3.0.22 on), nor beside it without `X509_V_FLAG_USE_DELTAS`, which libpq does not set.
    pub(super) is_delta: bool,
    pub(super) has_unknown_critical: bool,
    pub(super) algorithm: Algorithm,
    /// Whether a serial number is revoked.
    entries: HashMap<Vec<u8>, bool>,
}

/// issuingDistributionPoint (RFC 5280, 5.2.5).
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "they are those of the extension")]
pub(super) struct Scope {
    /// It names a place, which has to be the one in the certificate.
    pub(super) named: bool,
    pub(super) only_users: bool,
    pub(super) only_authorities: bool,
    pub(super) only_attributes: bool,
    /// The list is indirect, or only for some reasons. OpenSSL does not use it.
    pub(super) unusable: bool,
}

impl RevocationList {
    /// None for a list that this program cannot read.
    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        let (_, parsed) = CertificateRevocationList::from_der(der).ok()?;
        let mut list = Self {
            der: der.to_vec(),
            sha256: Sha256::hash(der),
            issuer: name::canonical(parsed.issuer()),
            this_update: parsed.last_update().to_datetime(),
            next_update: parsed.next_update().map(|time| time.to_datetime()),
            authority_key: None,
            scope: Scope::default(),
            is_delta: false,
            has_unknown_critical: false,
            algorithm: Algorithm::from_identifier(&parsed.signature_algorithm),
            entries: HashMap::new(),
        };
        list.take_extensions(&parsed);
        for entry in parsed.iter_revoked_certificates() {
            list.take_entry(entry);
        }
        Some(list)
    }

    /// OpenSSL ignores one of the known extensions that does not decode: it sets `EXFLAG_INVALID`, which nothing
    /// reads.
    fn take_extensions(&mut self, parsed: &CertificateRevocationList) {
        for extension in parsed.extensions() {
            let value = extension.value;
            match extension.oid.as_bytes() {
                oid::ISSUING_DISTRIBUTION_POINT => self.scope = Scope::from_der(value).unwrap_or_default(),
                oid::AUTHORITY_KEY_IDENTIFIER => {
                    self.authority_key = AuthorityKeyIdentifier::from_der(value).ok();
                }
                oid::DELTA_CRL_INDICATOR => {
                    self.is_delta = Elements::in_bytes(value).primitive(INTEGER).is_ok();
                }
                _ => self.has_unknown_critical |= extension.critical,
            }
        }
    }

    fn take_entry(&mut self, entry: &RevokedCertificate) {
        /// `CRL_REASON_REMOVE_FROM_CRL`.
        const REMOVED: u8 = 8;
        self.has_unknown_critical |= entry.extensions().iter().any(|extension| extension.critical);
        let revokes = entry.reason_code().is_none_or(|(_, reason)| reason.0 != REMOVED);
        // The first of two entries with the same serial number counts (`def_crl_lookup`).
        self.entries.entry(entry.raw_serial().to_vec()).or_insert(revokes);
    }

    pub(super) fn is_current(&self, at: OffsetDateTime) -> bool {
        self.this_update <= at && self.next_update.is_none_or(|end| at < end)
    }

    pub(super) fn revokes(&self, serial: &[u8]) -> bool {
        self.entries.get(serial) == Some(&true)
    }
}

impl Scope {
    fn from_der(value: &[u8]) -> DerResult<Self> {
        let mut scope = Self::default();
        let mut body = Elements::in_bytes(value).constructed(SEQUENCE)?;
        while !body.is_empty() {
            match body.next()? {
                (0xa0, _) => scope.named = true,
                (0x81, [flag]) => scope.only_users = *flag != 0,
                (0x82, [flag]) => scope.only_authorities = *flag != 0,
                (0x83 | 0xa3, _) => scope.unusable = true,
                (0x84, [flag]) => scope.unusable |= *flag != 0,
                (0x85, [flag]) => scope.only_attributes = *flag != 0,
                _ => return Err(Malformed),
            }
        }
        Ok(scope)
    }

    /// Whether the list is about certificates of this kind.
    pub(super) fn covers(self, is_authority: bool) -> bool {
        let other_kind = if is_authority { self.only_users } else { self.only_authorities };
        !self.only_attributes && !other_kind
    }
}
