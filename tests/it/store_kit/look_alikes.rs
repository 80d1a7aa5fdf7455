//! Tampered roots, variants and impostors are told apart by a signature that is really checked.

use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use serde_json::Value;

use super::forge::{authority, badly_signed, common_name};
use super::write_pins;
use crate::support::pem;
use crate::support::user::User;
use pgcerts::testing::BUNDLED;
use pgcerts::testing::{Certificate, Signature};

/// The codes that `status` finds in a store of these certificates, in the file's order.
fn codes(user: &User, arguments: &[&str], certificates: &[Vec<u8>]) -> Vec<String> {
    let text: String = certificates.iter().map(|der| pem("CERTIFICATE", der)).collect();
    user.write_root_crt(text);
    let dest = user.root_crt();
    let run = [&["status", "--json", "--dest", dest.to_str().expect("UTF-8")], arguments].concat();
    let json = user.run(run).json();
    let mut findings: Vec<&Value> = json["findings"].as_array().expect("findings").iter().collect();
    findings.retain(|finding| finding["line"].is_u64());
    findings.sort_by_key(|finding| finding["line"].as_u64());
    findings.iter().map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn the_bundled_roots_verify_themselves_and_no_edited_one_does() {
    for (name, der) in BUNDLED {
        assert_eq!(Certificate::new(der.to_vec()).own_signature(), Signature::Valid, "{name}");
        for at in (4..der.len()).step_by(29).chain([der.len() - 1]) {
            let mut edited = der.to_vec();
            edited[at] ^= 1;
            assert_ne!(Certificate::new(edited).own_signature(), Signature::Valid, "{name}: byte {at}");
        }
    }
}

#[test]
fn every_bundled_root_with_an_edited_signature_is_tampered_with() {
    let edited: Vec<Vec<u8>> = BUNDLED.iter().map(|(_, der)| badly_signed(der)).collect();
    assert_eq!(codes(&User::new(), &[], &edited), vec!["tampered-root"; BUNDLED.len()]);
}

#[test]
fn the_signature_decides_for_every_kind_of_key_whether_a_root_is_a_variant_or_tampered_with() {
    for kind in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        let key = KeyPair::generate_for(kind).expect("a key");
        let issue = |params: &CertificateParams| params.self_signed(&key).expect("a root").der().to_vec();
        let root = issue(&authority(common_name("Pinned")));
        let mut longer = authority(common_name("Pinned"));
        longer.not_after += time::Duration::days(1);
        let variant = issue(&longer);
        let user = User::new();
        let pins = write_pins(user.home(), &[("server", "Pinned", &root)]);
        let tampered = badly_signed(&variant);
        let found = codes(&user, &["--pins", pins.to_str().expect("UTF-8")], &[root, variant, tampered]);
        assert_eq!(found, ["root-variant", "tampered-root"], "{kind:?}");
    }
}
