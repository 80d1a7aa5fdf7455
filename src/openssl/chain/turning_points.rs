//! The times at which OpenSSL's answer may change.

use std::collections::HashSet;

use time::OffsetDateTime;

use crate::x509::name::CanonicalName;

use super::link::Shared;
use super::store::X509Store;

/// How many times are looked at. A store of thousands of certificates has thousands of dates, but the answer depends on
/// few.
pub(super) const TURNING_POINT_LIMIT: usize = 400;

/// The times after `at` at which a certificate or list begins or ends that may take part, in order.
pub(super) fn turning_points(sent: &[Shared], store: &X509Store, at: OffsetDateTime) -> Vec<OffsetDateTime> {
    let validities = participants(sent, store).into_iter().map(|link| link.profile.validity);
    let dates = validities.flat_map(|validity| [validity.not_before, validity.not_after]);
    let updates = store.lists.iter().flat_map(|list| [Some(list.this_update), list.next_update]);
    let updates = updates.flatten().filter_map(|date| date.compared);
    let mut times: Vec<OffsetDateTime> = dates.chain(updates).filter(|time| *time > at).collect();
    times.sort();
    times.dedup();
    times
}

/// The certificates that were sent, and those of the store that are named as issuers.
fn participants<'a>(sent: &'a [Shared], store: &'a X509Store) -> Vec<&'a Shared> {
    let mut names: HashSet<&CanonicalName> = HashSet::new();
    let mut links: Vec<&Shared> = sent.iter().collect();
    let mut open: Vec<&CanonicalName> = sent.iter().map(|link| link.issuer()).collect();
    while let Some(name) = open.pop().filter(|_| links.len() < TURNING_POINT_LIMIT) {
        if names.insert(name) {
            for issuer in store.with_subject(name) {
                links.push(issuer);
                open.push(issuer.issuer());
            }
        }
    }
    links
}
