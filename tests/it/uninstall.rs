//! `pgcerts uninstall`: roots leave the file, and every other byte stays.

use serde_json::{Value, json};

use crate::support::authority::Authority;
use crate::support::user::User;
use crate::support::{certificates, sha256};

fn installed(before: &str) -> User {
    let user = User::new();
    if !before.is_empty() {
        user.write_root_crt(before);
    }
    user.run(["install", "--offline", "-q"]).exits(0);
    user
}

fn content(user: &User) -> String {
    std::fs::read_to_string(user.root_crt()).expect("the file")
}

#[test]
fn rounds_of_install_and_uninstall_give_the_same_bytes() {
    let foreign = Authority::new("Stranger").pem();
    for before in [
        foreign.clone(),
        format!("# mine\n{foreign}# end\n"),
        format!("{foreign}\n"),
        format!("{foreign}\n\n\n"),
        foreign.trim_end().to_owned(),
        foreign.replace('\n', "\r\n"),
        format!("{foreign}# no newline"),
        format!("{foreign}\r"),
        format!("{foreign}   "),
    ] {
        let user = installed(&before);
        for _ in 0..3 {
            let json = user.run(["uninstall", "--json", "--no-backup"]).exits(0).json();
            assert_eq!((&json["action"], &json["changed"]), (&json!("prune"), &json!(true)), "{before:?}");
            assert_eq!(content(&user), before);
            user.run(["install", "--offline", "--no-backup", "-q"]).exits(0);
        }
    }
}

#[test]
fn without_a_certificate_left_the_file_goes_and_rollback_brings_it_back() {
    let user = installed("# a comment of mine\n");
    let before = content(&user);
    let dry = user.run(["uninstall", "--json", "--dry-run"]).exits(0).json();
    assert_eq!((&dry["action"], &dry["backup"]), (&json!("remove-file"), &Value::Null));
    assert_eq!(content(&user), before);
    let json = user.run(["uninstall", "--json"]).exits(0).json();
    assert_eq!((&json["action"], &json["changed"]), (&json!("remove-file"), &json!(true)));
    assert_eq!(json["removed"].as_array().map(Vec::len), Some(3));
    assert_eq!(json["removed"][0]["line"], 6);
    assert!(!user.root_crt().exists());
    let backup = json["backup"].as_str().expect("a backup");
    assert_eq!(std::fs::read_to_string(backup).expect("the backup"), before);
    let again = user.run(["uninstall", "--json"]).exits(0).json();
    assert_eq!((&again["action"], &again["changed"]), (&json!("none"), &json!(false)));
    user.run(["rollback"]).exits(0);
    assert_eq!(content(&user), before);
}

#[test]
fn nothing_is_made_where_nothing_is_to_be_removed() {
    let user = User::new();
    user.run(["uninstall"]).exits(0);
    assert!(!user.folder().exists());
    let foreign = Authority::new("Stranger").pem();
    user.write_root_crt(&foreign);
    let json = user.run(["uninstall", "--json"]).exits(0).json();
    assert_eq!((&json["action"], &json["kept"][0]["subject"]), (&json!("none"), &json!("Stranger")));
    assert_eq!(content(&user), foreign);
    assert_eq!(std::fs::read_dir(user.folder()).expect("the folder").count(), 1);
}

#[test]
fn what_was_appended_after_install_stays_and_is_not_glued() {
    let (first, second) = (Authority::new("First").pem(), Authority::new("Second").pem());
    for behind in [second.clone(), "# a comment\n".to_owned(), format!("\n{second}")] {
        let user = installed(first.trim_end());
        user.write_root_crt(content(&user) + &behind);
        user.run(["uninstall", "--no-backup"]).exits(0);
        assert_eq!(
            content(&user),
            format!("{first}{}", behind.trim_start()).replace("\n\n", "\n"),
            "{behind}"
        );
    }
}

#[test]
fn nothing_but_comments_goes_with_the_last_certificate() {
    let user = installed("");
    let sound = content(&user);
    let indented = format!(" {}", Authority::new("Stranger").pem());
    for more in [Authority::new("Stranger").crl(), indented] {
        user.write_root_crt(format!("{sound}{more}"));
        let error = user.run(["uninstall", "--json", "--no-backup"]).exits(2);
        assert_eq!(error.error_code(), "unreadable-store");
        assert_eq!(content(&user), format!("{sound}{more}"));
    }
}

