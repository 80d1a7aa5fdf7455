//! Revocation lists, as OpenSSL uses those in its store once `X509_V_FLAG_CRL_CHECK_ALL` is set: `check_revocation`
//! in `crypto/x509/x509_vfy.c`, without its extended support for indirect lists and reasons, which libpq leaves off.

use std::collections::HashMap;
use std::rc::Rc;

use time::OffsetDateTime;
use x509_parser::prelude::{CertificateRevocationList, FromDer};

use crate::x509::der::{Elements, INTEGER, Malformed, SEQUENCE};
use crate::x509::digest::Sha256;
use crate::x509::name::{self, Canonical};
use crate::x509::signature::Signature;

use super::checks::{Chain, Verified};
use super::link::Link;
use super::oids;
use super::problem::{Kind, Problem};
use super::profile::{AuthorityKeyIdentifier, KeyUsage, authority_key};
use super::store::Store;
use super::strength::Algorithm;

/// A revocation list.
#[derive(Debug)]
pub(super) struct List {
    der: Vec<u8>,
    sha256: Sha256,
    issuer: Canonical,
    pub(super) this_update: OffsetDateTime,
    pub(super) next_update: Option<OffsetDateTime>,
    authority_key: Option<AuthorityKeyIdentifier>,
    scope: Scope,
    /// It says only what has changed since another list. OpenSSL takes none for a list of its own (`get_crl_score`
    /// from 3.0.22 on) and looks for those beside one only under `X509_V_FLAG_USE_DELTAS`, which libpq does not set.
    is_delta: bool,
    has_unknown_critical: bool,
    /// By serial number, whether it is revoked.
    entries: HashMap<Vec<u8>, bool>,
    algorithm: Algorithm,
}

/// issuingDistributionPoint (RFC 5280, 5.2.5).
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "they are those of the extension")]
struct Scope {
    /// It names a place, which is to be compared with the certificate's.
    named: bool,
    only_users: bool,
    only_authorities: bool,
    only_attributes: bool,
    /// Indirect, or for some reasons only: OpenSSL does not use the list.
    unusable: bool,
}

/// `CRL_REASON_REMOVE_FROM_CRL`.
const REMOVED: u8 = 8;

impl List {
    /// None for a list that this program cannot read.
    pub(super) fn of(der: &[u8]) -> Option<Self> {
        let (_, parsed) = CertificateRevocationList::from_der(der).ok()?;
        let mut list = Self {
            der: der.to_vec(),
            sha256: Sha256::of(der),
            issuer: name::canonical(parsed.issuer()),
            this_update: parsed.last_update().to_datetime(),
            next_update: parsed.next_update().map(|time| time.to_datetime()),
            authority_key: None,
            scope: Scope::default(),
            is_delta: false,
            has_unknown_critical: false,
            entries: HashMap::new(),
            algorithm: Algorithm::of(&parsed.signature_algorithm),
        };
        // One of these that does not decode is as good as absent: `crl_cb` in `crypto/x509/x_crl.c` sets
        // `EXFLAG_INVALID` for it, which nothing asks for.
        for extension in parsed.extensions() {
            match extension.oid.as_bytes() {
                oids::ISSUING_DISTRIBUTION_POINT => {
                    list.scope = Scope::of(extension.value).unwrap_or_default();
                }
                oids::AUTHORITY_KEY_IDENTIFIER => list.authority_key = authority_key(extension.value).ok(),
                oids::DELTA_CRL_INDICATOR => {
                    list.is_delta = Elements::in_bytes(extension.value).primitive(INTEGER).is_ok();
                }
                _ => list.has_unknown_critical |= extension.critical,
            }
        }
        for entry in parsed.iter_revoked_certificates() {
            list.has_unknown_critical |= entry.extensions().iter().any(|extension| extension.critical);
            let revokes = entry.reason_code().is_none_or(|(_, reason)| reason.0 != REMOVED);
            // The first of two with the same serial number counts (`def_crl_lookup`).
            list.entries.entry(entry.raw_serial().to_vec()).or_insert(revokes);
        }
        Some(list)
    }

