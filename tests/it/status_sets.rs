//! Which sets `status` asks of a store: those that are named, else those that its content shows.

use serde_json::{Value, json};

use crate::support::authority::Authority;
use crate::support::bundled;
use crate::support::pem;
use crate::support::user::User;

const G1: &str = "DigiCertGlobalRootCA.crt";
const G2: &str = "DigiCertGlobalRootG2.crt";
const MICROSOFT: &str = "Microsoft RSA Root Certificate Authority 2017.crt";
const ISRG: [&str; 2] = ["isrgrootx1.der", "isrg-root-x2.der"];

fn roots(files: &[&str]) -> String {
    files.iter().map(|file| pem("CERTIFICATE", &bundled(file))).collect()
}

fn region(region: &str) -> String {
    let user = User::in_memory();
    user.run(["install", "--offline", "-q", "--set", &format!("aws-rds-{region}")]).exits(0);
    std::fs::read_to_string(user.root_crt()).expect("the store")
}

#[track_caller]
fn judged(content: &str, flags: &[&str]) -> Value {
    let user = User::in_memory();
    user.write_root_crt(content);
    user.run(["status", "--json"].iter().chain(flags)).json()
}

#[track_caller]
fn asks(content: &str, flags: &[&str], sets: &[&str], errors: &[&str]) {
    let judged = judged(content, flags);
    assert_eq!(judged["sets"], json!(sets));
    let findings = judged["findings"].as_array().expect("a list");
    let found = findings.iter().filter(|finding| finding["severity"] == "error");
    let found: Vec<&str> = found.map(|finding| finding["code"].as_str().expect("a code")).collect();
    assert_eq!(found, errors);
    assert_eq!(judged["ok"], json!(errors.is_empty()));
}

#[test]
fn a_store_is_asked_for_every_set_that_it_holds_whole() {
    asks(&roots(&[G2, MICROSOFT, G1]), &[], &["azure"], &[]);
    asks(&roots(&[MICROSOFT, G2]), &[], &["azure"], &[]);
    asks(&roots(&ISRG), &[], &["letsencrypt"], &[]);
    asks(&(roots(&[G2, MICROSOFT]) + &roots(&ISRG)), &[], &["azure", "letsencrypt"], &[]);
    asks(&region("eu-west-1"), &[], &["aws-rds-eu-west-1"], &[]);
    asks(&region("me-west-1"), &[], &["aws-rds-me-west-1"], &[]);
    let own = Authority::new("Own Root");
    asks(
        &(region("eu-west-1") + &own.pem() + &region("us-east-1")),
        &[],
        &["aws-rds-eu-west-1", "aws-rds-us-east-1"],
        &[],
    );
}

#[test]
fn a_store_with_a_part_of_a_set_is_asked_for_the_set_that_lacks_least() {
    asks(&roots(&[G2]), &[], &["azure"], &["missing-root"]);
    asks(&roots(&[G1]), &[], &["azure"], &["missing-root", "missing-root"]);
    asks(&roots(&[ISRG[0]]), &[], &["letsencrypt"], &["missing-root"]);
    asks(&roots(&["AmazonRootCA1.cer"]), &[], &["aws-rds-proxy"], &["missing-root"; 3]);
    let first = region("eu-west-1")
        .split_inclusive("-----END CERTIFICATE-----\n")
        .next()
        .expect("a block")
        .to_owned();
    asks(&first, &[], &["aws-rds-eu-west-1"], &["missing-root"; 2]);
    // Every missing root has the command that adds it.
    let fix = judged(&first, &[])["findings"][0]["hint"].to_string();
    assert!(fix.contains("pgcerts install --set aws-rds-eu-west-1"), "{fix}");
}

#[test]
fn a_store_of_a_foreign_authority_is_asked_for_nothing_and_says_so() {
    let own = Authority::new("Own Root").pem();
    asks(&own, &[], &[], &[]);
    let codes = judged(&own, &[])["findings"].to_string();
    assert!(codes.contains("no-known-root") && codes.contains("foreign-root"), "{codes}");
    let told = User::in_memory();
    told.write_root_crt(&own);
    let text = told.run(["status"]).exits(0).stdout;
    assert!(text.contains("ok: libpq loads 1 certificate\n"), "{text}");
}

#[test]
fn a_look_alike_of_a_pinned_root_is_asked_for_the_default_set() {
    let impostor = pem("CERTIFICATE", &Authority::named_as_g2());
    asks(&impostor, &[], &["azure"], &["impostor-root", "missing-root", "missing-root"]);
}

#[test]
fn what_is_named_is_asked_for_and_none_is_nothing() {
    let own = Authority::new("Own Root").pem();
    asks(&own, &["--set", "letsencrypt"], &["letsencrypt"], &["missing-root", "missing-root"]);
    asks(
        &own,
        &["--for", "ep-x.eu-central-1.aws.neon.tech"],
        &["letsencrypt"],
        &["missing-root", "missing-root"],
    );
    asks(&own, &["--set", "none"], &[], &[]);
    asks(&roots(&[G2]), &["--set", "none"], &[], &[]);
    assert!(!judged(&own, &["--set", "none"])["findings"].to_string().contains("no-known-root"));
    let user = User::in_memory();
    assert_eq!(user.run(["status", "--json", "--for", "db.example"]).exits(2).error_code(), "unknown-set");
    assert_eq!(user.run(["install", "--json", "--set", "none"]).exits(2).error_code(), "unknown-set");
}

#[test]
fn a_missing_or_empty_file_is_asked_for_the_default_set() {
    asks("", &[], &["azure"], &["empty-file"]);
    asks("# a comment\n", &[], &["azure"], &["empty-file"]);
    let user = User::in_memory();
    assert_eq!(user.run(["status", "--json"]).exits(1).json()["sets"], json!(["azure"]));
}
