//! Which certificates are sent, in which order, and which of them are in the store.

use super::case::{Case, HOST, Trio, leaf, middle, pems, root};
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::SERVER_AUTH;
use crate::support::forge::name;

/// What the project's notes on libpq list, row by row; the rows with two roots are in `cross_signed`.
pub(super) fn measured() -> Vec<Case> {
    let Trio { root, middle, leaf: server } = Trio::new();
    let by_root = root.issue(leaf());
    let own = leaf().self_signed();
    vec![
        Case::new("leaf and intermediate; root", &[&server, &middle], &[&root]),
        Case::new("leaf; root", &[&server], &[&root]).fails(),
        Case::new("leaf; root and intermediate", &[&server], &[&root, &middle]),
        Case::new("leaf; intermediate and root", &[&server], &[&middle, &root]),
        Case::new("leaf and intermediate; intermediate", &[&server, &middle], &[&middle]).fails(),
        Case::new("leaf, intermediate, root; intermediate", &[&server, &middle, &root], &[&middle]).fails(),
        Case::new("leaf of a root; that leaf", &[&by_root], &[&by_root]).fails(),
        Case::new("leaf of an intermediate; that leaf", &[&server, &middle], &[&server]).fails(),
        Case::new("self-signed leaf; that leaf", &[&own], &[&own]),
        Case::new("leaf and intermediate; intermediate as TRUSTED", &[&server, &middle], &[])
            .store(middle.trusted_pem(&[SERVER_AUTH], &[])),
        Case::new("leaf, intermediate, root; root", &[&server, &middle, &root], &[&root]),
        Case::new("leaf, root, intermediate; root", &[&server, &root, &middle], &[&root]),
    ]
}

pub(super) fn shapes() -> Vec<Case> {
    [unrelated(), long(), odd()].into_iter().flatten().collect()
}

fn unrelated() -> Vec<Case> {
    let Trio { root, middle, leaf: server } = Trio::new();
    let (other, stranger) = (Party::root("Kit Other"), Party::root("Kit Stranger").ca("Kit Strange"));
    let namesake = Party::root("Kit Root");
    let namesake_middle = namesake.ca("Kit Middle");
    let all = pems(&[&other, &root, &namesake]);
    vec![
        Case::new("another root", &[&server, &middle], &[&other]).fails(),
        Case::new("the root behind another", &[&server, &middle], &[&other, &root]),
        Case::new("three roots", &[&server, &middle], &[]).store(all),
        Case::new("an unrelated one sent", &[&server, &stranger, &middle, &other], &[&root]),
        Case::new("only unrelated ones sent", &[&server, &stranger, &other], &[&root]).fails(),
        Case::new("the intermediate sent twice", &[&server, &middle, &middle], &[&root]),
        Case::new("the leaf sent twice", &[&server, &server, &middle], &[&root]),
        Case::new("a root of the same name", &[&server, &middle], &[&namesake]).fails(),
        Case::new("a namesake of the intermediate sent", &[&server, &namesake_middle], &[&root]).fails(),
        Case::new(
            "a namesake of the intermediate before it",
            &[&server, &namesake_middle, &middle],
            &[&root],
        ),
        Case::new(
            "a namesake of the intermediate behind it",
            &[&server, &middle, &namesake_middle],
            &[&root],
        ),
        Case::new(
            "a namesake of the intermediate in the store",
            &[&server, &middle],
            &[&namesake_middle, &root],
        ),
        Case::new("sent root, absent from the store", &[&server, &middle, &root], &[&other]).fails(),
    ]
}

/// Several intermediates, in every order that shows something.
fn long() -> Vec<Case> {
    let root = root().self_signed();
    let one = root.ca("Kit One");
    let two = one.ca("Kit Two");
    let three = two.ca("Kit Three");
    let server = three.issue(leaf());
    vec![
        Case::new("three intermediates", &[&server, &three, &two, &one], &[&root]),
        Case::new("three intermediates backward", &[&server, &one, &two, &three], &[&root]),
        Case::new("three intermediates shuffled, with root", &[&server, &two, &root, &three, &one], &[&root]),
        Case::new("the first intermediate missing", &[&server, &two, &one], &[&root]).fails(),
        Case::new("the middle intermediate missing", &[&server, &three, &one], &[&root]).fails(),
        Case::new("the last intermediate missing", &[&server, &three, &two], &[&root]).fails(),
        Case::new("the missing intermediate is stored", &[&server, &three, &one], &[&root, &two]).fails(),
        Case::new("all intermediates are stored", &[&server], &[&three, &one, &two, &root]),
        Case::new("the uppermost is stored", &[&server, &three, &two], &[&one, &root]),
        Case::new("the intermediates alone are stored", &[&server], &[&three, &two, &one]).fails(),
    ]
}

fn odd() -> Vec<Case> {
    let base = Trio::new();
    let own = leaf().self_signed();
    let other = leaf().self_signed();
    let own_ca = Draft::ca(HOST).self_signed();
    let own_v1 = Draft::bare(name::cn(HOST)).v1().self_signed();
    let v1 = Trio::leaf(Draft::bare(name::cn(HOST)).v1());
    let v1_root = Trio::root(root().v1());
    let v1_middle = Trio::middle(middle().v1());
    let new_key = base.root.issue(Draft::ca("Kit Root"));
    let rolled = new_key.issue(leaf());
    let issued_by_leaf = base.leaf.issue(leaf());
    vec![
        Case::new("self-signed leaf; another of the same key", &[&own], &[&other]).fails(),
        Case::new("self-signed leaf; a root", &[&own], &[&base.root]).fails(),
        Case::new("self-signed authority as server", &[&own_ca], &[&own_ca]).fails(),
        Case::new("self-signed v1 leaf", &[&own_v1], &[&own_v1]),
        v1.case("v1 leaf"),
        v1_root.case("v1 root"),
        v1_middle.case("v1 intermediate").fails(),
        Case::new("self-issued, not self-signed: a new key by the old", &[&rolled, &new_key], &[&base.root]),
        Case::new("the new key stored, the old too", &[&rolled], &[&new_key, &base.root]),
        Case::new("the new key stored alone", &[&rolled, &new_key], &[&new_key]).fails(),
        Case::new("issued by a leaf", &[&issued_by_leaf, &base.leaf, &base.middle], &[&base.root]).fails(),
    ]
}
