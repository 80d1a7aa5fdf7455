//! What `pins add` and `pins export` say to people: all that they met, and each thing by its name.

use super::{sha256, user_with};
use crate::support::authority::Authority;
use crate::support::user::User;

/// What is said where the certificates of these are given for a root that is not among them.
fn refused(authorities: &[Authority]) -> String {
    let user = user_with(&Authority::new("First"));
    let bundle: String = authorities.iter().map(Authority::pem).collect();
    std::fs::write(user.path("bundle.pem"), bundle).expect("a bundle");
    let zeros = "0".repeat(64);
    let arguments = ["pins", "add", "pins.json", "--from", "bundle.pem", "--id", "new", "--set", "test"];
    let run =
        |more: &[&str]| user.run(arguments.iter().chain(&["--sha256", zeros.as_str()]).chain(more)).exits(2);
    let error = run(&["--json"]);
    assert_eq!(error.error_code(), "pin-mismatch");
    assert_eq!(error.json()["error"]["actual"], sha256(authorities[0].der()));
    run(&[]).stderr
}

fn authorities(number: usize) -> Vec<Authority> {
    (0..number).map(|number| Authority::new(&format!("New {number}"))).collect()
}

#[test]
fn a_certificate_that_is_not_in_a_bundle_is_refused_with_all_that_are() {
    let zeros = "0".repeat(64);
    let digests =
        |some: &[Authority]| some.iter().map(|one| sha256(one.der())).collect::<Vec<_>>().join(", ");
    let one = authorities(1);
    let said = refused(&one);
    assert!(said.contains(&format!("`bundle.pem` has the SHA-256 {}, not {zeros}", digests(&one))), "{said}");
    let five = authorities(5);
    let said = refused(&five);
    let expected = format!("none of the 5 certificates in `bundle.pem` has the SHA-256 {zeros}: they have ");
    assert!(said.contains(&format!("{expected}{}\n", digests(&five))), "{said}");
    let seven = authorities(7);
    let said = refused(&seven);
    assert!(said.contains(&format!("{} and 2 more\n", digests(&seven[..5]))), "{said}");
}

#[test]
fn a_key_in_a_bundle_is_not_taken_for_one_of_its_certificates() {
    let user = user_with(&Authority::new("First"));
    let new = Authority::new("New");
    let bundle = new.server(&["localhost"]).key + &new.pem();
    std::fs::write(user.path("bundle.pem"), bundle).expect("a bundle");
    let zeros = "0".repeat(64);
    let arguments = ["pins", "add", "pins.json", "--from", "bundle.pem", "--id", "new", "--set", "test"];
    let said = user.run(arguments.iter().chain(&["--sha256", zeros.as_str()])).exits(2).stderr;
    assert!(said.contains(&format!("`bundle.pem` has the SHA-256 {}, not", sha256(new.der()))), "{said}");
}

#[test]
fn an_export_tells_the_manifest_and_its_certificates_apart() {
    let user = User::new();
    let exported = |gone: &[&str]| {
        for file in gone {
            std::fs::remove_file(user.path("team").join(file)).expect("a file");
        }
        user.run(["pins", "export", "team/pins.json"]).exits(0).stdout
    };
    let (first, second) = ("DigiCertGlobalRootCA.crt", "DigiCertGlobalRootG2.crt");
    assert_eq!(exported(&[]), "wrote team/pins.json and 13 certificates beside it\n");
    assert_eq!(exported(&[]), "team/pins.json and its certificates are there already, as built in\n");
    assert_eq!(exported(&["pins.json"]), "wrote team/pins.json; its certificates were there already\n");
    assert_eq!(exported(&[first]), "wrote 1 certificate beside team/pins.json, which was there already\n");
    assert_eq!(
        exported(&["pins.json", first, second]),
        "wrote team/pins.json and 2 certificates beside it; the rest was there already\n"
    );
}
