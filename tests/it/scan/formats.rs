//! The forms of the answer, and what is in none of them.

use super::kit::{ScanTree, archive, member};
use crate::support::repository;
use crate::support::user::User;

const FORMS: [&[&str]; 6] =
    [&[], &["-v"], &["-q"], &["--format", "json"], &["--format", "csv"], &["--format", "markdown"]];

#[test]
fn no_form_shows_a_password() {
    let secret = "gEhEiM-7";
    let lines = [
        format!("postgres://u:{secret}@h/d?sslmode=disable"),
        format!("postgres://u:{secret}@x@h/d?sslmode=disable"),
        format!("postgres://u:a/{secret}@h/d?sslmode=disable"),
        format!("host=h password={secret} sslmode=prefer sslrootcert=/x/{secret}=password"),
        format!("host=h sslmode=prefer sslrootcert='/x' password='{secret}'"),
        format!("Host=h;Password={secret};SSL Mode=Require;Trust Server Certificate=true"),
        format!(
            "jdbc:postgresql://h/d?user=u&password={secret}&sslmode=require&sslrootcert=/x&sslpassword={secret}"
        ),
        format!("postgres://h/d?sslmode=require&sslrootcert=postgres://u:{secret}@h"),
    ];
    let tree = ScanTree::new();
    for (number, line) in lines.iter().enumerate() {
        for ending in ["env", "yaml", "json", "py", "conf"] {
            tree.write(&format!("{number}.{ending}"), format!("url = \"{line}\"\n"));
        }
        tree.write(&format!("{number}/secret.yaml"), {
            use base64::Engine as _;
            let value = base64::engine::general_purpose::STANDARD.encode(line);
            format!("kind: Secret\ndata:\n  url: {value}\n")
        });
        tree.write(&format!("{number}.tar"), archive(&[member("a.env", format!("URL={line}\n").as_bytes())]));
    }
    tree.write("key.pem", format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----\n"));
    for form in FORMS {
        let answer = tree.scan(form).exits(1);
        assert!(answer.stdout.contains("sslmode"), "{form:?}");
        assert!(!(answer.stdout + &answer.stderr).contains(secret), "{form:?}");
    }
}

#[test]
fn foreign_names_are_harmless_in_every_form() {
    let tree = ScanTree::new();
    for name in ["=cmd|x.env", "\u{1b}[31mred.env", "##[error]x.env", "a`b|c.env"] {
        tree.write(name, "PGSSLMODE=disable\n");
    }
    for form in FORMS {
        let answer = tree.scan(form).exits(1);
        assert!(!answer.stdout.contains('\u{1b}'), "{form:?}");
        assert!(!answer.stdout.contains("##["), "{form:?}: {}", answer.stdout);
    }
    let csv = tree.user.run(["scan", "tree/=cmd|x.env", "--format", "csv"]).stdout;
    assert!(
        csv.starts_with(
            "path,line,kind,severity,code,anchors,message\ntree/=cmd|x.env,1,settings,error,weak-sslmode,"
        ),
        "{csv}"
    );
    let markdown = tree.user.run(["scan", "tree/a`b|c.env", "--format", "markdown"]).stdout;
    assert!(
        markdown.contains("| ``tree/a`b\\|c.env`` | `1` | `settings` | `error` | `weak-sslmode` |  |"),
        "{markdown}"
    );
}

#[test]
fn quiet_keeps_errors_and_what_is_not_encrypted() {
    let tree = ScanTree::new();
    tree.write("a.env", "PGSSLMODE=verify-full\n");
    assert_eq!(tree.scan(&["-q"]).exits(0).stdout, "");
    tree.write("b.env", "PGSSLMODE=prefer\n");
    assert!(tree.scan(&["-q"]).exits(0).stdout.contains("weak-sslmode"));
    tree.write("c.env", "PGSSLMODE=disable\n");
    assert!(tree.scan(&["-q"]).exits(1).stdout.contains("c.env"));
}

#[test]
fn nothing_is_named_in_these_docs() {
    let user = User::new();
    let docs = repository("docs");
    let json = user.run(["scan".as_ref(), docs.as_os_str(), "--json".as_ref()]).exits(0).json();
    assert_eq!(json["found"], serde_json::json!([]));
    assert_eq!(json["complete"], true);
}
