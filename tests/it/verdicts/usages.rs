//! What a certificate may be used for: purposes, key usage, authority or not, the length of the path.

use super::case::{Case, HOST, Trio, leaf, middle, root};
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{
    ANY_PURPOSE, BASIC, CERT_SIGN, CLIENT_AUTH, CRL_SIGN, DIGITAL_SIGNATURE, Extension, KEY_AGREEMENT,
    KEY_ENCIPHERMENT, KEY_USAGE, MICROSOFT_SGC, NETSCAPE_SGC, SERVER_AUTH, basic, extended_usage, key_usage,
    netscape_type,
};
use crate::support::forge::key::{Key, Kind};

pub(super) fn all() -> Vec<Case> {
    [purposes(), leaf_usages(), authorities(), path_lengths()].into_iter().flatten().collect()
}

fn purposes() -> Vec<Case> {
    let eku = |purposes: &[&str]| extended_usage(purposes);
    let on_leaf = |name: &str, extension: Extension| Trio::leaf(leaf().with(extension)).case(name);
    let on_middle = |name: &str, extension: Extension| Trio::middle(middle().with(extension)).case(name);
    let on_root = |name: &str, extension: Extension| Trio::root(root().with(extension)).case(name);
    let own = leaf().with(eku(&[CLIENT_AUTH])).self_signed();
    vec![
        on_leaf("leaf for servers", eku(&[SERVER_AUTH])),
        on_leaf("leaf for clients", eku(&[CLIENT_AUTH])).fails(),
        on_leaf("leaf for both", eku(&[CLIENT_AUTH, SERVER_AUTH])),
        on_leaf("leaf for any purpose", eku(&[ANY_PURPOSE])).fails(),
        on_leaf("leaf for any purpose and clients", eku(&[ANY_PURPOSE, CLIENT_AUTH])).fails(),
        on_leaf("leaf for Microsoft's SGC", eku(&[MICROSOFT_SGC])),
        on_leaf("leaf for Netscape's SGC", eku(&[NETSCAPE_SGC])),
        on_leaf("leaf for an unknown purpose", eku(&["1.2.3.4"])).fails(),
        on_leaf("leaf with no purpose in its list", eku(&[])).fails(),
        on_leaf("leaf for servers, critical", eku(&[SERVER_AUTH]).critical()),
        on_middle("intermediate for servers", eku(&[SERVER_AUTH])),
        on_middle("intermediate for clients", eku(&[CLIENT_AUTH])).fails(),
        on_middle("intermediate for any purpose", eku(&[ANY_PURPOSE])).fails(),
        on_middle("intermediate for SGC", eku(&[MICROSOFT_SGC])),
        on_root("root for servers", eku(&[SERVER_AUTH])),
        on_root("root for clients", eku(&[CLIENT_AUTH])).fails(),
        on_root("root for any purpose", eku(&[ANY_PURPOSE])).fails(),
        on_leaf("Netscape server", netscape_type(&[1])),
        on_leaf("Netscape client", netscape_type(&[0])).fails(),
        on_leaf("Netscape authority", netscape_type(&[5])).fails(),
        on_middle("intermediate of Netscape's S/MIME", netscape_type(&[6])),
        on_middle("intermediate of Netscape's TLS", netscape_type(&[5])),
        on_root("root of Netscape's S/MIME", netscape_type(&[6])),
        Case::new("self-signed for clients", &[&own], &[&own]).fails(),
    ]
}