#[test]
fn a_block_that_shares_a_line_is_left_alone() {
    let (stranger, other) = (Authority::new("Stranger").pem(), Authority::new("Other").pem());
    let user = User::new();
    // OpenSSL reads 254 bytes at once.
    let filled = |end: &str| format!("{end}{}# mine\n", " ".repeat(254 - end.len()));
    let text = format!(
        "{other}{}",
        stranger.replace("-----END CERTIFICATE-----\n", &filled("-----END CERTIFICATE-----"))
    );
    user.write_root_crt(&text);
    user.run(["uninstall", "--json", "--root", "Stranger"]).exits(2);
    assert_eq!(content(&user), text);
}

#[test]
fn a_name_that_fits_nothing_is_refused_or_reported() {
    let user = installed(&Authority::new("Stranger").pem());
    let before = content(&user);
    let short = "a".repeat(63);
    for name in ["/no/such.pem", "old.crt", "", " ", ".", "-", &short, "CN=Stranger"] {
        let error = user.run(["uninstall", "--json", &format!("--root={name}")]).exits(2);
        assert_eq!(error.error_code(), "usage", "{name:?}");
        assert_eq!(content(&user), before);
    }
    let json = user.run(["uninstall", "--json", "--root", "Nobody", "--root", "Stranger"]).exits(0).json();
    assert_eq!(json["not_found"], json!(["Nobody"]));
    assert_eq!(json["removed"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_root_is_named_by_file_fingerprint_or_subject() {
    let (stranger, other) = (Authority::new("Stranger"), Authority::new("Other"));
    let text = format!("{}{}", stranger.pem(), other.pem());
    let user = User::new();
    std::fs::write(user.path("stranger.pem"), stranger.pem()).expect("a file");
    let digest = sha256(stranger.der());
    let file = user.path("stranger.pem");
    for name in [file.to_str().expect("UTF-8"), &digest, &digest.to_uppercase(), "stranger"] {
        user.write_root_crt(&text);
        let json = user.run(["uninstall", "--json", "--no-backup", "--root", name]).exits(0).json();
        assert_eq!(json["removed"][0]["subject"], "Stranger", "{name}");
        assert_eq!(certificates(&user.root_crt()), [other.der()], "{name}");
    }
    user.write_root_crt(&text);
    let none = user.run(["uninstall", "--json", "--root", "Nobody"]).exits(0).json();
    assert_eq!(none["changed"], false);
    let twin = Authority::new("Stranger");
    user.write_root_crt(format!("{text}{}", twin.pem()));
    assert_eq!(user.run(["uninstall", "--json", "--root", "Stranger"]).exits(2).error_code(), "usage");
}

#[test]
fn a_chain_that_servers_send_is_a_warning_even_under_quiet() {
    let user = installed(&Authority::new("Stranger").pem());
    let quiet = user.run(["uninstall", "-q", "--dry-run"]).exits(0);
    assert!(quiet.stdout.is_empty() && quiet.stderr.contains("azure-2026"), "{quiet:?}");
    let answer = user.run(["uninstall", "--json"]).exits(0);
    assert!(answer.warning_codes().contains(&"served-chain".to_owned()), "{answer:?}");
}

#[test]
fn a_file_that_clients_cannot_read_or_that_has_a_key_is_left_alone() {
    let user = installed("");
    let sound = content(&user);
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let broken = sound.replacen("-----END CERTIFICATE-----", "-----END CERTIFICATE----", 1);
    for (text, code) in [(format!("{sound}{key}"), "private-key"), (broken, "unreadable-store")] {
        user.write_root_crt(&text);
        assert_eq!(user.run(["uninstall", "--json"]).exits(2).error_code(), code);
        assert_eq!(content(&user), text);
        // The fix can be pasted: it is about this very file.
        let named = user.run(["uninstall", "--json", "--dest", ".postgresql/root.crt"]).exits(2).json();
        let hint = named["error"]["hint"].as_str().expect("a hint");
        assert!(hint.contains("`pgcerts install --dest .postgresql/root.crt --repair`"), "{hint}");
    }
}

#[test]
#[cfg(unix)]
fn of_a_link_the_target_goes() {
    let user = installed("");
    let real = user.path("real.crt");
    std::fs::rename(user.root_crt(), &real).expect("moved");
    std::os::unix::fs::symlink(&real, user.root_crt()).expect("a link");
    user.run(["uninstall", "--no-backup"]).exits(0);
    assert!(!real.exists() && user.root_crt().is_symlink());
}
