//! Trust stores of every kind, good and bad, wherever they are.

use std::process::Command;

use base64::Engine as _;

use super::kit::{ScanTree, items, text};
use crate::support::authority::{Authority, edited_signature};
use crate::support::store::azure;
use crate::support::{AZURE, bundled, pem, tools};

fn roots() -> String {
    azure().iter().map(|der| pem("CERTIFICATE", der)).collect()
}

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| " ".repeat(by) + line + "\n").collect()
}

/// Each with the codes that are expected of it, in the order of paths.
fn placed(tree: &ScanTree) -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let own = Authority::new("Own Root");
    let below = own.intermediate("Own CA");
    let server = own.server(&["db.test"]);
    let leaf = server.certificate;
    let g1 = pem("CERTIFICATE", &bundled(AZURE[2].1));
    let escaped = roots().replace('\n', "\\n");
    tree.write("a/.hidden/good.pem", roots());
    tree.write("a/below.crt", below.pem());
    tree.write("a/leaf.cer", &leaf);
    tree.write("b/expired.pem", Authority::expired("Old Root").pem());
    tree.write("b/false.pem", pem("CERTIFICATE", &Authority::named_as_g2()));
    tree.write("b/edited.pem", pem("CERTIFICATE", &edited_signature(&bundled(AZURE[0].1))));
    tree.write("b/g1.pem", &g1);
    tree.write("b/g2.der", bundled(AZURE[0].1));
    tree.write("c/map.yaml", format!("kind: ConfigMap\ndata:\n  root.crt: |\n{}", indented(&roots(), 4)));
    tree.write("c/map-g1.yaml", format!("kind: ConfigMap\ndata:\n  root.crt: |\n{}", indented(&g1, 4)));
    tree.write("c/map.json", format!("{{\"kind\": \"ConfigMap\", \"data\": {{\"ca\": \"{escaped}\"}}}}"));
    tree.write("c/secret.yaml", format!("kind: Secret\ndata:\n  ca.crt: {}\n", base64(g1.as_bytes())));
    tree.write("c/App.java", format!("class A {{ String ca = \"{escaped}\"; }}\n"));
    tree.write("c/own.py", format!("CA = '''\n{}'''\n", below.pem()));
    tree.write("c/ca.properties", format!("ca={escaped}\n"));
    tree.write("d/.postgresql/root.crt", "<html>not found</html>");
    tree.write("d/etc/server.crt", &leaf);
    tree.write(
        "d/etc/server.key",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n",
    );
    vec![
        ("a/.hidden/good.pem", "pem", vec![]),
        ("a/below.crt", "pem", vec!["pinned-intermediate"]),
        ("a/leaf.cer", "pem", vec!["pinned-leaf"]),
        ("b/edited.pem", "pem", vec!["tampered-root", "missing-root"]),
        ("b/expired.pem", "pem", vec!["expired"]),
        ("b/false.pem", "pem", vec!["impostor-root"]),
        ("b/g1.pem", "pem", vec!["missing-root"]),
        ("b/g2.der", "der", vec!["missing-root"]),
        ("c/App.java", "embedded", vec![]),
        ("c/ca.properties", "embedded", vec![]),
        ("c/map-g1.yaml", "config-map", vec!["missing-root"]),
        ("c/map.json", "config-map", vec![]),
        ("c/map.yaml", "config-map", vec![]),
        ("c/own.py", "embedded", vec!["pinned-intermediate"]),
        ("c/secret.yaml", "secret", vec!["missing-root"]),
        ("d/.postgresql/root.crt", "pem", vec!["not-pem"]),
        ("d/etc/server.crt", "identity", vec![]),
    ]
}

