//! `install --prune`: what an older manifest pinned and the new one does not leaves the file, and nothing else.

use serde_json::{Value, json};

use super::{read, sha256};
use crate::support::authority::{Authority, manifest};
use crate::support::user::{Answer, User};
use crate::support::{certificates, names, pem};

/// A user with `old.json`, which pins both authorities, and `new.json`, which pins the second alone.
struct Change {
    user: User,
    old: Authority,
    new: Authority,
}

impl Change {
    fn new(chains: Value) -> Self {
        let change = Self { user: User::new(), old: Authority::new("Old"), new: Authority::new("New") };
        let (old, new) = (change.old.pin("old", &[]), change.new.pin("new", &[]));
        for (name, authority) in [("old.crt", &change.old), ("new.crt", &change.new)] {
            std::fs::write(change.user.path(name), authority.der()).expect("a file");
        }
        let mut both = manifest(&[old, new.clone()]);
        both["chains"] = chains;
        for (name, manifest) in [("old.json", both), ("new.json", manifest(&[new]))] {
            std::fs::write(change.user.path(name), manifest.to_string()).expect("a manifest");
        }
        change
    }

    fn installed(self) -> Self {
        self.user.run(["install", "--offline", "--pins", "old.json", "-q"]).exits(0);
        self
    }

    fn prune(&self, more: &[&str]) -> Answer {
        let arguments = ["install", "--offline", "--pins", "new.json", "--prune", "old.json", "--json"];
        self.user.run(arguments.iter().chain(more))
    }

    fn content(&self) -> String {
        read(&self.user.root_crt())
    }
}

