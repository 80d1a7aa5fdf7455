//! Revocation lists: in the default place, given, for some levels only, and wrong.

use super::case::{Case, Content, LIST, STORE, Trio, leaf};
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::crl::List;
use crate::support::forge::extension::{
    CERT_SIGN, authority_key, crl_number, delta, issuing_point, key_usage, unknown,
};
use crate::support::forge::key::{Hash, RSA_2048};

pub(super) fn all() -> Vec<Case> {
    let kit = Trio::new();
    [levels(&kit), wrong(&kit), deltas(&kit), odd(&kit), places(&kit), issuers()]
        .into_iter()
        .flatten()
        .collect()
}

/// The lists of both levels.
fn both(root: &List, middle: &List) -> String {
    root.pem() + &middle.pem()
}

fn levels(kit: &Trio) -> Vec<Case> {
    let (root, middle) = (&kit.root, &kit.middle);
    let listed = |name: &str, lists: String| kit.case(name).list(lists);
    let of_root = || List::of(root);
    let of_middle = || List::of(middle);
    let other = Party::root("Kit Other");
    let own = leaf().self_signed();
    vec![
        listed("current and clean", both(&of_root(), &of_middle())),
        listed("in the other order", both(&of_middle(), &of_root())),
        listed("leaf revoked", both(&of_root(), &of_middle().revoking(&kit.leaf))).fails(),
        listed("intermediate revoked", both(&of_root().revoking(middle), &of_middle())).fails(),
        listed("another certificate revoked", both(&of_root(), &of_middle().revoking(&other))),
        listed("root revoked by itself", both(&of_root().revoking(root), &of_middle())).fails(),
        listed("the root's list alone", of_root().pem()).fails(),
        listed("the intermediate's list alone", of_middle().pem()).fails(),
        listed("another authority's list alone", List::of(&other).pem()).fails(),
        listed("another authority's list besides", both(&of_root(), &of_middle()) + &List::of(&other).pem()),
        listed(
            "a list that revokes the leaf under another issuer",
            both(&of_root().revoking(&kit.leaf), &of_middle()),
        ),
        Case::new("leaf of the root, its list", &[&root.issue(leaf())], &[root]).list(of_root().pem()),
        Case::new("self-signed leaf, another's list", &[&own], &[&own]).list(of_middle().pem()).fails(),
        Case::new("self-signed leaf, its own list", &[&own], &[&own]).list(List::of(&own).pem()),
    ]
}

fn wrong(kit: &Trio) -> Vec<Case> {
    let (root, middle) = (&kit.root, &kit.middle);
    let with_root = |name: &str, list: List| kit.case(name).list(both(&List::of(root), &list));
    let fresh = || List::of(middle);
    let signed = |signer: &Party| crate::support::pem("X509 CRL", &fresh().signed_by(signer));
    vec![
        with_root("expired list", fresh().days(-9, Some(-2))).fails(),
        with_root("future list", fresh().days(2, Some(9))).fails(),
        with_root("list without an end", fresh().days(-9, None)),
        kit.case("expired list of the root").list(both(&List::of(root).days(-9, Some(-2)), &fresh())).fails(),
        kit.case("an expired and a current list")
            .list(both(&List::of(root), &fresh().days(-9, Some(-2))) + &fresh().pem()),
        kit.case("a current list, then an older one that revokes")
            .list(both(&List::of(root), &fresh()) + &fresh().days(-9, Some(2)).revoking(&kit.leaf).pem()),
        kit.case("list by another's key").list(List::of(root).pem() + &signed(root)).fails_somehow(),
        with_root("list that names another key", fresh().with(authority_key(&[9; 20]))).fails(),
        with_root("list with an unknown critical extension", fresh().with(unknown().critical())).fails(),
        with_root("list with an unknown extension", fresh().with(unknown())),
        with_root("list for servers only", fresh().with(issuing_point(1))),
        with_root("list for authorities only", fresh().with(issuing_point(2))).fails(),
        with_root("indirect list", fresh().with(issuing_point(4))).fails(),
        with_root("list for attributes only", fresh().with(issuing_point(5))).fails(),
        with_root("list signed with SHA-1", fresh().hash(Hash::Sha1)),
        with_root("list signed with SHA-512", fresh().hash(Hash::Sha512)),
        with_root("list whose content names another hash", fresh().naming(Hash::Sha512)).fails_somehow(),
        with_root("list with a malformed authority key", fresh().with(authority_key(&[9; 20]).garbled())),
        with_root("list with a malformed distribution point", fresh().with(issuing_point(1).garbled())),
        with_root("list with a malformed crl number", fresh().with(crl_number(1).garbled())),
        with_root("list that takes the leaf out", fresh().removing(&kit.leaf)),
        with_root(
            "list that takes the leaf out, then revokes it",
            fresh().removing(&kit.leaf).revoking(&kit.leaf),
        ),
        with_root(
            "list that revokes the leaf, then takes it out",
            fresh().revoking(&kit.leaf).removing(&kit.leaf),
        )
        .fails(),
    ]
}

