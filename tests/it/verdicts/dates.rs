//! Certificates before and after their time, and dates in both forms.

use super::case::{Case, Trio, leaf, middle, root};
use crate::support::forge::certificate::{Draft, in_days};
use crate::support::forge::der::{date, generalized_date, tlv};

pub(super) fn all() -> Vec<Case> {
    let one = |name: &str, trio: Trio| trio.case(name);
    let early = |draft: Draft| draft.dates(generalized_date(in_days(-9)), generalized_date(in_days(9)));
    let far = |draft: Draft| draft.dates(date(in_days(-9)), date(in_days(20_000)));
    let for_ever = |draft: Draft| draft.dates(date(in_days(-9)), tlv(0x18, "99991231235959Z"));
    let ancient = |draft: Draft| draft.dates(tlv(0x17, "500101000000Z"), date(in_days(9)));
    let short = |draft: Draft| draft.dates(tlv(0x17, "2501010000Z"), date(in_days(9)));
    let offset = |draft: Draft| draft.dates(tlv(0x17, "250101000000+0100"), date(in_days(9)));
    let backward = |draft: Draft| draft.dates(date(in_days(9)), date(in_days(-9)));
    vec![
        one("expired leaf", Trio::leaf(leaf().expired())).fails(),
        one("expired intermediate", Trio::middle(middle().expired())).fails(),
        one("expired root", Trio::root(root().expired())).fails(),
        one("future leaf", Trio::leaf(leaf().future())).fails(),
        one("future intermediate", Trio::middle(middle().future())).fails(),
        one("future root", Trio::root(root().future())).fails(),
        one("one day old", Trio::leaf(leaf().days(-1, 1))),
        one("four digits before 2050", Trio::leaf(early(leaf()))),
        one("root to 2080", Trio::root(far(root()))),
        one("root to the end of time", Trio::root(for_ever(root()))),
        one("leaf to the end of time", Trio::leaf(for_ever(leaf()))),
        one("leaf from 1950", Trio::leaf(ancient(leaf()))),
        one("leaf without seconds", Trio::leaf(short(leaf()))).fails(),
        one("leaf in another time zone", Trio::leaf(offset(leaf()))).fails(),
        one("leaf that ends before it starts", Trio::leaf(backward(leaf()))).fails(),
        self_signed("expired self-signed leaf", leaf().expired()).fails(),
        self_signed("future self-signed leaf", leaf().future()).fails(),
    ]
}

fn self_signed(name: &str, draft: Draft) -> Case {
    let own = draft.self_signed();
    Case::new(name, &[&own], &[&own])
}
