//! Several certificates for one subject and key, as Azure's servers have them.

use super::case::{Case, Trio, VERIFY_FAILED, Wanted, leaf};
use crate::support::forge::certificate::{Draft, Party};

pub(super) fn all() -> Vec<Case> {
    [two_roots(), expired_twin_of_intermediate(), cross_signed_root(), twins_of_a_root(), azure()]
        .into_iter()
        .flatten()
        .collect()
}

/// The same intermediate by root A and by root B, sent in both orders, with every subset of the roots.
fn two_roots() -> Vec<Case> {
    let (a, b) = (Party::root("Kit A"), Party::root("Kit B"));
    let by_a = a.ca("Kit Middle");
    let by_b = b.cross(&by_a);
    let server = by_a.issue(leaf());
    let ok = Wanted::Full;
    let mut cases = vec![
        Case::new("by A; A", &[&server, &by_a], &[&a]),
        Case::new("by A; B", &[&server, &by_a], &[&b]).fails(),
        Case::new("by B; A", &[&server, &by_b], &[&a]).fails(),
        Case::new("by B; A, B", &[&server, &by_b], &[&a, &b]),
        Case::new("none sent; by B, A", &[&server], &[&by_b, &a]).fails(),
        Case::new("none sent; by A, by B, B", &[&server], &[&by_a, &by_b, &b]).fails(),
        Case::new("none sent; by B, by A, B", &[&server], &[&by_b, &by_a, &b]),
        Case::new("by A; by B, A, B", &[&server, &by_a], &[&by_b, &a, &b]),
        Case::new("by A; by B, A", &[&server, &by_a], &[&by_b, &a]).fails(),
        Case::new("by A; by B, B", &[&server, &by_a], &[&by_b, &b]),
    ];
    let orders = [("by A, by B", [&server, &by_a, &by_b]), ("by B, by A", [&server, &by_b, &by_a])];
    for (order, sent) in orders {
        let a_first = order.starts_with("by A");
        let (with_a, with_b) = if a_first { (ok, VERIFY_FAILED) } else { (VERIFY_FAILED, ok) };
        cases.push(Case::new(format!("{order}; A"), &sent, &[&a]).wants(with_a));
        cases.push(Case::new(format!("{order}; B"), &sent, &[&b]).wants(with_b));
        cases.push(Case::new(format!("{order}; A, B"), &sent, &[&a, &b]));
        cases.push(Case::new(format!("{order}; B, A"), &sent, &[&b, &a]));
        let with_roots = [sent[0], sent[1], sent[2], &a, &b];
        cases.push(Case::new(format!("{order}, roots; A"), &with_roots, &[&a]).wants(with_a));
    }
    cases
}

fn expired_twin_of_intermediate() -> Vec<Case> {
    let (a, b) = (Party::root("Kit A"), Party::root("Kit B"));
    let by_b = b.ca("Kit Middle");
    let expired = a.issue(Draft::again(&by_b).expired());
    let future = a.issue(Draft::again(&by_b).future());
    let server = by_b.issue(leaf());
    vec![
        Case::new("expired by A, by B; A", &[&server, &expired, &by_b], &[&a]).fails(),
        Case::new("expired by A, by B; B", &[&server, &expired, &by_b], &[&b]),
        Case::new("expired by A, by B; A, B", &[&server, &expired, &by_b], &[&a, &b]),
        Case::new("by B, expired by A; A", &[&server, &by_b, &expired], &[&a]).fails(),
        Case::new("by B, expired by A; B", &[&server, &by_b, &expired], &[&b]),
        Case::new("future by A, by B; B", &[&server, &future, &by_b], &[&b]),
        Case::new("future by A, by B; A", &[&server, &future, &by_b], &[&a]).fails(),
        Case::new("expired by A in the store, by B sent; A, B", &[&server, &by_b], &[&expired, &a, &b])
            .fails(),
        Case::new("both expired; A", &[&server, &expired], &[&a]).fails(),
    ]
}

