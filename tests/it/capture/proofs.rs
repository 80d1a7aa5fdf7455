//! Signatures that openssl made, verified over the bare key.

use pgcerts::testing::Signature;
use pgcerts::testing::{Proof, verify};

use crate::support::tls_server::Identity;
use crate::support::tools::need;

const MESSAGE: &[u8] = b"what both sides said";

fn judged(identity: &Identity, message: &[u8], signature: &[u8], scheme: u16, tls13: bool) -> Signature {
    verify(&identity.chain()[0], &Proof { message, signature, scheme, is_tls13: tls13 })
}

#[test]
fn a_signature_is_valid_for_its_message_alone() {
    if need("signatures by openssl", "openssl").is_none() {
        return;
    }
    let pss = ["-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:digest"];
    let pss = [&["-digest", "sha384"], &pss[..]].concat();
    let only_pss = Identity::new(&["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"], true);
    let cases = [
        (Identity::rsa(2048), &["-digest", "sha256"][..], 0x0401),
        (Identity::rsa(2048), &pss, 0x0805),
        (only_pss, &pss, 0x080A),
        (Identity::ec("P-256"), &["-digest", "sha256"], 0x0403),
        (Identity::ec("P-384"), &["-digest", "sha384"], 0x0503),
        (Identity::ec("P-521"), &["-digest", "sha512"], 0x0603),
        (Identity::new(&["-algorithm", "ED25519"], true), &[], 0x0807),
    ];
    for (identity, arguments, scheme) in cases {
        let signature = identity.sign(MESSAGE, arguments);
        for tls13 in [false, true] {
            let pkcs1_in_tls13 = tls13 && scheme == 0x0401;
            let expected = if pkcs1_in_tls13 { Signature::Invalid } else { Signature::Valid };
            assert_eq!(judged(&identity, MESSAGE, &signature, scheme, tls13), expected, "{scheme:x}");
            let other = judged(&identity, b"something else", &signature, scheme, tls13);
            assert_eq!(other, Signature::Invalid, "{scheme:x}");
            assert_eq!(judged(&identity, MESSAGE, b"", scheme, tls13), Signature::Invalid, "{scheme:x}");
        }
    }
}

#[test]
fn only_tls_13_binds_the_curve_to_the_scheme() {
    if need("signatures by openssl", "openssl").is_none() {
        return;
    }
    let identity = Identity::ec("P-384");
    let signature = identity.sign(MESSAGE, &["-digest", "sha256"]);
    assert_eq!(judged(&identity, MESSAGE, &signature, 0x0403, false), Signature::Valid);
    assert_eq!(judged(&identity, MESSAGE, &signature, 0x0403, true), Signature::Invalid);
}

#[test]
fn short_and_long_keys_and_ed448_prove_as_any_other() {
    if need("signatures by openssl", "openssl").is_none() {
        return;
    }
    let sha256: &[&str] = &["-digest", "sha256"];
    let cases = [
        (Identity::rsa(1024), sha256, 0x0401),
        (Identity::rsa(2031), sha256, 0x0401),
        (Identity::long_exponent(), sha256, 0x0401),
        (Identity::new(&["-algorithm", "ED448"], true), &[], 0x0808),
    ];
    for (identity, arguments, scheme) in cases {
        let signature = identity.sign(MESSAGE, arguments);
        assert_eq!(judged(&identity, MESSAGE, &signature, scheme, false), Signature::Valid, "{scheme:x}");
        let other = judged(&identity, b"something else", &signature, scheme, false);
        assert_eq!(other, Signature::Invalid, "{scheme:x}");
    }
}

#[test]
fn a_curve_that_tls_does_not_offer_proves_nothing() {
    if need("signatures by openssl", "openssl").is_none() {
        return;
    }
    let identity = Identity::ec("secp256k1");
    let signature = identity.sign(MESSAGE, &["-digest", "sha256"]);
    assert_eq!(judged(&identity, MESSAGE, &signature, 0x0403, false), Signature::Invalid);
}

#[test]
fn a_scheme_of_another_kind_of_key_is_wrong() {
    if need("keys by openssl", "openssl").is_none() {
        return;
    }
    let only_pss = Identity::new(&["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"], true);
    // SHA-1 is none that libpq offers.
    for (identity, scheme) in [
        (Identity::rsa(2048), 0x0807),
        (Identity::rsa(2048), 0x0809),
        (only_pss, 0x0804),
        (Identity::ec("P-256"), 0x0203),
    ] {
        assert_eq!(judged(&identity, MESSAGE, b"anything", scheme, false), Signature::Invalid, "{scheme:x}");
    }
}

#[test]
fn a_compressed_point_is_a_key_as_well() {
    if need("keys by openssl", "openssl").is_none() {
        return;
    }
    let identity = Identity::compressed();
    let signature = identity.sign(MESSAGE, &["-digest", "sha256"]);
    assert_eq!(judged(&identity, MESSAGE, &signature, 0x0403, true), Signature::Valid);
    assert_eq!(judged(&identity, b"something else", &signature, 0x0403, true), Signature::Invalid);
}
