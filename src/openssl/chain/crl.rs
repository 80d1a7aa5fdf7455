//! A revocation list (RFC 5280, 5), as OpenSSL keeps it: `crl_cb` in `crypto/x509/x_crl.c`.

use std::collections::HashMap;

use time::OffsetDateTime;

use crate::openssl::d2i::{Asn1Date, EntryFields, ExtensionField, ListFields};
use crate::x509::der::{DerResult, Elements, INTEGER, Malformed};
use crate::x509::digest::Sha256;
use crate::x509::name::CanonicalName;
use crate::x509::oid;

use super::authority_key::AuthorityKeyIdentifier;
use super::names::GeneralName;
use super::scope::Scope;
use super::strength::Algorithm;

/// A revocation list.
#[derive(Debug)]
pub(super) struct RevocationList {
    pub(super) der: Vec<u8>,
    pub(super) sha256: Sha256,
    pub(super) issuer: CanonicalName,
    pub(super) this_update: ListDate,
    pub(super) next_update: Option<ListDate>,
    pub(super) authority_key: Option<AuthorityKeyIdentifier>,
    /// issuingDistributionPoint; none without it.
    pub(super) scope: Option<Scope>,
    /// It only lists what has changed since another list. OpenSSL does not use it instead of that list
    /// (`get_crl_score` from 3.0.22 on), nor beside it without `X509_V_FLAG_USE_DELTAS`, which libpq does not set.
    pub(super) is_delta: bool,
    pub(super) has_unknown_critical: bool,
    pub(super) algorithm: Algorithm,
    /// By serial number.
    entries: HashMap<Vec<u8>, Vec<RevokedEntry>>,
}

/// A date of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListDate {
    /// The second, if OpenSSL compares the date with the time.
    pub(super) compared: Option<OffsetDateTime>,
    /// The second, if OpenSSL compares the date with that of other lists.
    pub(super) read: Option<OffsetDateTime>,
}

/// One of the entries with the same serial number.
#[derive(Debug)]
struct RevokedEntry {
    /// Whose certificate it is, if not the list's issuer's.
    issuers: Option<Vec<CanonicalName>>,
    /// It takes the certificate out of the list (`CRL_REASON_REMOVE_FROM_CRL`).
    is_removal: bool,
}

impl ListDate {
    fn new(date: &Asn1Date) -> Self {
        Self { compared: date.compared(), read: date.read_leniently() }
    }
}

/// The extensions that OpenSSL handles when they are critical.
const HANDLED: [&[u8]; 3] =
    [oid::ISSUING_DISTRIBUTION_POINT, oid::AUTHORITY_KEY_IDENTIFIER, oid::DELTA_CRL_INDICATOR];

impl RevocationList {
    /// None for a list that OpenSSL does not load.
    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        let (fields, length) = ListFields::read(der).ok()?;
        let mut list = Self {
            der: der[..length].to_vec(),
            sha256: Sha256::hash(der),
            this_update: ListDate::new(&fields.this_update),
            next_update: fields.next_update.as_ref().map(ListDate::new),
            authority_key: None,
            scope: None,
            is_delta: false,
            has_unknown_critical: false,
            algorithm: Algorithm::from_der(fields.inner_algorithm),
            entries: HashMap::new(),
            issuer: fields.issuer,
        };
        list.take_extensions(&fields.extensions);
        list.take_entries(&fields.entries);
        Some(list)
    }

    /// OpenSSL ignores one of the known extensions that does not decode or is there twice: it sets
    /// `EXFLAG_INVALID`, which nothing reads.
    fn take_extensions(&mut self, extensions: &[ExtensionField]) {
        let value = |oid| only(extensions, oid).ok().flatten();
        let scope = value(oid::ISSUING_DISTRIBUTION_POINT);
        self.scope = scope.and_then(|value| Scope::from_der(value, &self.issuer).ok());
        let key = value(oid::AUTHORITY_KEY_IDENTIFIER);
        self.authority_key = key.and_then(|value| AuthorityKeyIdentifier::from_der(value).ok());
        let base = value(oid::DELTA_CRL_INDICATOR);
        self.is_delta = base.is_some_and(|value| Elements::in_bytes(value).primitive(INTEGER).is_ok());
        self.has_unknown_critical = has_critical(extensions, &HANDLED);
    }

    /// `crl_set_issuers`. It stops at the first entry with an extension that does not decode.
    fn take_entries(&mut self, entries: &[EntryFields]) {
        let mut issuers = None;
        let mut is_sound = true;
        for entry in entries {
            let mut kept = RevokedEntry { issuers: None, is_removal: false };
            is_sound = is_sound && self.take_extensions_of(entry, &mut issuers, &mut kept).is_ok();
            self.entries.entry(entry.serial.to_vec()).or_default().push(kept);
        }
    }

    /// `issuers` are those that the last entry names that names any.
    fn take_extensions_of(
        &mut self,
        entry: &EntryFields,
        issuers: &mut Option<Vec<CanonicalName>>,
        kept: &mut RevokedEntry,
    ) -> DerResult<()> {
        if let Some(value) = only(&entry.extensions, oid::CERTIFICATE_ISSUER)? {
            let names = GeneralName::list_from_der(value)?;
            *issuers = Some(names.iter().filter_map(GeneralName::directory).cloned().collect());
        }
        kept.issuers.clone_from(issuers);
        if let Some(value) = only(&entry.extensions, oid::CRL_REASON)? {
            const ENUMERATED: u8 = 0x0a;
            const REMOVED: [u8; 1] = [8];
            kept.is_removal = *Elements::in_bytes(value).content(ENUMERATED)? == REMOVED;
        }
        self.has_unknown_critical |= has_critical(&entry.extensions, &[oid::CERTIFICATE_ISSUER]);
        Ok(())
    }

    /// `X509_CRL_get0_by_cert`. The first entry that is about a certificate of this issuer counts.
    pub(super) fn revokes(&self, serial: &[u8], issuer: &CanonicalName) -> bool {
        let is_about = |entry: &&RevokedEntry| match &entry.issuers {
            None => *issuer == self.issuer,
            Some(issuers) => issuers.contains(issuer),
        };
        let entry = self.entries.get(serial).and_then(|entries| entries.iter().find(is_about));
        entry.is_some_and(|entry| !entry.is_removal)
    }
}

/// The value of the extension of this kind (`X509V3_get_d2i`, which refuses a second one).
fn only<'e>(extensions: &'e [ExtensionField], oid: &[u8]) -> DerResult<Option<&'e [u8]>> {
    let mut found = extensions.iter().filter(|extension| *extension.oid == *oid);
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Malformed),
        (found, None) => Ok(found.map(|extension| extension.value.as_ref())),
    }
}

fn has_critical(extensions: &[ExtensionField], handled: &[&[u8]]) -> bool {
    extensions.iter().any(|extension| extension.critical && !handled.contains(&extension.oid.as_ref()))
}
