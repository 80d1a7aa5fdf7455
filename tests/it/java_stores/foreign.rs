//! Stores that Java and OpenSSL wrote.

use super::{PASSWORD, bytes, has_keytool, import, keytool, listed, made, password, program, run, user};
use crate::support::authority::Authority;
use crate::support::tools::need;
use crate::support::user::{User, answer};

/// The schemes in which keytool writes a store.
const SCHEMES: [(&str, &str, &[&str]); 5] = [
    ("store.jks", "", &["-storetype", "JKS"]),
    ("sealed.p12", "", &[]),
    ("mac.p12", "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE", &[]),
    (
        "plain.p12",
        "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE",
        &["-J-Dkeystore.pkcs12.macAlgorithm=NONE"],
    ),
    (
        "des.p12",
        "-J-Dkeystore.pkcs12.certProtectionAlgorithm=PBEWithSHA1AndDESede",
        &["-J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA1"],
    ),
];

#[test]
fn foreign_entries_keep_alias_and_date_and_the_store_its_scheme() {
    let test = "foreign_entries_keep_alias_and_date_and_the_store_its_scheme";
    if !has_keytool(test) || need(test, "openssl").is_none() {
        return;
    }
    let user = user();
    std::fs::write(user.path("default"), "changeit").expect("a password");
    for (name, first, rest) in SCHEMES {
        let options: Vec<&str> =
            std::iter::once(first).filter(|one| !one.is_empty()).chain(rest.iter().copied()).collect();
        import(&user, name, "PGCERTS-digicert-global-root-g2", &Authority::new("First"), &options);
        import(&user, name, "größe", &Authority::new("Second"), &options);
        let (before, old) = (listed(&user, name, password(name)), bytes(&user, name));
        let pw: &[&str] = match name {
            "sealed.p12" => &["--storepass-file", "pw"],
            "mac.p12" | "des.p12" => &["--storepass-file", "default"],
            _ => &[],
        };
        let json = run(&user, "install", name, pw).exits(0).json();
        assert_eq!(json["action"], "append", "{name}: {json}");
        let after = listed(&user, name, password(name));
        assert_eq!(after.len(), 5, "{name}: {after:?}");
        assert!(before.iter().all(|entry| after.contains(entry)), "{name}: {before:?} {after:?}");
        assert!(
            after.iter().any(|entry| entry.starts_with("pgcerts-digicert-global-root-g2-2,")),
            "{after:?}"
        );
        run(&user, "uninstall", name, pw).exits(0);
        assert_eq!(listed(&user, name, password(name)), before, "{name}");
        // What has no salt has the same bytes again.
        assert!(
            !matches!(name, "store.jks" | "plain.p12") || bytes(&user, name) == old,
            "{name}: other bytes"
        );
        let second = run(&user, "install", name, &[pw, &["--dry-run"]].concat()).exits(0).json();
        assert_eq!(second["action"], "append");
    }
}

#[test]
fn a_store_in_an_old_scheme_keeps_it_and_rc2_is_refused_until_asked() {
    let test = "a_store_in_an_old_scheme_keeps_it_and_rc2_is_refused_until_asked";
    if !has_keytool(test) || need(test, "openssl").is_none() {
        return;
    }
    let user = user();
    let info = |file: &str| {
        let mut openssl = program("openssl");
        openssl
            .current_dir(user.home())
            .args(["pkcs12", "-legacy", "-nokeys", "-noout", "-info", "-in", file]);
        let info = answer(openssl.args(["-passin", &format!("pass:{PASSWORD}")])).exits(0).stderr;
        info.lines().filter(|line| !line.starts_with("Certificate bag")).collect::<Vec<_>>().join("\n")
    };
    let pw = ["--storepass-file", "pw"];
    let des = [
        "-J-Dkeystore.pkcs12.certProtectionAlgorithm=PBEWithSHA1AndDESede",
        "-J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA1",
    ];
    import(&user, "sealed.p12", "old", &Authority::new("Old"), &des);
    let before = info("sealed.p12");
    assert!(before.contains("3-Key") || before.contains("3KeyTripleDES"), "{before}");
    run(&user, "install", "sealed.p12", &pw).exits(0);
    assert_eq!(info("sealed.p12"), before);
    std::fs::remove_file(user.path("sealed.p12")).expect("removed");
    import(&user, "sealed.p12", "old", &Authority::new("Old"), &["-J-Dkeystore.pkcs12.legacy"]);
    let before = bytes(&user, "sealed.p12");
    let answer = run(&user, "install", "sealed.p12", &pw).exits(2);
    assert_eq!(answer.error_code(), "unreadable-store");
    assert!(
        answer.json()["error"]["hint"].as_str().is_some_and(|hint| hint.contains("--store-format pkcs12"))
    );
    assert!(bytes(&user, "sealed.p12") == before);
    run(&user, "install", "sealed.p12", &[&pw[..], &["--store-format", "pkcs12"]].concat()).exits(0);
    assert_eq!(listed(&user, "sealed.p12", PASSWORD).len(), 4);
    assert!(info("sealed.p12").contains("AES-256-CBC"));
}

/// A store that OpenSSL wrote, in which Java trusts nothing.
pub(super) fn exported(user: &User, name: &str, options: &[&str]) {
    std::fs::write(user.path("own.pem"), Authority::new("Own").pem()).expect("a certificate");
    let mut openssl = program("openssl");
    openssl.current_dir(user.home()).args(["pkcs12", "-export", "-nokeys", "-in", "own.pem", "-out", name]);
    answer(openssl.args(["-passout", &format!("pass:{PASSWORD}")]).args(options)).exits(0);
}