#[test]
fn each_store_is_found_and_judged_and_nothing_else_is_named() {
    let tree = ScanTree::new();
    let expected = placed(&tree);
    for name in ["notes.md", "key.pem", "request.csr", "image.png", "list.crl", "empty.pem"] {
        let label = if name == "key.pem" { "PRIVATE KEY" } else { "CERTIFICATE REQUEST" };
        tree.write(&format!("none/{name}"), pem(label, b"0123456789"));
    }
    tree.write("none/empty.pem", "");
    tree.write("none/prose.md", "Put the -----BEGIN CERTIFICATE----- line first.\n");
    let found = tree.found();
    let seen: Vec<(&str, &str, Vec<&str>)> = found
        .iter()
        .map(|(path, kind, codes)| (path.as_str(), kind.as_str(), codes.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(seen.len(), expected.len(), "{seen:#?}");
    for (seen, expected) in seen.iter().zip(&expected) {
        assert_eq!((seen.0, seen.1), (expected.0, expected.1));
        assert!(expected.2.iter().all(|code| seen.2.contains(code)), "{seen:?} {expected:?}");
        assert_eq!(seen.2.is_empty(), expected.2.is_empty(), "{seen:?}");
    }
    tree.scan(&[]).exits(1);
}

#[test]
fn sound_stores_say_what_they_anchor_and_end_with_0() {
    let tree = ScanTree::new();
    tree.write("root.pem", roots());
    let json = tree.scan(&["--json"]).exits(0).json();
    assert_eq!((&json["ok"], &json["complete"]), (&true.into(), &true.into()));
    let anchors = items(&json)[0]["anchors"].as_array().expect("anchors").clone();
    assert!(
        anchors
            .iter()
            .any(|anchor| anchor["chain"] == "azure-2026" && text(&anchor["until"]).starts_with("2029"))
    );
    assert!(tree.scan(&[]).exits(0).stdout.contains("azure-2026 until 2029-06-03"));
}

#[test]
fn keystores_open_without_a_password_and_with_changeit_and_no_other_is_guessed() {
    let tree = ScanTree::new();
    std::fs::create_dir_all(tree.path("")).expect("the tree");
    tree.user.run(["export", "--format", "pkcs12", "--output", "tree/open.p12"]).exits(0);
    tree.user.run(["export", "--format", "jks", "--output", "tree/usual.jks"]).exits(0);
    for (name, password) in [("usual.p12", "changeit"), ("sealed.p12", "geheim9"), ("sealed.jks", "geheim9")]
    {
        std::fs::write(tree.user.path("pw"), password).expect("a password");
        let dest = format!("tree/{name}");
        tree.user.run(["install", "--offline", "--dest", &dest, "--storepass-file", "pw"]).exits(0);
    }
    tree.write("old.jceks", [0xce; 64]);
    tree.write("cut.jks", [0xfe, 0xed, 0xfe, 0xed, 0, 0]);
    let found: Vec<(String, String)> =
        tree.found().into_iter().map(|(path, _, codes)| (path, codes.join(" "))).collect();
    let expected = [
        ("cut.jks", "unreadable-store"),
        ("old.jceks", "unreadable-store"),
        ("open.p12", ""),
        ("sealed.jks", "password"),
        ("sealed.p12", "password"),
        ("usual.jks", ""),
        ("usual.p12", ""),
    ];
    assert_eq!(found, expected.map(|(path, codes)| (path.to_owned(), codes.to_owned())));
}

#[test]
fn pkcs7_is_read_in_both_forms() {
    let Some(openssl) = tools::need("pkcs7_is_read_in_both_forms", "openssl") else { return };
    let tree = ScanTree::new();
    let store = tree.write("root.pem", roots());
    for (name, form) in [("b.p7b", "DER"), ("c.p7c", "PEM")] {
        let made = Command::new(&openssl)
            .args(["crl2pkcs7", "-nocrl", "-certfile"])
            .arg(&store)
            .args(["-outform", form, "-out"])
            .arg(tree.path(name))
            .status();
        assert!(made.expect("openssl").success());
    }
    let kinds: Vec<(String, Vec<String>)> =
        tree.found().into_iter().map(|(_, kind, codes)| (kind, codes)).collect();
    assert_eq!(kinds, ["pkcs7", "pkcs7", "pem"].map(|kind| (kind.to_owned(), Vec::new())));
}

#[test]
fn what_a_system_trusts_is_one_item() {
    let tree = ScanTree::new();
    let many: Vec<String> = (0..60).map(|number| Authority::new(&format!("Root {number}")).pem()).collect();
    tree.write("bundle.crt", many.concat());
    for (number, pem) in many.iter().enumerate() {
        tree.write(&format!("certs/{number}.pem"), pem);
    }
    let json = tree.scan(&["--json"]).exits(0).json();
    let items = items(&json);
    let kinds: Vec<String> = items.iter().map(|item| text(&item["kind"])).collect();
    assert_eq!(kinds, ["pem", "folder"]);
    for item in items {
        assert_eq!(item["certificates"].as_array().map(Vec::len), Some(60));
        assert_eq!(item["findings"].as_array().map(Vec::len), Some(1), "{}", item["findings"]);
    }
}
