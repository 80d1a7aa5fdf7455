//! Certificates that openssl signed in ways that ring does not read: all of them are accepted.

use std::process::Command;

use crate::support::tools::need;
use crate::support::user::User;

#[test]
fn a_signature_that_openssl_takes_is_taken() {
    if need("signatures by openssl", "openssl").is_none() {
        return;
    }
    let ec = |curve| format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{curve} -out ca.key");
    let rsa = |exponent| format!("genpkey -algorithm RSA -pkeyopt rsa_keygen_pubexp:{exponent} -out ca.key");
    let short = "ec -in ca.key -conv_form compressed -out ca.key";
    let salt = |length| format!("-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{length}");
    let cases = [
        (vec![ec("P-521")], "-sha256".to_owned()),
        (vec![ec("P-256"), short.to_owned()], "-sha256".to_owned()),
        (vec![rsa("65537")], salt(32)),
        (vec![rsa("65537")], salt(222)),
        (vec![rsa("1099511627791")], "-sha256".to_owned()),
    ];
    for (keys, options) in cases {
        let user = User::new();
        let openssl = |arguments: &str| {
            let output = Command::new("openssl")
                .args(arguments.split(' '))
                .current_dir(user.home())
                .output()
                .expect("openssl");
            assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        };
        for arguments in &keys {
            openssl(arguments);
        }
        openssl(&format!("req -x509 -new -key ca.key -subj /CN=Root -days 9 -out ca.pem {options}"));
        openssl("req -new -newkey rsa:2048 -nodes -keyout key -subj /CN=db.example.test -out csr");
        openssl(&format!(
            "x509 -req -in csr -CA ca.pem -CAkey ca.key -CAcreateserial -out leaf.pem {options}"
        ));
        openssl("verify -auth_level 2 -CAfile ca.pem leaf.pem");
        let [chain, store] = ["leaf.pem", "ca.pem"].map(|name| user.home().join(name).display().to_string());
        let arguments =
            ["check", "--json", "--chain", &chain, "--host", "db.example.test", "--sslrootcert", &store];
        let target = &user.run(arguments).json()["targets"][0];
        assert_eq!(target["openssl"]["accepted"], true, "{keys:?} {options}");
        assert_eq!(target["ok"], true, "{keys:?} {options}");
    }
}
