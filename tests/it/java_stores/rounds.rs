//! Install, again, uninstall, roll back.

use super::{FORMS, bytes, colons, has_keytool, is_there, listed_in, password, run, search_paths, user};
use crate::support::store::azure;
use crate::support::user::User;

#[test]
fn keytool_trusts_the_pinned_roots_of_every_form() {
    if !has_keytool("keytool_trusts_the_pinned_roots_of_every_form") {
        return;
    }
    let user = user();
    for (name, more) in FORMS {
        assert_eq!(run(&user, "install", name, more).exits(0).json()["action"], "create", "{name}");
        for path in search_paths() {
            let listed = listed_in(&user, &path, name, password(name));
            assert_eq!(listed.len(), 3, "{path}: {name}: {listed:?}");
            for der in azure() {
                let fingerprint = colons(&der);
                let entry = listed.iter().find(|entry| entry.contains(&fingerprint)).expect("a root");
                assert!(entry.starts_with("pgcerts-") && entry.contains("trustedCertEntry"), "{entry}");
            }
        }
    }
}

#[test]
fn a_second_run_leaves_the_very_file_and_new_stores_have_the_same_bytes() {
    let user = user();
    for (name, more) in FORMS {
        run(&user, "install", name, more).exits(0);
        let first =
            (bytes(&user, name), std::fs::metadata(user.path(name)).and_then(|file| file.modified()).ok());
        let again = run(&user, "install", name, more).exits(0).json();
        assert_eq!((&again["action"], &again["changed"]), (&"none".into(), &false.into()), "{name}");
        let second =
            (bytes(&user, name), std::fs::metadata(user.path(name)).and_then(|file| file.modified()).ok());
        assert!(first == second, "{name}");
        let other = format!("other-{name}");
        run(&user, "install", &other, more).exits(0);
        // The salt of a password is random.
        assert_eq!(bytes(&user, &other) == first.0, name != "sealed.p12", "{name}");
    }
}

#[test]
fn a_removal_and_its_rollback_give_back_the_bytes() {
    let user = user();
    for (name, more) in FORMS {
        run(&user, "install", name, &[more, &["--set", "azure-minimum"]].concat()).exits(0);
        let before = bytes(&user, name);
        let added = run(&user, "install", name, more).exits(0).json();
        assert_eq!(added["action"], "append", "{name}");
        let root = "DigiCert Global Root CA";
        let json = run(&user, "uninstall", name, &[more, &["--root", root]].concat()).exits(0).json();
        assert_eq!(json["removed"][0]["alias"], "pgcerts-digicert-global-root-ca", "{json}");
        assert!(json["removed"][0].get("line").is_none(), "{json}");
        let listed =
            run(&user, "status", name, &[more, &["--set", "azure-minimum"]].concat()).exits(0).json();
        assert_eq!(listed["java"]["certificates"], 2, "{listed}");
        assert!(listed.get("libpq").is_none());
        assert!(name == "sealed.p12" || bytes(&user, name) == before, "{name}");
        let json = run(&user, "rollback", name, more).exits(0).json();
        assert_eq!(json["added"][0]["subject"], root, "{json}");
        run(&user, "uninstall", name, more).exits(0);
        assert!(!is_there(&user.path(name)), "{name}");
    }
}

#[test]
fn rollback_without_the_password_restores_and_warns() {
    let user = user();
    let more: &[&str] = &["--storepass-file", "pw"];
    run(&user, "install", "s.p12", &[more, &["--set", "azure-minimum"]].concat()).exits(0);
    let before = bytes(&user, "s.p12");
    run(&user, "install", "s.p12", more).exits(0);
    let answer = run(&user, "rollback", "s.p12", &[]).exits(0);
    let json = answer.json();
    assert_eq!(json["warnings"][0]["code"], "password", "{json}");
    assert_eq!(bytes(&user, "s.p12"), before);
}

#[test]
fn runs_at_once_lose_nothing_of_each_other() {
    use crate::support::authority::{Authority, manifest, write_manifest};
    let user = User::in_memory();
    let command = |number: usize| {
        let authority = Authority::new(&format!("Root {number}"));
        let folder = user.path(&format!("a{number}"));
        std::fs::create_dir(&folder).expect("a folder");
        let pins = manifest(&[authority.pin(&format!("root-{number}"), &[])]);
        let file = format!("root-{number}.crt");
        let pins = write_manifest(&folder, &pins, &[(file.as_str(), authority.der())]);
        let mut command = user.pgcerts();
        command.args(["install", "--offline", "--json", "--dest", "t.jks", "--pins"]).arg(pins);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        command
    };
    let mut commands: Vec<_> = (0..40).map(command).collect();
    let runs: Vec<_> = commands.iter_mut().map(|command| command.spawn().expect("a run")).collect();
    for run in runs {
        assert!(run.wait_with_output().expect("an end").status.success());
    }
    let json = run(&user, "status", "t.jks", &[]).json();
    assert_eq!(json["java"]["certificates"], 40, "{json}");
}

#[test]
fn the_report_says_how_java_uses_the_file() {
    let user = user();
    let text = |name: &str, more: &[&str]| {
        user.run([&["install", "--offline", "--dest", name], more].concat()).exits(0).stdout
    };
    let plain = text("a.p12", &[]);
    let flag = format!("-Djavax.net.ssl.trustStore={}", user.path("a.p12").display());
    assert!(plain.contains(&flag) && plain.contains("DefaultJavaSSLFactory"), "{plain}");
    assert!(!plain.contains("assword"), "{plain}");
    assert!(text("a.jks", &[]).contains("`changeit`"));
    assert!(text("b.p12", &["--storepass-file", "pw"]).contains("trustStorePassword"));
    let snippet = user.run(["snippet", "java", "--dest", "a.p12"]).exits(0).stdout;
    assert!(snippet.contains(&flag), "{snippet}");
}