/// Delta lists, alone and beside the full list that they are a delta of. OpenSSL looks at none, unless a program
/// sets `X509_V_FLAG_USE_DELTAS`, which libpq does not.
fn deltas(kit: &Trio) -> Vec<Case> {
    let (root, middle, leaf) = (&kit.root, &kit.middle, &kit.leaf);
    let listed = |name: &str, lists: &[&List]| {
        kit.case(name).list(List::of(root).pem() + &lists.iter().map(|list| list.pem()).collect::<String>())
    };
    let full = || List::of(middle);
    let delta_of = |issuer: &Party| List::of(issuer).days(-4, Some(5)).with(crl_number(8)).with(delta());
    let newer = || delta_of(middle);
    let older = || newer().days(-8, Some(5)).with(crl_number(6));
    let optional = |list: List| list.with(delta().optional());
    vec![
        listed("a delta list alone", &[&newer()]).fails(),
        listed("a delta list alone, not critical", &[&optional(newer())]).fails(),
        listed("a delta list alone that revokes", &[&newer().revoking(leaf)]).fails(),
        listed("a delta list alone that takes the leaf out", &[&newer().removing(leaf)]).fails(),
        kit.case("a delta list of the root alone").list(both(&delta_of(root), &full())).fails(),
        listed("a full list, a newer delta list", &[&full(), &newer()]),
        listed("a full list, an older delta list", &[&full(), &older()]),
        listed("a full list, a newer delta list that revokes", &[&full(), &newer().revoking(leaf)]),
        listed("a newer delta list that revokes, a full list", &[&newer().revoking(leaf), &full()]),
        listed(
            "a full list, an optional delta list that revokes",
            &[&full(), &optional(newer().revoking(leaf))],
        ),
        listed("a full list, an older delta list that revokes", &[&full(), &older().revoking(leaf)]),
        listed("a full list that revokes, a newer delta list", &[&full().revoking(leaf), &newer()]).fails(),
        listed("a full list that revokes, an older delta list", &[&full().revoking(leaf), &older()]).fails(),
        listed(
            "a full list that revokes, an optional delta list",
            &[&full().revoking(leaf), &optional(newer())],
        )
        .fails(),
        listed(
            "a full list that revokes, a delta list that takes the leaf out",
            &[&full().revoking(leaf), &newer().removing(leaf)],
        )
        .fails(),
        listed("an expired full list, a delta list", &[&full().days(-9, Some(-2)), &newer()]).fails(),
        listed(
            "a full list, a delta list with an unknown critical extension",
            &[&full(), &newer().with(unknown().critical())],
        ),
        listed("a malformed delta list", &[&full().with(delta().garbled())]),
        listed("a malformed optional delta list", &[&full().with(delta().optional().garbled())]),
        listed("a malformed delta list that revokes", &[&full().with(delta().garbled()).revoking(leaf)])
            .fails(),
    ]
}

/// Files that are no list, or are one in another form.
fn odd(kit: &Trio) -> Vec<Case> {
    let lists = || both(&List::of(&kit.root), &List::of(&kit.middle).revoking(&kit.leaf));
    let listed = |name: &str, text: Vec<u8>| kit.case(name).list(text);
    let other_label = lists().replace("X509 CRL", "CRL");
    let cut = lists().replace("-----END X509 CRL-----\n", "");
    vec![
        listed("a list in DER", List::of(&kit.middle).revoking(&kit.leaf).der()),
        listed("an empty list", Vec::new()),
        listed("a list of text", b"no list\n".to_vec()),
        listed("certificates for a list", kit.middle.pem().into_bytes()).fails(),
        listed("the root for a list", kit.root.pem().into_bytes()).fails(),
        listed("lists under another label", other_label.into_bytes()),
        listed("lists without an end", cut.into_bytes()),
        listed(
            "a list, then rubbish",
            (lists() + "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n").into_bytes(),
        ),
        listed("lists with CRLF", lists().replace('\n', "\r\n").into_bytes()).fails(),
        listed("lists between text", format!("# a list\n{}\n# the end\n", lists()).into_bytes()).fails(),
        listed("lists and the intermediate", (lists() + &kit.middle.pem()).into_bytes()).fails(),
        sent_without(kit, "the missing intermediate is in the list's file").list(kit.middle.pem()).fails(),
        sent_without(kit, "it and clean lists are in the list's file")
            .list(both(&List::of(&kit.root), &List::of(&kit.middle)) + &kit.middle.pem()),
        kit.case("an unreadable list").file(LIST, Content::Unreadable(lists().into_bytes())),
        kit.case("a folder for a list").file(LIST, Content::Folder),
        kit.case("a dangling link for a list").file(LIST, Content::Link("nowhere")),
    ]
}

