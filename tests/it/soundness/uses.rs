//! Every combination of what says how a certificate may be used, at each place of a chain.

use time::OffsetDateTime;

use super::chain::{Chain, Drafts};
use super::compared::{Named, compare, python_for};
use crate::support::forge::certificate::Draft;
use crate::support::forge::extension::{
    BASIC, CERT_SIGN, CLIENT_AUTH, CRL_SIGN, DIGITAL_SIGNATURE, Extension, KEY_USAGE, SERVER_AUTH, basic,
    extended_usage, key_usage, netscape_type,
};

/// The version, and the values of basicConstraints, keyUsage, extendedKeyUsage and nsCertType.
type Uses = (u64, [Option<Extension>; 4]);

fn all() -> Vec<Uses> {
    let constraints = [None, Some(basic(true, None)), Some(basic(false, None))];
    let usages = [None, Some(CERT_SIGN), Some(CRL_SIGN), Some(DIGITAL_SIGNATURE)]
        .map(|bit| bit.map(|bit| key_usage(&[bit])));
    let purposes =
        [None, Some(SERVER_AUTH), Some(CLIENT_AUTH)].map(|use_| use_.map(|use_| extended_usage(&[use_])));
    let mut netscape: Vec<Option<Extension>> = (0..8).map(|bit| Some(netscape_type(&[bit]))).collect();
    netscape.push(None);
    let mut all = Vec::new();
    for version in [0, 2] {
        for constraint in &constraints {
            for usage in &usages {
                for purpose in &purposes {
                    for kind in &netscape {
                        let values = [constraint.clone(), usage.clone(), purpose.clone(), kind.clone()];
                        all.push((version, values));
                    }
                }
            }
        }
    }
    all
}

fn used(draft: Draft, (version, extensions): Uses) -> Draft {
    let bare = draft.without(BASIC).without(KEY_USAGE).version(Some(version));
    extensions.into_iter().flatten().fold(bare, Draft::with)
}

#[test]
fn a_certificate_is_of_use_where_openssl_says_so() {
    let Some(python) = python_for("the uses of certificates") else { return };
    let all = all();
    let at = OffsetDateTime::now_utc().unix_timestamp();
    let case = |number: usize| -> Named {
        let (place, number) = (number % 3, number / 3);
        let uses = all[number].clone();
        let drafts = Drafts::new().changed(place, |draft| used(draft, uses));
        let chain = Chain::signed("uses", drafts);
        (format!("{number} at {place}"), chain, at)
    };
    let tallies = compare(&python, 3 * all.len(), case);
    assert_eq!(tallies.differing(), 0, "{}", tallies.report());
    assert!(tallies.sum(|tally| tally.valid) > 100, "{}", tallies.report());
}
