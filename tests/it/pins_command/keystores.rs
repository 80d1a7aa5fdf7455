//! Java's keystores, written by Java itself.

use std::path::Path;
use std::process::Command;

use super::user_with;
use crate::support::authority::Authority;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};

/// A keystore that trusts this certificate.
fn keystore(user: &User, name: &str, keytool: &Path, options: &[&str]) {
    let mut command = Command::new(keytool);
    // Options for Java itself come first, those of the command behind it.
    let (java, own): (Vec<&str>, Vec<&str>) = options.iter().partition(|option| option.starts_with("-J"));
    command.current_dir(user.home()).args(java);
    command.args(["-importcert", "-noprompt", "-alias", "größe", "-file", "first.crt"]);
    answer(command.args(own).args(["-keystore", name, "-storepass", "changeit"])).exits(0);
}

fn verify(user: &User, store: &str) -> Answer {
    user.run(["pins", "verify", "--offline", "--pins", "pins.json", "--json", "--strict", store])
}

#[test]
fn what_java_writes_without_encryption_is_read() {
    let Some(keytool) = need("Java's keystores", "keytool") else { return };
    let first = Authority::new("First");
    let user = user_with(&first);
    let plain = ["-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE", "-J-Dkeystore.pkcs12.macAlgorithm=NONE"];
    keystore(&user, "store.jks", &keytool, &["-storetype", "JKS"]);
    keystore(&user, "store.p12", &keytool, &plain);
    for (name, start) in [("store.jks", &b"\xfe\xed\xfe\xed"[..]), ("store.p12", b"\x30")] {
        let bytes = std::fs::read(user.path(name)).expect("the keystore");
        assert!(bytes.starts_with(start), "{name}");
        verify(&user, name).exits(0);
        let json = user.run(["pins", "show", name, "--pins", "pins.json", "--json"]).exits(0).json();
        assert_eq!(json["certificates"][0]["alias"], "größe");
        for length in 4..bytes.len() {
            std::fs::write(user.path("cut"), &bytes[..length]).expect("a file");
            if length % 97 == 0 || bytes.len() - length < 3 {
                let cut = verify(&user, "cut").exits(2);
                assert!(cut.stdout.contains("cut short") || cut.stdout.contains("no certificate"), "{cut:?}");
            }
        }
    }
}

#[test]
fn an_encrypted_keystore_is_refused_with_the_command_that_helps() {
    let Some(keytool) = need("an encrypted keystore", "keytool") else { return };
    let user = user_with(&Authority::new("First"));
    keystore(&user, "store.p12", &keytool, &[]);
    let failed = verify(&user, "store.p12").exits(2);
    assert!(
        failed.stdout.contains("encrypted") && failed.stdout.contains("keytool -exportcert -rfc"),
        "{failed:?}"
    );
}

#[test]
fn a_keystore_in_which_java_trusts_nothing_is_named_as_such() {
    let Some(openssl) = need("a keystore without trust", "openssl") else { return };
    let first = Authority::new("First");
    let user = user_with(&first);
    std::fs::write(user.path("first.pem"), first.pem()).expect("a file");
    let mut command = Command::new(openssl);
    command.current_dir(user.home()).args(["pkcs12", "-export", "-nokeys", "-in", "first.pem"]);
    let plain = ["-certpbe", "NONE", "-nomac", "-passout", "pass:", "-out", "store.p12"];
    answer(command.args(plain)).exits(0);
    let failed = verify(&user, "store.p12").exits(2);
    assert!(
        failed.stdout.contains("trusts no certificate") && failed.stdout.contains("openssl pkcs12 -nokeys"),
        "{failed:?}"
    );
}