    fn is_current(&self, at: OffsetDateTime) -> bool {
        self.this_update <= at && self.next_update.is_none_or(|end| at < end)
    }

    fn covers(&self, link: &Link) -> bool {
        let authority = link.profile.constraints.is_some_and(|constraints| constraints.authority);
        let other_kind = if authority { self.scope.only_users } else { self.scope.only_authorities };
        !self.scope.only_attributes && !other_kind
    }

    /// How well the list fits, the issuer's name taken for granted (`get_crl_score`): known critical extensions,
    /// scope, time.
    fn score(&self, link: &Link, at: OffsetDateTime) -> (bool, bool, bool) {
        (!self.has_unknown_critical, self.covers(link), self.is_current(at))
    }
}

impl Scope {
    fn of(value: &[u8]) -> Result<Self, Malformed> {
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
}

/// Every certificate of the chain, the anchor too, needs a list of its issuer.
pub(super) fn check(
    chain: &Chain,
    store: &Store,
    verified: &Verified,
    at: OffsetDateTime,
    problems: &mut Vec<Problem>,
) {
    for (place, link) in chain.links.iter().enumerate() {
        let issuer = chain.links.get(place + 1).unwrap_or(link);
        problems.extend(check_one(link, issuer, store, verified, at).map(|(kind, detail)| Problem {
            kind,
            at: place,
            detail,
        }));
    }
}

fn check_one(
    link: &Link,
    issuer: &Link,
    store: &Store,
    verified: &Verified,
    at: OffsetDateTime,
) -> Option<(Kind, Option<String>)> {
    let Some(list) = best_list(link, issuer, store, at) else {
        let unreadable = "a revocation list that cannot be read here".to_owned();
        return Some(if store.has_unreadable {
            (Kind::Unverifiable, Some(unreadable))
        } else {
            (Kind::CrlMissing, None)
        });
    };
    if list.scope.named {
        let detail = "its revocation list is bound to a distribution point, which is not compared here";
        return Some((Kind::Unverifiable, Some(detail.into())));
    }
    let kind = match () {
        () if !issuer.profile.key_usage.is_none_or(KeyUsage::signs_lists) => Kind::CrlKeyUsage,
        () if !list.covers(link) => Kind::CrlScope,
        () if at < list.this_update => Kind::CrlNotYetValid,
        () if !list.is_current(at) => Kind::CrlExpired,
        () if !issuer.profile.key_fits(&list.algorithm) => Kind::CrlSignature,
        () => match verified.list_signature(list.sha256, &list.der, issuer) {
            Signature::Invalid => Kind::CrlSignature,
            Signature::Unknown => {
                return Some((
                    Kind::Unverifiable,
                    Some("the algorithm of its revocation list's signature".into()),
                ));
            }
            Signature::Valid if list.has_unknown_critical => Kind::CrlExtension,
            Signature::Valid if list.entries.get(&link.profile.serial) == Some(&true) => Kind::Revoked,
            Signature::Valid => return None,
        },
    };
    Some((kind, None))
}

/// `get_crl_sk`: the best, among equals the newest, of them the first.
fn best_list<'a>(link: &Link, issuer: &Link, store: &'a Store, at: OffsetDateTime) -> Option<&'a List> {
    let fits = |list: &&Rc<List>| {
        list.issuer == link.profile.issuer
            && !list.scope.unusable
            && !list.is_delta
            && issuer.profile.fits_identifier(list.authority_key.as_ref())
    };
    let rank = |list: &List| (list.score(link, at), list.this_update);
    let mut best: Option<&List> = None;
    for list in store.lists.iter().filter(fits) {
        if best.is_none_or(|best| rank(list) > rank(best)) {
            best = Some(list);
        }
    }
    best
}