/// keyUsage of the server itself, for two kinds of keys.
fn leaf_usages() -> Vec<Case> {
    let ec = |name: &str, bits: &[u8]| Trio::leaf(leaf().with(key_usage(bits))).case(name);
    let rsa_key = Key::of(Kind::Rsa);
    let rsa = |name: &str, bits: &[u8]| Trio::leaf(leaf().key(&rsa_key).with(key_usage(bits))).case(name);
    let own = |name: &str, draft: Draft| {
        let own = draft.self_signed();
        Case::new(name, &[&own], &[&own])
    };
    vec![
        ec("EC leaf to sign", &[DIGITAL_SIGNATURE]),
        ec("EC leaf to agree on keys", &[KEY_AGREEMENT]),
        ec("EC leaf to sign lists", &[CRL_SIGN]).fails(),
        ec("EC leaf to sign certificates", &[CERT_SIGN]).fails(),
        ec("EC leaf for nothing", &[]).fails_somehow(),
        rsa("RSA leaf to sign", &[DIGITAL_SIGNATURE]),
        rsa("RSA leaf to encipher", &[KEY_ENCIPHERMENT]),
        rsa("RSA leaf to sign lists", &[CRL_SIGN]).fails(),
        own("self-signed leaf to sign", leaf().with(key_usage(&[DIGITAL_SIGNATURE]))),
        own("self-signed leaf to sign certificates", leaf().with(key_usage(&[DIGITAL_SIGNATURE, CERT_SIGN]))),
        own("self-signed leaf that is no authority", leaf().with(basic(false, None))),
        own("self-signed authority", Draft::server(HOST).with(basic(true, None))),
    ]
}

fn authorities() -> Vec<Case> {
    let on_middle = |name: &str, draft: Draft| Trio::middle(draft).case(name);
    let on_root = |name: &str, draft: Draft| Trio::root(draft).case(name);
    vec![
        on_middle("intermediate that is no authority", middle().with(basic(false, None))).fails(),
        on_root("root that is no authority", root().with(basic(false, None))).fails(),
        on_middle("intermediate without basicConstraints", middle().without(BASIC)).fails(),
        on_root("root without basicConstraints", root().without(BASIC)),
        on_middle("intermediate with no constraint at all", middle().without(BASIC).without(KEY_USAGE))
            .fails(),
        on_root("root with no constraint at all", root().without(BASIC).without(KEY_USAGE)).fails(),
        on_middle("intermediate without keyUsage", middle().without(KEY_USAGE)),
        on_root("root without keyUsage", root().without(KEY_USAGE)),
        on_middle("intermediate without keyCertSign", middle().with(key_usage(&[CRL_SIGN]))).fails(),
        on_root("root without keyCertSign", root().with(key_usage(&[CRL_SIGN]))).fails(),
        on_middle("intermediate with keyCertSign alone", middle().with(key_usage(&[CERT_SIGN]))),
        Trio::leaf(leaf().with(basic(true, None))).case("leaf that is an authority"),
        Trio::leaf(leaf().with(basic(false, None))).case("leaf that says it is none"),
        Trio::leaf(leaf().with(basic(false, Some(0)))).case("leaf that is none, with a path length"),
    ]
}

fn path_lengths() -> Vec<Case> {
    let chain = |name: &str, root: Draft, one: Draft, two: Draft| {
        let root = root.self_signed();
        let one = root.issue(one);
        let two = one.issue(two);
        let server = two.issue(leaf());
        Case::new(name, &[&server, &two, &one], &[&root])
    };
    let limited = |name: &str, length: u64| Draft::ca(name).with(basic(true, Some(length)));
    let ca = Draft::ca;
    vec![
        Trio::middle(limited("Kit Middle", 0)).case("intermediate of length 0"),
        Trio::root(limited("Kit Root", 0)).case("root of length 0 above an intermediate").fails(),
        Trio::root(limited("Kit Root", 1)).case("root of length 1 above an intermediate"),
        chain("root of length 1 above two", limited("R", 1), ca("O"), ca("T")).fails(),
        chain("root of length 2 above two", limited("R", 2), ca("O"), ca("T")),
        chain("intermediate of length 0 above another", ca("R"), limited("O", 0), ca("T")).fails(),
        chain("intermediate of length 1 above another", ca("R"), limited("O", 1), limited("T", 0)),
        chain("self-issued below length 0", ca("R"), limited("O", 0), ca("O")),
        chain("self-issued below a root of length 0", limited("R", 0), ca("R"), ca("O")).fails(),
        chain("self-issued below a root of length 1", limited("R", 1), ca("R"), ca("O")),
        authority_below_length_0(),
    ]
}

/// The leaf is an authority, too, and still no further step of the path.
fn authority_below_length_0() -> Case {
    let root = Party::root("Kit Root");
    let middle = root.issue(middle().with(basic(true, Some(0))));
    let server = middle.issue(leaf().with(basic(true, None)));
    Case::new("leaf that is an authority below length 0", &[&server, &middle], &[&root])
}
