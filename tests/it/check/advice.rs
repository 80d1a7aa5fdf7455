//! Advice that does no harm: names of Azure's, intermediates that are not sent, and one finding for one fact.

use super::kit::{HOST, Site, codes, only, server, target};
use crate::support::findings::finding;
use crate::support::forge::certificate::{Draft, Party};

const AZURE: &str = "abc.postgres.database.azure.com";

/// What `check` says of a chain from a file under this name.
fn judged(site: &Site, chain: &[&Party], host: &str) -> serde_json::Value {
    let pem: String = chain.iter().map(|party| party.pem()).collect();
    std::fs::write(site.user.path("chain"), pem).expect("a chain");
    only(&site.user.run(["check", "--json", "--chain", "chain", "--host", host]))
}

fn text(finding: &serde_json::Value) -> String {
    format!("{} {}", finding["message"], finding["hint"])
}

#[test]
fn a_foreign_chain_under_a_name_of_azures_is_no_root_to_trust() {
    let site = Site::with(Draft::server(AZURE));
    let foreign = Party::root("Corporate Proxy");
    let middle = foreign.ca("Proxy CA");
    let leaf = middle.issue(Draft::server(AZURE));
    for chain in [&[&leaf, &middle][..], &[&leaf, &middle, &foreign], &[&leaf]] {
        let said = judged(&site, chain, AZURE);
        let found = finding(&said, "not-azures-chain");
        assert_eq!(found["severity"], "error");
        assert!(text(found).contains("intercepts TLS"), "{found}");
        assert!(!codes(&said).contains(&"unknown-root") && !codes(&said).contains(&"missing-intermediate"));
    }
    // The proxy's root is in the store: libpq connects, and somebody reads along.
    let said = judged(&site, &site.chain(), AZURE);
    assert_eq!(
        (&said["ok"], &finding(&said, "not-azures-chain")["severity"]),
        (&true.into(), &"warning".into())
    );
    let elsewhere = judged(&site, &[&leaf, &middle, &foreign], "db.example.com");
    assert!(!codes(&elsewhere).contains(&"not-azures-chain"), "{elsewhere}");
}

#[test]
fn nobody_is_told_to_append_what_a_server_sent() {
    let site = Site::new();
    let foreign = Party::root("Another Root");
    let middle = foreign.ca("Another CA");
    let leaf = middle.issue(Draft::server(HOST));
    for chain in [&[&leaf, &middle, &foreign][..], &[&leaf, &middle], &[&leaf]] {
        let said = judged(&site, chain, HOST);
        let advice: Vec<String> = said["findings"].as_array().expect("findings").iter().map(text).collect();
        assert!(advice.iter().all(|advice| !advice.contains("append")), "{advice:?}");
        assert!(advice.iter().any(|advice| advice.contains("owner")), "{advice:?}");
    }
}

#[test]
fn an_unknown_root_is_described_and_its_fingerprint_is_left_for_its_owner_to_give() {
    let site = Site::new();
    let foreign = Party::root("Another Root");
    let leaf = foreign.issue(Draft::server(HOST));
    let said = judged(&site, &[&leaf, &foreign], HOST);
    let found = finding(&said, "unknown-root");
    let message = found["message"].as_str().expect("a text");
    let sha256 = crate::support::sha256(&foreign.der);
    assert!(
        message.contains("Another Root") && message.contains("valid from") && message.contains(&sha256),
        "{found}"
    );
    let fix = found["hint"].as_str().expect("a text");
    assert!(fix.contains("--root FILE --sha256 HEX`") && fix.contains("not the server"), "{fix}");
    assert!(!fix.contains(&sha256), "the fix does not offer what the server sent: {fix}");
}

#[test]
fn the_set_of_a_host_is_named_where_its_root_is_missing_or_another_comes() {
    let site = Site::new();
    let rds = "db.c9akciq32.us-west-2.rds.amazonaws.com";
    let foreign = Party::root("Another Root");
    let leaf = foreign.issue(Draft::server(rds));
    let fix = finding(&judged(&site, &[&leaf, &foreign], rds), "unknown-root")["hint"].to_string();
    assert!(fix.contains("the set aws-rds-us-west-2"), "{fix}");
}

#[test]
fn an_intermediate_that_the_manifest_knows_is_named_when_it_is_not_sent() {
    let site = Site::new();
    let bridge = Party::root("DigiCert Global Root G2").ca("Microsoft TLS RSA Root G2");
    let issuing = bridge.ca("Microsoft TLS G2 RSA CA OCSP 02");
    let leaf = issuing.issue(Draft::server(AZURE));
    let said = judged(&site, &[&leaf, &issuing], AZURE);
    let found = text(finding(&said, "bridge-not-sent"));
    for words in [
        "Microsoft TLS RSA Root G2",
        "b5ee89e77326ab2bf1775bd99c19a28947ff8184",
        "6a170583db584151e1c454eeca2a64cc5d8e484a5bd1156e720b4458654ee9e5",
    ] {
        assert!(found.contains(words), "{words} in {found}");
    }
    assert!(!codes(&said).contains(&"not-azures-chain") && !codes(&said).contains(&"unknown-root"), "{said}");
    assert!(text(finding(&judged(&site, &[&leaf], AZURE), "bridge-not-sent")).contains("OCSP 02"));
}

#[test]
fn a_name_that_does_not_fit_is_computed() {
    let site = Site::with(Draft::server("*.postgres.database.azure.com"));
    let hint = |host: &str| finding(&judged(&site, &site.chain(), host), "name-mismatch")["hint"].to_string();
    assert!(hint("abc.privatelink.postgres.database.azure.com").contains(&format!("host={AZURE}`")));
    assert!(hint("10.0.0.4").contains("host=NAME hostaddr=10.0.0.4"), "{}", hint("10.0.0.4"));
    assert!(hint("localhost").contains("host=NAME hostaddr=127.0.0.1"));
}

#[test]
fn a_store_that_cannot_be_used_is_one_finding_with_its_line() {
    let site = Site::new();
    let server = server(&site.chain());
    let broken = site.root.pem().replacen("MII", "!II", 1);
    std::fs::write(site.user.root_crt(), format!("# roots\n{broken}")).expect("a store");
    let said = site.json(server.port(), &[]);
    assert_eq!(codes(&said), ["store-unreadable", "plaintext-fallback"]);
    assert!(finding(&said, "store-unreadable")["message"].to_string().contains("(line 3: "), "{said}");
    std::fs::remove_file(site.user.root_crt()).expect("no store");
    assert_eq!(
        codes(&site.json(server.port(), &["--pins", &site.pins()])),
        ["store-missing", "outside-set"][..1]
    );
    let text = site.check(server.port(), &[]).exits(1).stdout;
    assert!(!text.contains("set sslmode=verify-full"), "{text}");
}

#[test]
fn the_last_word_on_a_failed_verify_full_is_not_to_set_it() {
    let site = Site::new();
    let failing = server(&[&site.leaf]);
    let text = site.check(failing.port(), &[]).exits(1).stdout;
    assert!(
        text.contains("warning plaintext-fallback") && !text.contains("set sslmode=verify-full"),
        "{text}"
    );
    let text = site.user.run(["check", "--sslmode", "prefer", &target(failing.port())]).exits(1).stdout;
    assert!(text.contains("set sslmode=verify-full, which fails"), "{text}");
}