/// A root that signs itself, and whose twin is signed by another root: Azure's long chain.
fn cross_signed_root() -> Vec<Case> {
    let old = Party::root("Kit Old");
    let new = Party::root("Kit New");
    let twin = old.cross(&new);
    let middle = new.ca("Kit Middle");
    let server = middle.issue(leaf());
    let chain = [&server, &middle];
    vec![
        Case::new("twin sent; old", &[&server, &middle, &twin], &[&old]),
        Case::new("twin sent; new", &[&server, &middle, &twin], &[&new]),
        Case::new("twin sent; old, new", &[&server, &middle, &twin], &[&old, &new]),
        Case::new("new sent; old", &[&server, &middle, &new], &[&old]).fails(),
        Case::new("new, twin sent; old", &[&server, &middle, &new, &twin], &[&old]).fails(),
        Case::new("twin, new sent; old", &[&server, &middle, &twin, &new], &[&old]),
        Case::new("new, twin sent; new", &[&server, &middle, &new, &twin], &[&new]),
        Case::new("twin, new sent; new", &[&server, &middle, &twin, &new], &[&new]),
        Case::new("new sent; twin, old", &[&server, &middle, &new], &[&twin, &old]),
        Case::new("none sent; twin, old", &chain, &[&twin, &old]),
        Case::new("none sent; twin, new", &chain, &[&twin, &new]).fails(),
        Case::new("none sent; new, twin", &chain, &[&new, &twin]),
        Case::new("none sent; twin", &chain, &[&twin]).fails(),
        Case::new("none sent; old", &chain, &[&old]).fails(),
        Case::new("twin sent; twin", &[&server, &middle, &twin], &[&twin]).fails(),
        Case::new("twin and old sent; new", &[&server, &middle, &twin, &old], &[&new]),
        Case::new("twin and old sent; old", &[&server, &middle, &twin, &old], &[&old]),
    ]
}

/// Roots of one name: of one key with other dates, or of two keys.
fn twins_of_a_root() -> Vec<Case> {
    let Trio { root, middle, leaf: server } = Trio::new();
    let sent = [&server, &middle];
    let expired = Draft::again(&root).expired().self_signed();
    let future = Draft::again(&root).future().self_signed();
    let again = Draft::again(&root).self_signed();
    let namesake = Party::root("Kit Root");
    let anonymous =
        Trio::of(Draft::ca("Kit Root").anonymous(), Draft::ca("Kit Middle").anonymous(), leaf().anonymous());
    let namesake_too = Draft::ca("Kit Root").anonymous().self_signed();
    let bare = [&anonymous.leaf, &anonymous.middle];
    vec![
        Case::new("expired twin, root", &sent, &[&expired, &root]),
        Case::new("root, expired twin", &sent, &[&root, &expired]),
        Case::new("expired twin alone", &sent, &[&expired]).fails(),
        Case::new("future twin, root", &sent, &[&future, &root]),
        Case::new("root, future twin", &sent, &[&root, &future]),
        Case::new("another edition of the root", &sent, &[&again]),
        Case::new("both editions", &sent, &[&again, &root]),
        Case::new("expired twin sent; root", &[&server, &middle, &expired], &[&root]),
        Case::new("root sent; expired twin", &[&server, &middle, &root], &[&expired]).fails(),
        Case::new("root sent; another edition", &[&server, &middle, &root], &[&again]),
        Case::new("namesake, root", &sent, &[&namesake, &root]),
        Case::new("root, namesake", &sent, &[&root, &namesake]),
        Case::new("namesake, root, without identifiers", &bare, &[&namesake_too, &anonymous.root])
            .fails_somehow(),
        Case::new("root, namesake, without identifiers", &bare, &[&anonymous.root, &namesake_too]),
        Case::new(
            "namesake sent, without identifiers",
            &[bare[0], bare[1], &namesake_too],
            &[&anonymous.root],
        ),
    ]
}

/// Three roots in the store; a long chain to the first, a short one to the second.
fn azure() -> Vec<Case> {
    let roots = [Party::root("Kit G2"), Party::root("Kit Microsoft"), Party::root("Kit G1")];
    let [g2, microsoft, g1] = &roots;
    let own = Draft::ca("Kit TLS Root").self_signed();
    let tls = g2.cross(&own);
    let issuing = tls.ca("Kit Issuing");
    let server = issuing.issue(leaf());
    let old = microsoft.ca("Kit Old Issuing");
    let x_signed = g2.issue(Draft::again(&old).expired());
    let old_server = old.issue(leaf());
    vec![
        Case::new("long chain; the three", &[&server, &issuing, &tls], &[g2, microsoft, g1]),
        Case::new("long chain; G2", &[&server, &issuing, &tls], &[g2]),
        Case::new("long chain; Microsoft", &[&server, &issuing, &tls], &[microsoft]).fails(),
        Case::new("long chain; its own root", &[&server, &issuing, &tls], &[&own]),
        Case::new(
            "long chain with its own root sent; the three",
            &[&server, &issuing, &own],
            &[g2, microsoft, g1],
        )
        .fails(),
        Case::new("short chain; Microsoft", &[&old_server, &old], &[microsoft]),
        Case::new("short chain; G2", &[&old_server, &old], &[g2]).fails(),
        Case::new("expired xsign; the three", &[&old_server, &x_signed], &[g2, microsoft, g1]).fails(),
        Case::new(
            "expired xsign and Microsoft's; the three",
            &[&old_server, &x_signed, &old],
            &[g2, microsoft, g1],
        ),
        Case::new("expired xsign and Microsoft's; G2", &[&old_server, &x_signed, &old], &[g2]).fails(),
    ]
}
