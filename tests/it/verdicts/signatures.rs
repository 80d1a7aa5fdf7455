//! Keys and signatures of every kind, at every place of a chain.

use std::sync::Arc;

use super::case::{Case, Trio, Wanted, leaf, middle, root};
use crate::support::forge::certificate::Draft;
use crate::support::forge::key::{Hash, Key, Kind, RSA_1024, RSA_2048, RSA_4096};
use crate::support::responder::Reply;

/// By an EC key.
const BAD_SIGNATURE: Wanted = Wanted::Refused("SSL error: EVP lib");

pub(super) fn all() -> Vec<Case> {
    [keys(), hashes(), short_keys(), broken()].into_iter().flatten().collect()
}

/// Each kind of key for the server, for an intermediate and for a root.
fn keys() -> Vec<Case> {
    let kinds = [
        ("P-384", Key::of(Kind::P384)),
        ("P-521", Key::of(Kind::P521)),
        ("Ed25519", Key::of(Kind::Ed25519)),
        ("RSA 2048", Arc::clone(&RSA_2048)),
        ("RSA 4096", Arc::clone(&RSA_4096)),
        ("RSA-PSS", Key::of(Kind::RsaPss)),
    ];
    let at_each_place = |(name, key): &(&str, Arc<Key>)| {
        [
            Trio::leaf(leaf().key(key)).case(format!("{name} leaf")),
            Trio::middle(middle().key(key)).case(format!("{name} intermediate")),
            Trio::root(root().key(key)).case(format!("{name} root")),
        ]
    };
    kinds.iter().flat_map(at_each_place).collect()
}

/// Each hash and padding below an RSA root, on the intermediate or the leaf; and the root's own.
fn hashes() -> Vec<Case> {
    let rsa = || root().key(&RSA_2048);
    let ca = || middle().key(&RSA_2048);
    let on_middle = |name: &str, draft: Draft| Trio::of(rsa(), draft, leaf()).case(name);
    let on_leaf = |name: &str, draft: Draft| Trio::of(rsa(), ca(), draft).case(name);
    let own = |name: &str, draft: Draft| {
        let own = draft.self_signed();
        Case::new(name, &[&own], &[&own])
    };
    vec![
        on_leaf("SHA-384 leaf", leaf().hash(Hash::Sha384)),
        on_leaf("SHA-512 leaf", leaf().hash(Hash::Sha512)),
        on_leaf("SHA-1 leaf", leaf().hash(Hash::Sha1)).fails(),
        on_leaf("MD5 leaf", leaf().hash(Hash::Md5)).fails(),
        on_leaf("PSS leaf", leaf().pss()),
        on_leaf("PSS leaf, SHA-512", leaf().pss().hash(Hash::Sha512)),
        on_leaf("PSS leaf, SHA-1", leaf().pss().hash(Hash::Sha1)).fails(),
        on_middle("SHA-1 intermediate", middle().hash(Hash::Sha1)).fails(),
        on_middle("MD5 intermediate", middle().hash(Hash::Md5)).fails(),
        on_middle("PSS intermediate", middle().pss().hash(Hash::Sha384)),
        Trio::root(rsa().hash(Hash::Sha1)).case("SHA-1 root"),
        Trio::root(rsa().hash(Hash::Md5)).case("MD5 root"),
        Trio::root(root().hash(Hash::Sha1)).case("EC root, SHA-1"),
        Trio::middle(middle().hash(Hash::Sha1)).case("EC intermediate, SHA-1").fails(),
        Trio::leaf(leaf().hash(Hash::Sha1)).case("EC leaf, SHA-1").fails(),
        Trio::leaf(leaf().hash(Hash::Sha512)).case("EC leaf, SHA-512"),
        Trio::middle(middle().hash(Hash::Sha384)).case("EC intermediate, SHA-384"),
        own("self-signed leaf, SHA-1", leaf().hash(Hash::Sha1)),
        own("self-signed leaf, MD5", leaf().key(&RSA_2048).hash(Hash::Md5)),
    ]
}

fn short_keys() -> Vec<Case> {
    let own = leaf().key(&RSA_1024).self_signed();
    vec![
        Trio::leaf(leaf().key(&RSA_1024)).case("RSA 1024 leaf").fails(),
        Trio::middle(middle().key(&RSA_1024)).case("RSA 1024 intermediate").fails(),
        Trio::root(root().key(&RSA_1024)).case("RSA 1024 root").fails(),
        Case::new("self-signed RSA 1024 leaf", &[&own], &[&own]).fails(),
    ]
}

fn broken() -> Vec<Case> {
    let own = leaf().broken().self_signed();
    let rsa = Trio::of(root().key(&RSA_2048), middle().key(&RSA_2048), leaf().broken());
    let swapped = Trio::new();
    let other = Trio::new();
    let server = swapped.middle.subject.clone();
    let by_another_key = leaf().anonymous().signed(server, &other.middle.key);
    let proofless = |name: &str, key: &Arc<Key>, other: &Arc<Key>| {
        let trio = Trio::leaf(leaf().key(key));
        let chain = vec![trio.leaf.der.clone(), trio.middle.der.clone()];
        Case::replying(name, Reply::Tls { chain, key: Arc::clone(other) })
            .store(trio.root.pem())
            .wants(Wanted::Refused("SSL error: bad signature"))
    };
    vec![
        proofless("a proof by another key", &Key::of(Kind::P256), &Key::of(Kind::P256)),
        Trio::leaf(leaf().broken()).case("broken leaf").wants(BAD_SIGNATURE),
        Trio::middle(middle().broken()).case("broken intermediate").wants(BAD_SIGNATURE),
        Trio::root(root().broken()).case("broken root"),
        Case::new("broken self-signed leaf", &[&own], &[&own]),
        rsa.case("broken leaf below RSA").fails_somehow(),
        Case::new("leaf by another key", &[&by_another_key, &swapped.middle], &[&swapped.root])
            .wants(BAD_SIGNATURE),
    ]
}