#[test]
fn triple_des_under_pbes2_stays() {
    if need("triple_des_under_pbes2_stays", "openssl").is_none() {
        return;
    }
    let user = user();
    exported(&user, "des.p12", &["-certpbe", "des-ede3-cbc"]);
    let info = || {
        let mut openssl = program("openssl");
        openssl.current_dir(user.home()).args(["pkcs12", "-nokeys", "-noout", "-info", "-in", "des.p12"]);
        let info = answer(openssl.args(["-passin", &format!("pass:{PASSWORD}")])).exits(0).stderr;
        info.lines().find(|line| line.contains("PBES2")).expect("an encryption").to_owned()
    };
    let before = info();
    assert!(before.contains("DES-EDE3-CBC"), "{before}");
    run(&user, "install", "des.p12", &["--storepass-file", "pw"]).exits(0);
    assert_eq!(info(), before);
}

#[test]
fn parts_of_a_store_stay_as_they_are_encrypted() {
    if need("parts_of_a_store_stay_as_they_are_encrypted", "openssl").is_none() {
        return;
    }
    let user = user();
    exported(&user, "aes.p12", &[]);
    exported(&user, "des.p12", &["-certpbe", "des-ede3-cbc"]);
    run(&user, "install", "open.p12", &["--set", "azure-minimum"]).exits(0);
    let part = |name: &str| made::element(made::SEQUENCE, &[&made::first_part(&bytes(&user, name))]);
    let parts = ["open.p12", "des.p12", "aes.p12"].map(part);
    let mixed = made::pfx(&parts.each_ref().map(Vec::as_slice), &[]);
    std::fs::write(user.path("mixed.p12"), mixed).expect("a store");
    let pw = ["--storepass-file", "pw"];
    assert_eq!(run(&user, "install", "mixed.p12", &pw).exits(0).json()["action"], "append");
    let after = bytes(&user, "mixed.p12");
    let holds = |wanted: &[u8]| after.windows(wanted.len()).any(|window| window == wanted);
    // The plain part is there to the byte, and each cipher once.
    assert!(holds(&made::first_part(&bytes(&user, "open.p12"))), "the plain part");
    for cipher in [made::AES_256, made::DES_EDE3] {
        assert_eq!(after.windows(cipher.len()).filter(|window| *window == cipher).count(), 1);
    }
    assert_eq!(run(&user, "install", "mixed.p12", &pw).exits(0).json()["action"], "none");
    let json = run(&user, "status", "mixed.p12", &pw).json();
    assert_eq!(json["java"]["certificates"], 3, "{json}");
}

#[test]
fn what_java_reads_as_empty_is_an_error_that_install_settles() {
    let test = "what_java_reads_as_empty_is_an_error_that_install_settles";
    if !has_keytool(test) || need(test, "openssl").is_none() {
        return;
    }
    let user = user();
    exported(&user, "o.p12", &[]);
    let pw = ["--storepass-file", "pw"];
    let json = run(&user, "status", "o.p12", &pw).exits(1).json();
    assert_eq!(json["findings"][0]["code"], "empty-file", "{json}");
    assert_eq!(json["java"]["loads"], false, "{json}");
    assert!(listed(&user, "o.p12", PASSWORD).is_empty());
    run(&user, "install", "o.p12", &pw).exits(0);
    assert_eq!(listed(&user, "o.p12", PASSWORD).len(), 3);
    // The certificate that Java ignores is still there, and is named.
    let json = run(&user, "status", "o.p12", &pw).exits(1).json();
    assert_eq!(json["findings"][0]["code"], "ignored-block", "{json}");
    assert_eq!(json["java"]["certificates"], 3);
}

#[test]
fn stores_with_a_key_and_in_other_forms_are_refused() {
    if !has_keytool("stores_with_a_key_and_in_other_forms_are_refused") {
        return;
    }
    let user = user();
    for (name, kind, pw) in
        [("k.p12", "PKCS12", &["--storepass-file", "pw"][..]), ("k.jks", "JKS", &["--storepass-file", "pw"])]
    {
        let base = ["-genkeypair", "-alias", "own", "-keyalg", "EC", "-dname", "CN=own", "-keystore", name];
        keytool(
            &user,
            &[&base[..], &["-storetype", kind, "-storepass", PASSWORD, "-keypass", PASSWORD]].concat(),
        )
        .exits(0);
        let before = bytes(&user, name);
        for command in ["install", "uninstall"] {
            let answer = run(&user, command, name, pw).exits(2);
            assert_eq!(answer.error_code(), "private-key", "{name}");
            assert_eq!(answer.json()["error"]["alias"], "own");
        }
        assert!(bytes(&user, name) == before, "{name}");
        let json = run(&user, "status", name, pw).exits(1).json();
        assert!(
            json["findings"].as_array().expect("findings").iter().any(|one| one["code"] == "private-key"),
            "{json}"
        );
    }
    import(&user, "j.store", "a", &Authority::new("A"), &["-storetype", "JCEKS"]);
    let before = bytes(&user, "j.store");
    let answer = run(&user, "install", "j.store", &[]).exits(2);
    assert!(answer.json()["error"]["message"].as_str().is_some_and(|message| message.contains("JCEKS")));
    assert!(bytes(&user, "j.store") == before);
}
