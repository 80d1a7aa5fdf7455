//! Containers and other forms of files: what each is called, with its way out, and who reads it.

use std::path::Path;
use std::process::Command;

use crate::support::store::azure;
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};
use crate::support::{certificates, pem};

/// A user with the roots of the default set in several containers, made by OpenSSL.
fn user_with_containers(openssl: &Path) -> User {
    let user = User::in_memory();
    std::fs::write(user.path("roots.pem"), roots()).expect("a file");
    for arguments in [
        "crl2pkcs7 -nocrl -certfile roots.pem -out roots.p7b",
        "crl2pkcs7 -nocrl -certfile roots.pem -outform DER -out roots.p7c",
        "pkcs12 -export -nokeys -in roots.pem -certpbe NONE -nomac -passout pass: -out plain.crt",
        "pkcs12 -export -nokeys -in roots.pem -passout pass:geheim -out sealed.crt",
    ] {
        let mut command = Command::new(openssl);
        answer(command.current_dir(user.home()).args(arguments.split(' '))).exits(0);
    }
    user
}

fn roots() -> String {
    azure().iter().map(|der| pem("CERTIFICATE", der)).collect()
}

fn base64(text: &str) -> String {
    let lines = pem("X", text.as_bytes());
    lines.lines().filter(|line| !line.starts_with('-')).collect()
}

/// The message and the fix of the finding with this code.
#[track_caller]
fn found(user: &User, name: &str, code: &str) -> (String, String) {
    let json = user.run(["status", "--json", "--dest", name]).exits(1).json();
    let findings = json["findings"].as_array().expect("findings");
    let finding = findings.iter().find(|finding| finding["code"] == code);
    let finding = finding.unwrap_or_else(|| panic!("{name}: no {code}: {json}"));
    let text = |field: &str| finding[field].as_str().expect("a text").to_owned();
    (text("message"), text("hint"))
}

fn repair(user: &User, name: &str) -> Answer {
    user.run(["install", "--offline", "--json", "--repair", "--dest", name])
}

#[test]
fn every_form_is_named_and_repair_keeps_its_certificates() {
    let Some(openssl) = need("containers", "openssl") else { return };
    let user = user_with_containers(&openssl);
    let escaped = roots().replace('\n', "\\n");
    let hex = azure()[0].iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    for (name, text) in [
        ("secret.yaml", format!("apiVersion: v1\nkind: Secret\ndata:\n  ca.crt: {}\n", base64(&roots()))),
        ("string.json", format!("{{\"ca\": \"{}\"}}\n", escaped.replace('/', "\\/").replace('=', "\\u003d"))),
        ("page.html", roots().replace('\n', "<br>\n")),
        ("hex", hex),
    ] {
        std::fs::write(user.path(name), text).expect("a file");
    }
    for (name, words) in [
        ("roots.p7b", "PKCS#7"),
        ("roots.p7c", "PKCS#7"),
        ("plain.crt", "PKCS#12"),
        ("secret.yaml", "base64 of a PEM file"),
        ("string.json", "JSON"),
        ("page.html", "HTML"),
        ("hex", "hex digits"),
    ] {
        let (message, fix) = found(&user, name, "not-pem");
        assert!(message.contains(words) && fix.contains("--repair"), "{name}: {message}: {fix}");
        let json = repair(&user, name).exits(0).json();
        assert_eq!(certificates(&user.path(name)).len(), azure().len(), "{name}: {json}");
        assert_eq!(json["dropped"], serde_json::json!([]), "{name}");
    }
}

#[test]
fn what_holds_no_certificate_is_named_as_what_it_is() {
    let user = User::in_memory();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    let denied = "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code></Error>\n";
    for (name, text, words) in [
        ("pointer", pointer, "a Git LFS pointer"),
        ("denied", denied, "XML"),
        ("error", "{\"message\": \"Not Found\"}\n", "JSON"),
        ("page", "<!doctype html>\n<html>Sign in</html>\n", "an HTML page"),
        ("values", "apiVersion: v1\nkind: ConfigMap\ndata: {}\n", "YAML"),
        ("archive", "PK\u{3}\u{4}zip", "an archive"),
    ] {
        std::fs::write(user.path(name), text).expect("a file");
        let (message, fix) = found(&user, name, "not-pem");
        assert!(message.contains(words), "{name}: {message}");
        assert_eq!(fix.contains("git lfs pull"), name == "pointer", "{name}: {fix}");
        let shown = user.run(["pins", "show", &format!("./{name}")]).exits(2).stderr;
        assert!(
            shown.contains(&format!("holds no certificate: it is {}", message_form(&message))),
            "{shown}"
        );
    }
}

