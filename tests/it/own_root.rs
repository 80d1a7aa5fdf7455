//! `install --root FILE --sha256 HEX`: roots that no manifest pins, but the fingerprint that their owner gave.

use std::process::{Command, Stdio};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};

use crate::support::authority::Authority;
use crate::support::tools::need;
use crate::support::user::{Answer, User};
use crate::support::{pem, program, sha256};

fn with_file(name: &str, bytes: impl AsRef<[u8]>) -> User {
    let user = User::in_memory();
    std::fs::write(user.path(name), bytes).expect("the file");
    user
}

fn add(user: &User, flags: &[&str]) -> Answer {
    user.run(["install", "--json", "--offline"].iter().chain(flags))
}

#[track_caller]
fn refused(user: &User, flags: &[&str], code: &str) -> String {
    let answer = add(user, flags).exits(2);
    assert_eq!(answer.error_code(), code, "{answer:?}");
    assert!(!user.folder().exists(), "nothing is written");
    answer.json()["error"].to_string()
}

/// An intermediate or a server's certificate that a root signed.
fn below(name: &str, is_ca: bool) -> Vec<u8> {
    below_root(name, is_ca).0
}

/// The same, and its root.
fn below_root(name: &str, is_ca: bool) -> (Vec<u8>, Vec<u8>) {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Above");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = params.self_signed(&key).expect("a root").der().to_vec();
    let issuer = Issuer::new(params, key);
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = if is_ca { IsCa::Ca(BasicConstraints::Unconstrained) } else { IsCa::ExplicitNoCa };
    let certificate = params.signed_by(&KeyPair::generate().expect("a key"), &issuer).expect("a certificate");
    (certificate.der().to_vec(), root)
}

#[test]
fn one_command_adds_the_root_alone_and_a_second_one_changes_nothing() {
    let root = Authority::new("Corp Root");
    let user = with_file("corp.pem", root.pem());
    let hex = sha256(root.der());
    let first = add(&user, &["--root", "corp.pem", "--sha256", &hex]).exits(0).json();
    let told = &first["roots"][0];
    assert_eq!((&first["action"], &first["set"]), (&json!("create"), &Value::Null));
    assert_eq!(
        (&told["id"], &told["source"], &told["subject"]),
        (&json!(hex[..16]), &json!("file"), &json!("Corp Root"))
    );
    let content = std::fs::read_to_string(user.root_crt()).expect("the store");
    assert!(
        content.ends_with(&root.pem()) && content.contains("# own root: added with --root\n-----BEGIN"),
        "{content}"
    );
    // Colons, blanks and case do not matter.
    let pairs: Vec<String> =
        hex.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).to_uppercase()).collect();
    for written in [pairs.join(":"), pairs.join(" ")] {
        let again = add(&user, &["--root", "corp.pem", "--sha256", &written]).exits(0).json();
        assert_eq!((&again["action"], &again["changed"]), (&json!("none"), &json!(false)));
    }
    let status = user.run(["status", "--json"]).exits(0).json();
    assert_eq!((&status["certificates"][0]["own"], &status["sets"]), (&json!(true), &json!([])));
    assert!(status["findings"].to_string().contains("is your own root"), "{status}");
}

#[test]
fn a_set_that_is_named_comes_with_it() {
    let root = Authority::new("Corp Root");
    let user = with_file("corp.crt", root.der());
    let json = add(&user, &["--root", "corp.crt", "--sha256", &sha256(root.der()), "--set", "letsencrypt"])
        .exits(0)
        .json();
    let subjects: Vec<&str> =
        json["roots"].as_array().expect("roots").iter().filter_map(|root| root["subject"].as_str()).collect();
    assert_eq!(subjects, ["ISRG Root X1", "ISRG Root X2", "Corp Root"]);
    // A root that is in the set is there once, and no own one.
    let x1 = crate::support::bundled("isrgrootx1.der");
    std::fs::write(user.path("x1.der"), &x1).expect("the file");
    let again =
        add(&user, &["--root", "x1.der", "--sha256", &sha256(&x1), "--set", "letsencrypt"]).exits(0).json();
    assert_eq!((&again["changed"], again["roots"].as_array().map(Vec::len)), (&json!(false), Some(2)));
}

