//! Name constraints of an intermediate, and one of the root.

use super::case::{Case, HOST, MISMATCH, Trio, leaf, middle, root};
use crate::support::forge::certificate::Draft;
use crate::support::forge::extension::{
    Extension, GeneralName, alt_names, constraints, directory, dns, email, ip, ip_bytes, network, registered,
    uri,
};
use crate::support::forge::name::{cn, organization, within};

pub(super) fn all() -> Vec<Case> {
    [dns_names(), addresses(), common_names(), subjects(), others()].into_iter().flatten().collect()
}

fn permit(name: GeneralName) -> Extension {
    constraints(&[name], &[])
}

fn exclude(name: GeneralName) -> Extension {
    constraints(&[], &[name])
}

fn on(name: &str, constraint: Extension, leaf: Draft) -> Case {
    Trio::of(root(), middle().with(constraint), leaf).case(name)
}

fn dns_names() -> Vec<Case> {
    let both = alt_names(&[dns(HOST), dns("db.other.test")]);
    let wildcard = || leaf().with(alt_names(&[dns("*.kit.test")]));
    vec![
        on("permitted domain", permit(dns("kit.test")), leaf()),
        on("permitted domain in capitals", permit(dns("KIT.Test")), leaf()),
        on("permitted domain with a dot", permit(dns(".kit.test")), leaf()),
        on("permitted host itself", permit(dns(HOST)), leaf()),
        on("permitted host itself with a dot", permit(dns(".db.kit.test")), leaf()).fails(),
        on("permitted other domain", permit(dns("other.test")), leaf()).fails(),
        on("permitted end of a label", permit(dns("it.test")), leaf()).fails(),
        on("permitted everything", permit(dns("")), leaf()),
        on("one of two names permitted", permit(dns("kit.test")), leaf().with(both)).fails(),
        on("excluded domain", exclude(dns("kit.test")), leaf()).fails(),
        on("excluded domain with a dot", exclude(dns(".kit.test")), leaf()).fails(),
        on("excluded other domain", exclude(dns("other.test")), leaf()),
        on("excluded everything", exclude(dns("")), leaf()).fails(),
        on("permitted wildcard", permit(dns("kit.test")), wildcard()),
        on("permitted only below the wildcard", permit(dns("db.kit.test")), wildcard()).fails(),
        on("excluded below the wildcard", exclude(dns("db.kit.test")), wildcard()),
        on("permitted and excluded", constraints(&[dns("test")], &[dns("kit.test")]), leaf()).fails(),
        Trio::root(root().with(permit(dns("other.test")))).case("the root permits another domain").fails(),
        Trio::root(root().with(exclude(dns("kit.test")))).case("the root excludes the domain").fails(),
        Trio::leaf(leaf().with(permit(dns("other.test")))).case("constraints on the leaf"),
    ]
}

fn addresses() -> Vec<Case> {
    let named = || leaf().with(alt_names(&[dns(HOST), ip("10.1.2.3")]));
    let six = || leaf().with(alt_names(&[dns(HOST), ip("fd00::1")]));
    vec![
        on("permitted network", permit(network("10.1.0.0", "255.255.0.0")), named()),
        on("permitted other network", permit(network("10.2.0.0", "255.255.0.0")), named()).fails(),
        on("excluded network", exclude(network("10.0.0.0", "255.0.0.0")), named()).fails(),
        on("excluded all of IPv4", exclude(network("0.0.0.0", "0.0.0.0")), named()).fails(),
        on("excluded all of IPv4, no address", exclude(network("0.0.0.0", "0.0.0.0")), leaf()),
        on("permitted IPv6, named IPv4", permit(network("fd00::", "ff00::")), named()).fails(),
        on("permitted network of IPv6", permit(network("fd00::", "ff00::")), six()),
        on("a network of five bytes", permit(ip_bytes(&[10, 1, 0, 0, 255])), named()).fails(),
    ]
}

/// Without a SAN, the CN is constrained like a DNS name.
fn common_names() -> Vec<Case> {
    let bare = || Draft::bare(cn(HOST));
    let spoken = || Draft::bare(cn("Kit Server")).with(alt_names(&[dns(HOST)]));
    let spoken_alone = || Draft::bare(cn("Kit Server"));
    let other_cn = || Draft::bare(cn("db.other.test")).with(alt_names(&[dns(HOST)]));
    vec![
        on("permitted CN", permit(dns("kit.test")), bare()),
        on("CN outside", permit(dns("other.test")), bare()).fails(),
        on("excluded CN", exclude(dns("kit.test")), bare()).fails(),
        on("a CN of two words beside a SAN", permit(dns("kit.test")), spoken()),
        on("a CN of two words, no SAN", permit(dns("kit.test")), spoken_alone()).wants(MISMATCH),
        on("a CN outside beside a SAN", permit(dns("kit.test")), other_cn()),
    ]
}

fn subjects() -> Vec<Case> {
    let inside = || Draft::bare(within("Kit", HOST)).with(alt_names(&[dns(HOST)]));
    let kit = || directory(&organization("Kit"));
    let capitals = || directory(&organization("KIT"));
    vec![
        on("permitted subject", permit(kit()), inside()),
        on("permitted subject in capitals", permit(capitals()), inside()),
        on("permitted other subject", permit(directory(&organization("Else"))), inside()).fails(),
        on("excluded subject", exclude(kit()), inside()).fails(),
        on("excluded other subject", exclude(directory(&organization("Else"))), inside()),
        on("a subject with no permitted part", permit(kit()), leaf()).fails(),
    ]
}

fn others() -> Vec<Case> {
    let mailed = || leaf().with(alt_names(&[dns(HOST), email("a@kit.test")]));
    let linked = || leaf().with(alt_names(&[dns(HOST), uri("https://kit.test/x")]));
    let tagged = || leaf().with(alt_names(&[dns(HOST), registered("1.2.3")]));
    vec![
        on("permitted mailbox", permit(email("a@kit.test")), mailed()),
        on("permitted other mailbox", permit(email("b@kit.test")), mailed()).fails(),
        on("permitted mail host", permit(email("kit.test")), mailed()),
        on("permitted mail domain", permit(email(".test")), mailed()),
        on("excluded mail host", exclude(email("kit.test")), mailed()).fails(),
        on("mail permitted, none named", permit(email("b@kit.test")), leaf()),
        on("permitted link", permit(uri("kit.test")), linked()),
        on("permitted other link", permit(uri("other.test")), linked()).fails(),
        on("excluded link", exclude(uri("kit.test")), linked()).fails(),
        on("permitted identifier", permit(registered("1.2.3")), tagged()).fails(),
        on("identifier permitted, none named", permit(registered("1.2.3")), leaf()),
        on("garbled constraints", permit(dns("kit.test")).garbled(), leaf()).fails_somehow(),
        on("constraints that are not critical", permit(dns("other.test")).optional(), leaf()).fails(),
        on("empty constraints", constraints(&[], &[]), leaf()),
    ]
}
