//! Chains, stores and names on which clients differ, and some on which they agree.

use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::extension::{
    ANY_PURPOSE, BASIC, CERT_SIGN, CRL_SIGN, DIGITAL_SIGNATURE, KEY_USAGE, alt_names, authority_key, basic,
    dns, extended_usage, ip, key_usage,
};
use crate::support::forge::key::Hash;
use crate::support::forge::name::cn;

pub(super) const HOST: &str = "db.postgres.test";
const SHORT_HOST: &str = "postgres.test";
const DOTTED_HOST: &str = "db.postgres.test.";
const ADDRESS: &str = "127.0.0.1";

/// A server and the store of its clients.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) host: &'static str,
    pub(super) sent: Vec<Party>,
    pub(super) store: Vec<Party>,
}

fn case(name: &'static str, host: &'static str, sent: &[&Party], store: &[&Party]) -> Case {
    let parties = |list: &[&Party]| list.iter().map(|party| (*party).clone()).collect();
    Case { name, host, sent: parties(sent), store: parties(store) }
}

pub(super) fn cases() -> Vec<Case> {
    let root = Party::root("Root");
    let issuing = root.ca("Issuing");
    let server = issuing.issue(Draft::server(HOST));
    let named = |name, host, draft: Draft| case(name, host, &[&issuing.issue(draft), &issuing], &[&root]);
    let mut cases = vec![
        case("sound", HOST, &[&server, &issuing], &[&root]),
        named("no alternative name", HOST, Draft::bare(cn(HOST))),
        named("wildcard in a label", HOST, Draft::bare(cn("x")).with(alt_names(&[dns("d*.postgres.test")]))),
        named("wildcard below the top", SHORT_HOST, Draft::bare(cn("x")).with(alt_names(&[dns("*.test")]))),
        named("wildcard", HOST, Draft::bare(cn("x")).with(alt_names(&[dns("*.postgres.test")]))),
        named("a dot at the end of the host", DOTTED_HOST, Draft::server(HOST)),
        named("upper case", HOST, Draft::bare(cn("x")).with(alt_names(&[dns("DB.postgres.TEST")]))),
        named("address", ADDRESS, Draft::bare(cn("x")).with(alt_names(&[ip(ADDRESS)]))),
        named("address as a DNS name", ADDRESS, Draft::bare(cn("x")).with(alt_names(&[dns(ADDRESS)]))),
        named("address as the common name", ADDRESS, Draft::bare(cn(ADDRESS))),
        named(
            "address as the common name beside a DNS name",
            ADDRESS,
            Draft::bare(cn(ADDRESS)).with(alt_names(&[dns("x")])),
        ),
        named(
            "name as the common name beside an address",
            HOST,
            Draft::bare(cn(HOST)).with(alt_names(&[ip(ADDRESS)])),
        ),
        named(
            "common name beside another DNS name",
            HOST,
            Draft::bare(cn(HOST)).with(alt_names(&[dns("x")])),
        ),
        named(
            "authority as server",
            HOST,
            Draft::server(HOST).with(basic(true, None)).with(key_usage(&[DIGITAL_SIGNATURE, CERT_SIGN])),
        ),
        named("any purpose", HOST, Draft::server(HOST).with(extended_usage(&[ANY_PURPOSE]))),
        named(
            "server without the issuer's key identifier",
            HOST,
            Draft::server(HOST).with(basic(false, None)).anonymous(),
        ),
        named(
            "another key identifier of the issuer",
            HOST,
            Draft::server(HOST).with(authority_key(&[1; 20])),
        ),
        named("version 1", HOST, Draft::bare(cn(HOST)).v1()),
        named("an expired server", HOST, Draft::server(HOST).expired()),
        case("intermediate as anchor", HOST, &[&server], &[&issuing]),
        case("intermediate as anchor that is sent too", HOST, &[&server, &issuing], &[&issuing]),
        case("server as anchor", HOST, &[&server, &issuing], &[&server]),
        case("no anchor", HOST, &[&server, &issuing], &[&Party::root("Root")]),
    ];
    cases.extend(roots());
    cases.extend(anchors());
    cases
}

/// The root is what differs.
fn roots() -> Vec<Case> {
    let below = |name, draft: Draft| {
        let root = draft.self_signed();
        let issuing = root.ca("Issuing");
        case(name, HOST, &[&issuing.issue(Draft::server(HOST)), &issuing], &[&root])
    };
    let with = |extension| Draft::ca("Root").with(extension);
    vec![
        below("expired root", Draft::ca("Root").expired()),
        below("root of the future", Draft::ca("Root").future()),
        below("root without key identifiers", Draft::ca("Root").anonymous()),
        below("root whose basic constraints are not critical", with(basic(true, None).optional())),
        below("root without a key usage", Draft::ca("Root").without(KEY_USAGE)),
        below("root without basic constraints", Draft::ca("Root").without(BASIC)),
        below("root without either", Draft::ca("Root").without(BASIC).without(KEY_USAGE)),
        below("root of version 1", Draft::ca("Root").v1()),
        below("root for lists alone", with(key_usage(&[CRL_SIGN]))),
        below("SHA-1 root", Draft::ca("Root").hash(Hash::Sha1)),
    ]
}

/// Intermediates and paths.
fn anchors() -> Vec<Case> {
    let (root, other) = (Party::root("Root"), Party::root("Other Root"));
    let issuing = other.ca("Issuing");
    let by_root = root.cross(&issuing);
    let server = issuing.issue(Draft::server(HOST));
    let alone = Draft::server(HOST).self_signed();
    let usage = key_usage(&[DIGITAL_SIGNATURE, CERT_SIGN]);
    let authority = Draft::server(HOST).with(basic(true, None)).with(usage).self_signed();
    let between = |name, draft: Draft| {
        let issuing = root.issue(draft);
        case(name, HOST, &[&issuing.issue(Draft::server(HOST)), &issuing], &[&root])
    };
    let lax = Draft::ca("Issuing");
    let old = Draft::ca("Root").hash(Hash::Sha1).self_signed();
    let below_old = old.issue(Draft::server(HOST));
    vec![
        case("SHA-1 root that is sent", HOST, &[&below_old, &old], &[&old]),
        case("second path", HOST, &[&server, &by_root, &issuing], &[&other]),
        case("self-signed server", HOST, &[&alone], &[&alone]),
        case("self-signed authority as server", HOST, &[&authority], &[&authority]),
        between("intermediate without key identifiers", lax.clone().anonymous()),
        between("intermediate without a key usage", lax.clone().without(KEY_USAGE)),
        between(
            "intermediate whose basic constraints are not critical",
            lax.clone().with(basic(true, None).optional()),
        ),
        between("SHA-1 intermediate", lax.clone().hash(Hash::Sha1)),
    ]
}