#[test]
fn uninstall_takes_it_out_to_the_last_byte_and_status_says_which_are_own() {
    let (own, foreign) = (Authority::new("Corp Root"), Authority::new("Stranger"));
    let user = with_file("corp.pem", own.pem());
    user.write_root_crt(foreign.pem());
    add(&user, &["--root", "corp.pem", "--sha256", &sha256(own.der())]).exits(0);
    let listed = user.run(["status", "--json"]).json()["certificates"].clone();
    let flags: Vec<&Value> = listed.as_array().expect("a list").iter().map(|one| &one["own"]).collect();
    assert_eq!(flags, [&json!(false), &json!(true)]);
    assert_eq!(user.run(["uninstall", "--json"]).exits(0).json()["changed"], false, "no set goes");
    user.run(["uninstall", "--root", "Corp Root"]).exits(0);
    assert_eq!(std::fs::read_to_string(user.root_crt()).expect("the store"), foreign.pem());
}

#[test]
fn the_hash_of_the_file_takes_all_of_it_and_one_fingerprint_takes_one() {
    let roots = ["One", "Two", "Three"].map(Authority::new);
    let bundle: String = roots.iter().map(Authority::pem).collect();
    let user = with_file("bundle.pem", &bundle);
    let taken = |hex: &str| {
        let json = add(&user, &["--dry-run", "--root", "bundle.pem", "--sha256", hex]).exits(0).json();
        let roots = json["roots"].as_array().expect("roots").clone();
        roots.iter().filter_map(|root| root["subject"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(taken(&sha256(bundle.as_bytes())), ["One", "Two", "Three"]);
    assert_eq!(taken(&sha256(roots[1].der())), ["Two"]);
    // In pairs, and each once.
    let (one, three) = (sha256(roots[0].der()), sha256(roots[2].der()));
    let flags = [
        "--root",
        "bundle.pem",
        "--sha256",
        &one,
        "--root",
        "bundle.pem",
        "--sha256",
        &three,
        "--root",
        "bundle.pem",
        "--sha256",
        &one,
    ];
    assert_eq!(add(&user, &flags).exits(0).json()["roots"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_its_owner_does_not_vouch_for_is_refused_and_nothing_is_written() {
    let root = Authority::new("Corp Root");
    let user = with_file("corp.pem", root.pem());
    let hex = sha256(root.der());
    refused(&user, &["--root", "corp.pem"], "usage");
    refused(&user, &["--sha256", &hex], "usage");
    refused(&user, &["--root", "corp.pem", "--root", "corp.pem", "--sha256", &hex], "usage");
    refused(&user, &["--root", "corp.pem", "--sha256", &hex[1..]], "usage");
    refused(&user, &["--root", "corp.pem", "--sha256", &format!("{hex}0")], "usage");
    refused(&user, &["--root", "corp.pem", "--sha256", &"0".repeat(64)], "pin-mismatch");
    refused(&user, &["--root", "missing.pem", "--sha256", &hex], "io");
}

#[test]
fn a_bundle_with_one_broken_certificate_is_refused_whole_and_named_by_its_line() {
    let roots: Vec<String> = (0..113).map(|number| Authority::new(&format!("Root {number}")).pem()).collect();
    let broken = Authority::new("Broken").pem().replacen("MII", "MI!", 1);
    let bundle = roots[..50].concat() + &broken + &roots[50..].concat();
    let user = with_file("bundle.pem", &bundle);
    let line = roots[..50].concat().lines().count() + 1;
    let error =
        refused(&user, &["--root", "bundle.pem", "--sha256", &sha256(bundle.as_bytes())], "unfit-root");
    assert!(error.contains(&format!("line {line} ")), "{error}");
}

#[test]
fn a_damaged_part_of_any_form_refuses_the_file_that_is_meant_whole() {
    let roots = ["One", "Two"].map(Authority::new);
    let (one, two) = (roots[0].der(), roots[1].der());
    let whole = [one, two].concat();
    let user = with_file("whole.der", &whole);
    let taken =
        add(&user, &["--dry-run", "--root", "whole.der", "--sha256", &sha256(&whole)]).exits(0).json();
    assert_eq!(taken["roots"].as_array().map(Vec::len), Some(2));
    let mut inside = whole.clone();
    // The tag of the second one's serial number.
    let at = one.len() + two.windows(3).position(|part| part == [2, 1, 2]).map_or(8, |at| at + 3);
    inside[at] = 0x1f;
    for damaged in [[one, &two[..200]].concat(), [one, b"junk\n"].concat(), inside] {
        std::fs::write(user.path("damaged.der"), &damaged).expect("a file");
        refused(&user, &["--root", "damaged.der", "--sha256", &sha256(&damaged)], "unfit-root");
    }
    if need("install --root with a damaged PKCS#7", "openssl").is_none() {
        return;
    }
    std::fs::write(user.path("two.pem"), roots[0].pem() + &roots[1].pem()).expect("a file");
    for form in ["DER", "PEM"] {
        let made = user
            .command("openssl")
            .args(["crl2pkcs7", "-nocrl", "-outform", form, "-certfile"])
            .arg(user.path("two.pem"))
            .output();
        let made = made.expect("openssl").stdout;
        std::fs::write(user.path("two.p7b"), &made).expect("a file");
        let json =
            add(&user, &["--dry-run", "--root", "two.p7b", "--sha256", &sha256(&made)]).exits(0).json();
        assert_eq!(json["roots"].as_array().map(Vec::len), Some(2), "{form}");
    }
    let mut made = user
        .command("openssl")
        .args(["crl2pkcs7", "-nocrl", "-outform", "DER", "-certfile"])
        .arg(user.path("two.pem"))
        .output()
        .expect("openssl")
        .stdout;
    let at = made.windows(two.len()).position(|part| part == two).expect("the second one");
    made[at + 8] = 0x1f;
    std::fs::write(user.path("two.p7b"), &made).expect("a file");
    refused(&user, &["--root", "two.p7b", "--sha256", &sha256(&made)], "unfit-root");
}

#[test]
fn a_look_alike_of_a_pinned_root_is_told_even_under_quiet() {
    let impostor = Authority::named_as_g2();
    let user = with_file("g2.der", &impostor);
    let hex = sha256(&impostor);
    let flags = ["install", "-q", "--offline", "--root", "g2.der", "--sha256", &hex];
    let told = user.run(flags).exits(0).stderr;
    assert!(told.contains("DigiCert Global Root G2") && told.contains(&hex), "{told}");
    let json = add(&user, &["--root", "g2.der", "--sha256", &hex]).exits(0);
    assert!(json.warning_codes().contains(&"impostor-root".to_owned()), "{json:?}");
}

#[test]
fn a_leaf_an_intermediate_and_an_expired_root_are_refused() {
    let (intermediate, leaf) = (below("Middle", true), below("db.example", false));
    let user = with_file("middle.crt", &intermediate);
    std::fs::write(user.path("leaf.pem"), pem("CERTIFICATE", &leaf)).expect("the file");
    let expired = Authority::expired("Old Root");
    std::fs::write(user.path("old.pem"), expired.pem()).expect("the file");
    refused(&user, &["--root", "middle.crt", "--sha256", &sha256(&intermediate)], "unfit-root");
    refused(&user, &["--root", "leaf.pem", "--sha256", &sha256(&leaf)], "unfit-root");
    refused(&user, &["--root", "leaf.pem", "--sha256", &sha256(&leaf), "--allow-intermediate"], "unfit-root");
    refused(&user, &["--root", "old.pem", "--sha256", &sha256(expired.der())], "unfit-root");
    let allowed = ["--root", "middle.crt", "--sha256", &sha256(&intermediate), "--allow-intermediate"];
    assert_eq!(add(&user, &allowed).exits(0).json()["roots"][0]["subject"], "Middle");
}

#[test]
fn an_intermediate_without_its_root_is_told_and_shows_no_way_to_connect() {
    let (middle, root) = below_root("Middle", true);
    let user = with_file("middle.crt", &middle);
    std::fs::write(user.path("root.crt"), &root).expect("the file");
    let (middle, root) = (sha256(&middle), sha256(&root));
    let flags = ["--root", "middle.crt", "--sha256", &middle, "--allow-intermediate"];
    let run = |more: &[&str]| user.run(["install", "--offline"].iter().chain(&flags).chain(more)).exits(0);
    let alone = run(&["--dest", "alone.crt"]);
    assert!(!alone.stdout.contains("Connect"), "{alone:?}");
    for word in ["`Middle`", "Java, Go and rustls"] {
        assert!(alone.stderr.contains(word), "{alone:?}");
    }
    assert!(run(&["--dest", "-"]).stderr.contains("`Middle` alone"));
    // The default path has a line of its own.
    assert!(!run(&[]).stdout.contains("Connect"));
    let beside = run(&["--dest", "beside.crt", "--set", "azure"]);
    assert!(beside.stdout.contains("Connect") && beside.stderr.contains("`Middle` alone"), "{beside:?}");
    assert_eq!(run(&["--dest", "java.p12", "--json"]).warning_codes(), Vec::<String>::new());
    let both = ["--dest", "both.crt", "--root", "root.crt", "--sha256", &root];
    let both = run(&both);
    assert!(both.stdout.contains("Connect") && !both.stderr.contains("Middle"), "{both:?}");
}

#[test]
fn a_manifest_of_the_environment_has_no_part_in_own_roots_alone() {
    let root = Authority::new("Corp Root");
    let user = with_file("corp.pem", root.pem());
    let hex = sha256(root.der());
    let run = |more: &[&str]| {
        let mut command = user.pgcerts();
        command.args(["install", "--offline", "--json", "--root", "corp.pem", "--sha256", &hex]);
        crate::support::user::answer(command.args(more).env("PGCERTS_PINS", "missing.json"))
    };
    for more in [&["--set", "azure"][..], &["--for", "db.example.com"], &["--pins", "missing.json"]] {
        assert_eq!(run(more).exits(2).error_code(), "io");
    }
    let alone = run(&[]).exits(0);
    assert_eq!((&alone.json()["pins"], alone.stderr.as_str()), (&Value::Null, ""));
}

#[test]
fn standard_input_and_pkcs7_are_taken_too() {
    let root = Authority::new("Corp Root");
    let user = with_file("corp.pem", root.pem());
    let hex = sha256(root.der());
    let mut command = user.pgcerts();
    command.args(["install", "--dry-run", "--root", "-", "--sha256", &hex]);
    command.stdin(std::fs::File::open(user.path("corp.pem")).expect("the file"));
    assert!(command.output().expect("a run").status.success());
    if need("install --root with PKCS#7", "openssl").is_some() {
        let made = user
            .command("openssl")
            .args(["crl2pkcs7", "-nocrl", "-certfile"])
            .arg(user.path("corp.pem"))
            .arg("-out")
            .arg(user.path("corp.p7b"))
            .status();
        assert!(made.is_ok_and(|status| status.success()));
        add(&user, &["--root", "corp.p7b", "--sha256", &hex]).exits(0);
    }
}

/// Runs on a terminal of its own, with `typed` as what its user types.
fn on_a_terminal(user: &User, typed: &str) -> Option<(bool, String)> {
    need("install --root on a terminal", "script")?;
    let file = user.path("corp.pem");
    let command = format!("{} install --offline --root {}", program().display(), file.display());
    let mut child = user
        .command("script")
        .args(["-qec", &command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script");
    std::io::Write::write_all(&mut child.stdin.take().expect("its input"), typed.as_bytes())
        .expect("the line");
    let output = child.wait_with_output().expect("its end");
    Some((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()))
}

#[test]
fn on_a_terminal_the_fingerprint_is_asked_for_and_yes_is_none() {
    let root = Authority::new("Corp Root");
    let user = with_file("corp.pem", root.pem());
    for typed in ["y\n", "yes\n", "\n", &format!("{}\n", "0".repeat(64))] {
        let Some((is_done, told)) = on_a_terminal(&user, typed) else { return };
        assert!(!is_done && !user.folder().exists(), "{typed}: {told}");
        assert!(told.contains("Corp Root") && told.contains(&sha256(root.der())), "{told}");
    }
    let (is_done, told) = on_a_terminal(&user, &format!("{}\n", sha256(root.der()))).expect("script");
    assert!(is_done && user.root_crt().exists(), "{told}");
}

#[test]
fn openssl_verifies_with_what_it_wrote() {
    if need("install --root read by OpenSSL", "openssl").is_none() {
        return;
    }
    let root = Authority::new("Corp Root");
    let user = with_file("corp.pem", root.pem());
    add(&user, &["--root", "corp.pem", "--sha256", &sha256(root.der())]).exits(0);
    let verified = Command::new("openssl")
        .arg("verify")
        .arg("-CAfile")
        .arg(user.root_crt())
        .arg(user.path("corp.pem"))
        .output();
    assert!(verified.expect("openssl").status.success());
}