/// What a message calls the form of the file.
fn message_form(message: &str) -> &str {
    let form = message.strip_prefix("the file is ").and_then(|rest| rest.strip_suffix("; libpq refuses it"));
    form.expect("the words of not-pem").split(',').next().expect("a form")
}

#[test]
fn a_container_that_needs_a_password_is_left_alone_with_the_command_that_opens_it() {
    let Some(openssl) = need("an encrypted container", "openssl") else { return };
    let user = user_with_containers(&openssl);
    let (message, fix) = found(&user, "sealed.crt", "not-pem");
    assert!(
        message.contains("encrypted PKCS#12") && fix.contains("openssl pkcs12 -nokeys"),
        "{message}: {fix}"
    );
    let before = std::fs::read(user.path("sealed.crt")).expect("the container");
    for flags in [&["--repair"][..], &[]] {
        let run = [&["install", "--offline", "--json", "--dest", "sealed.crt"], flags].concat();
        let error = &user.run(run).exits(2).json()["error"];
        assert_eq!(error["code"], "unreadable-store");
        assert!(error["hint"].as_str().expect("a fix").contains("openssl pkcs12 -nokeys"), "{error}");
    }
    assert!(std::fs::read(user.path("sealed.crt")).expect("the container") == before);
    std::fs::write(user.path("behind.crt"), [roots().into_bytes(), before].concat()).expect("a store");
    let (message, fix) = found(&user, "behind.crt", "ignored-block");
    assert!(
        message.contains("encrypted PKCS#12") && fix.contains("openssl pkcs12 -nokeys"),
        "{message}: {fix}"
    );
    let shown = user.run(["pins", "show", "./sealed.crt"]).exits(2).stderr;
    assert!(shown.contains("encrypted") && shown.contains("--storepass-file"), "{shown}");
    std::fs::write(user.path("password"), "geheim").expect("a password");
    // OpenSSL does not mark certificates as trusted.
    let opened = user.run(["pins", "show", "./sealed.crt", "--storepass-file", "password"]).exits(2).stderr;
    assert!(opened.contains("Java trusts no certificate"), "{opened}");
}

#[test]
fn a_folder_of_containers_is_a_source_and_what_was_not_understood_is_named() {
    let Some(openssl) = need("a folder of containers", "openssl") else { return };
    for kept in ["roots.p7b", "roots.p7c", "plain.crt"] {
        let user = user_with_containers(&openssl);
        let folder = user.path("source");
        std::fs::create_dir(&folder).expect("a folder");
        for name in ["sealed.crt", kept] {
            std::fs::copy(user.path(name), folder.join(name)).expect("a copy");
        }
        let run = ["install", "--json", "--dest", "new.crt", "--from", "source"];
        user.run(run).exits(0);
        assert_eq!(certificates(&user.path("new.crt")), azure(), "{kept}");
        std::fs::remove_file(folder.join(kept)).expect("a file");
        std::fs::write(folder.join("page.crt"), "<html></html>\n").expect("a file");
        let error = &user.run(run).exits(2).json()["error"];
        let fix = error["hint"].as_str().expect("a fix");
        assert_eq!(error["code"], "missing-root");
        assert!(fix.contains("sealed.crt") && fix.contains("page.crt") && fix.contains("HTML"), "{fix}");
    }
}

#[test]
fn pins_show_reads_containers() {
    let Some(openssl) = need("containers to show", "openssl") else { return };
    let user = user_with_containers(&openssl);
    for name in ["./roots.p7b", "./roots.p7c", "./plain.crt"] {
        let json = user.run(["pins", "show", "--json", name]).exits(0).json();
        let shown = json["certificates"].as_array().expect("certificates");
        assert_eq!(shown.len(), azure().len(), "{name}");
        assert!(shown.iter().all(|one| one["verdict"] == "pinned"), "{json}");
    }
}