#[test]
fn only_what_the_old_manifest_alone_pins_goes_and_a_backup_stays() {
    let stranger = Authority::new("Stranger");
    let change = Change::new(json!([]));
    let mine = format!("# mine\r\n\r\n{}# below\n", stranger.pem());
    change.user.write_root_crt(&mine);
    let change = change.installed();
    let before = change.content();
    let dry = change.prune(&["--dry-run"]).exits(0).json();
    assert_eq!(
        (&dry["action"], &dry["changed"], &dry["backup"]),
        (&json!("prune"), &json!(true), &Value::Null)
    );
    assert_eq!(change.content(), before);
    let json = change.prune(&[]).exits(0).json();
    assert_eq!(json["dropped"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["dropped"][0]["sha256"], sha256(change.old.der()));
    let line = before.lines().position(|line| line == "# Old").expect("the comment") + 4;
    assert_eq!(json["dropped"][0]["line"], line);
    assert_eq!(json["kept"], json!([{"subject": "Stranger", "sha256": sha256(stranger.der())}]));
    assert_eq!(read(json["backup"].as_str().expect("a backup").as_ref()), before);
    let start = before.find("\n# Old\n").expect("the entry");
    let end = before.find("\n# New\n").expect("the other entry");
    assert_eq!(change.content(), format!("{}{}", &before[..start], &before[end..]));
    assert!(change.content().starts_with(&mine));
    let again = change.prune(&[]).exits(0).json();
    assert_eq!((&again["action"], &again["changed"]), (&json!("none"), &json!(false)));
    assert_eq!(names(change.user.folder().as_path()).len(), 3, "two backups and the file");
    change.user.run(["rollback"]).exits(0);
    assert_eq!(change.content(), before);
}

#[test]
fn a_root_goes_however_often_and_wherever_it_stands() {
    let change = Change::new(json!([]));
    let (old, new) = (change.old.pem(), change.new.pem());
    for text in [
        format!("{old}{new}"),
        format!("{new}{old}"),
        format!("{old}\n{new}\n{old}"),
        format!("text\n{old}text\n{new}"),
        format!("{new}{}", old.trim_end()),
        format!("{old}{new}").replace('\n', "\r\n"),
        format!("{new}{}", pem("TRUSTED CERTIFICATE", change.old.der())),
        old.clone(),
    ] {
        change.user.write_root_crt(&text);
        let json = change.prune(&[]).exits(0).json();
        assert_eq!(json["action"], "prune");
        assert_eq!(certificates(&change.user.root_crt()), [change.new.der()], "{text}");
        let texts = change.content().matches("text").count();
        assert_eq!(texts, text.matches("text").count(), "what people wrote stays");
    }
}

#[test]
fn neighbors_go_together_and_every_other_byte_stays() {
    let older = Authority::new("Older");
    let change = Change::new(json!([]));
    std::fs::write(change.user.path("older.crt"), older.der()).expect("a file");
    let pins = [older.pin("older", &[]), change.old.pin("old", &[]), change.new.pin("new", &[])];
    std::fs::write(change.user.path("old.json"), manifest(&pins).to_string()).expect("a manifest");
    // As `install` writes them: behind nothing, where the first has no blank line above it, and behind a text.
    for mine in ["", "# mine\r\n", "# mine\n\n"] {
        change.user.write_root_crt(mine);
        change.user.run(["install", "--offline", "--pins", "old.json", "--no-backup", "-q"]).exits(0);
        let before = change.content();
        let below = &before[before.find("# New\n").expect("the one that stays")..];
        let parted = if mine.is_empty() { "" } else { "\n" };
        assert!(before.starts_with(&format!("{mine}{parted}# Older\n")), "{before}");
        let json = change.prune(&[]).exits(0).json();
        assert_eq!(json["dropped"].as_array().map(Vec::len), Some(2));
        assert_eq!(change.content(), format!("{mine}{parted}{below}"));
    }
    // As people write them, with no blank line to part them.
    let (older, old, new) = (older.pem(), change.old.pem(), change.new.pem());
    for (text, stays) in [
        (format!("{older}{old}{new}"), new.clone()),
        (format!("{new}{older}{old}"), new.clone()),
        (format!("above\n{older}{old}below\n{new}"), format!("above\nbelow\n{new}")),
        (format!("{older}between\n{old}\n{new}\n"), format!("between\n\n{new}\n")),
        (format!("{older}\r\n{old}\r\n{new}"), format!("\r\n\r\n{new}")),
    ] {
        change.user.write_root_crt(&text);
        let json = change.prune(&[]).exits(0).json();
        assert_eq!(json["dropped"].as_array().map(Vec::len), Some(2));
        assert_eq!(change.content(), stays, "{text}");
    }
}

#[test]
fn missing_roots_of_the_set_come_in_the_same_step() {
    let change = Change::new(json!([]));
    change.user.write_root_crt(change.old.pem());
    let json = change.prune(&[]).exits(0).json();
    assert_eq!((&json["roots"][0]["state"], &json["action"]), (&json!("added"), &json!("prune")));
    let fresh = Change::new(json!([]));
    assert_eq!(fresh.prune(&[]).exits(0).json()["action"], "create");
}

#[test]
fn the_root_of_a_chain_that_servers_send_is_not_pruned_without_force() {
    let change = Change::new(json!([{"id": "c", "anchor": "old", "served": true}])).installed();
    let before = change.content();
    for more in [&["--dry-run"][..], &[]] {
        let error = change.prune(more).exits(2);
        assert_eq!(error.error_code(), "served-chain");
        assert!(error.stdout.contains("`c`") && error.stdout.contains("`old`"), "{error:?}");
        assert_eq!(change.content(), before);
        assert_eq!(names(&change.user.folder()), ["root.crt"]);
    }
    change.prune(&["--force"]).exits(0);
    assert_eq!(certificates(&change.user.root_crt()), [change.new.der()]);
}

#[test]
fn the_new_manifest_says_whether_a_chain_in_both_is_served_and_where_it_ends() {
    let change = Change::new(json!([{"id": "c", "anchor": "old", "served": true}])).installed();
    let write = |chains: Value| {
        let mut json = manifest(&[change.new.pin("new", &[])]);
        json["chains"] = chains;
        std::fs::write(change.user.path("new.json"), json.to_string()).expect("a manifest");
    };
    write(json!([{"id": "other", "anchor": "new", "served": true}]));
    assert_eq!(change.prune(&[]).exits(2).error_code(), "served-chain");
    write(json!([{"id": "c", "anchor": "new", "served": true}]));
    change.prune(&["--dry-run"]).exits(0);
    write(json!([{"id": "c", "anchor": "new", "served": false}]));
    change.prune(&[]).exits(0);
}

#[test]
fn the_built_in_manifest_can_be_the_old_one() {
    let user = User::new();
    user.run(["install", "--offline", "-q"]).exits(0);
    let new = Authority::new("New");
    std::fs::write(user.path("new.crt"), new.der()).expect("a file");
    std::fs::write(user.path("new.json"), manifest(&[new.pin("new", &[])]).to_string()).expect("a manifest");
    let prune = ["install", "--offline", "--pins", "new.json", "--prune", "built-in", "--json"];
    assert_eq!(user.run(prune).exits(2).error_code(), "served-chain");
    let json = user.run(prune.iter().chain(&["--force"])).exits(0).json();
    assert_eq!(json["dropped"].as_array().map(Vec::len), Some(3));
    assert_eq!(certificates(&user.root_crt()), [new.der()]);
}

#[test]
fn pruning_goes_with_no_flag_that_drops_more_or_keeps_no_backup() {
    let change = Change::new(json!([])).installed();
    let before = change.content();
    for flag in ["--replace", "--repair", "--no-backup"] {
        assert_eq!(change.prune(&[flag]).exits(2).error_code(), "usage", "{flag}");
    }
    let force = change.user.run(["install", "--offline", "--force", "--json"]).exits(2);
    assert_eq!(force.error_code(), "usage");
    let missing = ["install", "--offline", "--pins", "new.json", "--prune", "none.json", "--json"];
    assert_eq!(change.user.run(missing).exits(2).error_code(), "io");
    assert_eq!(change.content(), before);
}

#[test]
fn a_file_that_clients_cannot_read_is_refused_as_ever() {
    let change = Change::new(json!([]));
    let spoiled = format!("{}-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", change.old.pem());
    change.user.write_root_crt(&spoiled);
    assert_eq!(change.prune(&[]).exits(2).error_code(), "unreadable-store");
    assert_eq!(change.content(), spoiled);
}