fn sent_without(kit: &Trio, name: &str) -> Case {
    Case::new(name, &[&kit.leaf], &[&kit.root])
}

/// Where the list lies and what points to it.
fn places(kit: &Trio) -> Vec<Case> {
    const GIVEN: &str = "lists.pem";
    let bad = || both(&List::of(&kit.root), &List::of(&kit.middle).revoking(&kit.leaf)).into_bytes();
    let clean = || both(&List::of(&kit.root), &List::of(&kit.middle));
    let given = |name: &str, text: Vec<u8>| kit.case(name).file(GIVEN, Content::Bytes(text));
    let in_store = kit.root.pem() + &clean();
    let revoked_in_store = [kit.root.pem().into_bytes(), bad()].concat();
    vec![
        given("sslcrl", bad()).options("sslcrl=lists.pem").fails(),
        given("sslcrl with a whole path", bad()).options("sslcrl={home}/lists.pem").fails(),
        given("a list that nothing points to", bad()),
        given("sslcrl is clean, root.crl revokes", clean().into_bytes())
            .list(bad())
            .options("sslcrl=lists.pem"),
        kit.case("sslcrl is missing, root.crl revokes").list(bad()).options("sslcrl=nowhere.pem"),
        kit.case("sslcrl is empty, root.crl revokes").list(bad()).options("sslcrl=''").fails(),
        kit.case("sslcrldir is missing, root.crl revokes")
            .list(bad())
            .options("sslcrldir={home}/nowhere")
            .fails(),
        kit.case("sslcrldir is an empty folder, root.crl revokes")
            .list(bad())
            .file("lists", Content::Folder)
            .options("sslcrldir={home}/lists")
            .fails(),
        kit.case("revoked by a list in the store").store(revoked_in_store.clone()),
        kit.case("revoked by a list in the store, sslcrl is the store")
            .store(revoked_in_store)
            .options("sslcrl={home}/.postgresql/root.crt")
            .fails(),
        kit.case("clean lists in the store, certificates for a list").store(in_store).list(kit.root.pem()),
        kit.case("no store, a list that revokes")
            .file(STORE, Content::Link("nowhere"))
            .list(bad())
            .wants(super::case::Wanted::Unverified),
    ]
}

/// Who may sign lists, and lists across a cross-signed pair.
fn issuers() -> Vec<Case> {
    let silent = Trio::middle(Draft::ca("Kit Middle").with(key_usage(&[CERT_SIGN])));
    let lists = |kit: &Trio| both(&List::of(&kit.root), &List::of(&kit.middle));
    let (a, b) = (Party::root("Kit A"), Party::root("Kit B"));
    let by_a = a.ca("Kit Middle");
    let by_b = b.cross(&by_a);
    let server = by_a.issue(leaf());
    let crossed = |name: &str, text: String| Case::new(name, &[&server, &by_a, &by_b], &[&a, &b]).list(text);
    let rsa = Trio::of(Draft::ca("Kit Root").key(&RSA_2048), Draft::ca("Kit Middle"), leaf());
    let weak = both(&List::of(&rsa.root).hash(Hash::Md5), &List::of(&rsa.middle));
    vec![
        silent.case("the issuer may not sign lists").list(lists(&silent)).fails(),
        crossed("cross-signed, lists of A and the intermediate", both(&List::of(&a), &List::of(&by_a))),
        crossed("cross-signed, lists of B and the intermediate", both(&List::of(&b), &List::of(&by_a)))
            .fails(),
        crossed("cross-signed, A revoked its own", both(&List::of(&a).revoking(&by_a), &List::of(&by_a)))
            .fails(),
        rsa.case("list signed with MD5").list(weak),
    ]
}
