//! Extensions that are unknown, garbled, there twice, or point to another issuer.

use super::case::{Case, Trio, leaf, middle, root};
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{
    CERT_SIGN, Extension, SERVER_AUTH, alt_names, authority_key, authority_serial, basic,
    distribution_points, dns, extended_usage, key_usage, policies, subject_key, unknown,
};
use crate::support::forge::name::{self, cn_as};

pub(super) fn all() -> Vec<Case> {
    [strange(), identifiers(), spellings()].into_iter().flatten().collect()
}

fn strange() -> Vec<Case> {
    let on_leaf = |name: &str, extension: Extension| Trio::leaf(leaf().twice(extension)).case(name);
    let on_middle = |name: &str, extension: Extension| Trio::middle(middle().twice(extension)).case(name);
    let on_root = |name: &str, extension: Extension| Trio::root(root().twice(extension)).case(name);
    let san = || alt_names(&[dns(super::case::HOST)]);
    vec![
        on_leaf("leaf, unknown extension", unknown()),
        on_leaf("leaf, unknown critical extension", unknown().critical()).fails(),
        on_middle("intermediate, unknown critical extension", unknown().critical()).fails(),
        on_root("root, unknown critical extension", unknown().critical()).fails(),
        on_leaf("leaf, the same name twice", san()).fails_somehow(),
        on_leaf("leaf, a second list of names", alt_names(&[dns("x.test")])).fails_somehow(),
        on_leaf("leaf, unknown extension twice", unknown()),
        on_middle("intermediate, basicConstraints twice", basic(true, None)).fails_somehow(),
        on_root("root, basicConstraints twice", basic(true, None)).fails_somehow(),
        on_middle("intermediate, keyUsage twice", key_usage(&[CERT_SIGN])).fails_somehow(),
        on_leaf("leaf, garbled basicConstraints", basic(false, None).garbled()).fails_somehow(),
        on_leaf("leaf, garbled purposes", extended_usage(&[SERVER_AUTH]).garbled()).fails_somehow(),
        Trio::leaf(leaf().with(san().garbled())).case("leaf, garbled names").fails_somehow(),
        on_leaf("leaf, garbled policies", policies("1.2.3").garbled()),
        on_leaf("leaf, garbled distribution points", distribution_points("http://x/").garbled())
            .fails_somehow(),
        on_root("root, garbled key usage", key_usage(&[]).garbled()).fails_somehow(),
        on_leaf("leaf, garbled unknown extension", unknown().garbled()),
        on_leaf("leaf, policies", policies("2.23.140.1.2.1")),
        on_leaf("leaf, critical policies", policies("2.23.140.1.2.1").critical()),
        on_leaf("leaf, distribution points", distribution_points("http://127.0.0.1:1/x.crl")),
        Trio::leaf(leaf().with(san().critical())).case("leaf, critical names"),
        Trio::leaf(leaf().subject(name::empty())).case("leaf, empty subject"),
        Trio::leaf(leaf().serial(&[0])).case("leaf, serial 0"),
        Trio::leaf(leaf().serial(&[0xff; 20])).case("leaf, serial of 21 bytes"),
        Trio::middle(middle().serial(&[])).case("intermediate, serial without a byte").fails_somehow(),
    ]
}

fn identifiers() -> Vec<Case> {
    let base = Trio::new();
    let root = &base.root;
    let by = |name: &str, extension: Extension| {
        let server = base.middle.issue(leaf().with(extension));
        Case::new(name, &[&server, &base.middle], &[root])
    };
    let middle_by = |name: &str, extension: Extension| {
        let middle = root.issue(middle().with(extension));
        let server = middle.issue(leaf());
        Case::new(name, &[&server, &middle], &[root])
    };
    let (name, serial) = (&base.middle.issuer, &base.middle.serial);
    vec![
        by("leaf names another key", authority_key(&[9; 20])).fails(),
        middle_by("intermediate names another key", authority_key(&[9; 20])).fails(),
        by("leaf names its issuer's serial", authority_serial(name, serial)),
        by("leaf names another serial", authority_serial(name, &[9])).fails(),
        by("leaf names another issuer of its issuer", authority_serial(&name::cn("Else"), serial)).fails(),
        by("leaf, garbled authority key", authority_key(&[]).garbled()).fails_somehow(),
        middle_by("intermediate names the root's serial", authority_serial(&root.subject, &root.serial)),
        middle_by("intermediate names another serial", authority_serial(&root.subject, &[9])).fails(),
        without_identifiers(),
        unlike_identifiers(),
        own_identifier_of_root("root without an identifier names another key", authority_key(&[9; 20])),
        Trio::root(super::case::root().with(authority_key(&[9; 20])))
            .case("root names another key than its own")
            .fails(),
        own_identifier_of_root("root is identified freely", subject_key(&[1, 2, 3])),
    ]
}

fn without_identifiers() -> Case {
    let trio = Trio::of(root().anonymous(), middle().anonymous(), leaf().anonymous());
    trio.case("no identifiers at all")
}

/// An issuer without an identifier fits every certificate that names one.
fn unlike_identifiers() -> Case {
    Trio::of(root().anonymous(), middle(), leaf()).case("the root has no identifier")
}

fn own_identifier_of_root(name: &str, extension: Extension) -> Case {
    let root = root().anonymous().with(extension).self_signed();
    let middle = root.issue(middle().anonymous());
    let server = middle.issue(leaf());
    Case::new(name, &[&server, &middle], &[&root])
}

/// Issuer and subject are one name in different spellings.
fn spellings() -> Vec<Case> {
    let spelled = |name: &str, subject: Vec<u8>, issuer: Vec<u8>| {
        let root = Draft::ca("").subject(subject).self_signed();
        let named = Party { subject: issuer, ..root.clone() };
        let server = named.issue(leaf());
        Case::new(name, &[&server], &[&root])
    };
    let utf8 = |text: &str| cn_as(name::UTF8, text);
    vec![
        spelled("issuer in capitals", utf8("Kit Root"), utf8("KIT ROOT")),
        spelled("issuer with more spaces", utf8("Kit Root"), utf8(" Kit  Root ")),
        spelled("issuer as PrintableString", utf8("Kit Root"), cn_as(name::PRINTABLE, "Kit Root")),
        spelled("issuer as BMPString", utf8("Kit Root"), cn_as(name::BMP, name::ucs2("Kit Root"))),
        spelled("issuer as TeletexString", utf8("Kit Root"), cn_as(name::TELETEX, "Kit Root")),
        spelled(
            "issuer as UniversalString",
            utf8("Kit Root"),
            cn_as(name::UNIVERSAL, name::ucs4("Kit Root")),
        ),
        spelled("issuer as IA5String", utf8("Kit Root"), cn_as(name::IA5, "Kit Root")),
        spelled("issuer as another", utf8("Kit Root"), utf8("Kit Root 2")).fails(),
        spelled("non-ASCII capitals", utf8("Kit Ä"), utf8("Kit ä")).fails(),
    ]
}
