//! A manifest of one's own from nothing: started, filled from files and bundles, its sets and chains changed.

use serde_json::{Value, json};

use super::{read, sha256};
use crate::support::authority::{Authority, edited_signature};
use crate::support::server::{Reply, Server};
use crate::support::user::{Answer, User};
use crate::support::{certificates, names, pem};

const MANIFEST: &str = "team/pins.json";

/// A user with an empty manifest.
fn starter() -> User {
    let user = User::new();
    user.run(["pins", "init", MANIFEST]).exits(0);
    user
}

/// Runs `pins COMMAND team/pins.json …` for JSON.
fn pins(user: &User, command: &str, more: &[&str]) -> Answer {
    user.run(["pins", command, MANIFEST, "--json"].iter().chain(more))
}

fn manifest(user: &User) -> Value {
    serde_json::from_str(&read(&user.path(MANIFEST))).expect("JSON")
}

fn bundle(authorities: &[Authority]) -> String {
    authorities.iter().map(Authority::pem).collect()
}

/// Runs the command, which is refused with this code and changes nothing.
#[track_caller]
fn refused(user: &User, command: &str, more: &[&str], code: &str, words: &str) {
    let (text, files) = (read(&user.path(MANIFEST)), names(&user.path("team")));
    let answer = pins(user, command, more).exits(2);
    assert_eq!(answer.error_code(), code, "{answer:?}");
    assert!(answer.stdout.contains(words), "no `{words}` in {}", answer.stdout);
    assert_eq!((read(&user.path(MANIFEST)), names(&user.path("team"))), (text, files));
}

#[test]
fn an_empty_manifest_is_read_by_all_and_says_what_to_do_where_a_set_is_needed() {
    let user = starter();
    let again = pins(&user, "init", &[]).exits(0).json();
    assert_eq!((&again["changed"], &again["command"]), (&json!(false), &json!("pins init")));
    for command in ["list", "verify"] {
        user.run(["pins", command, "--pins", MANIFEST]).exits(0);
    }
    for command in [
        &["install", "--offline"][..],
        &["install", "--for", "db.example.com"],
        &["status"],
        &["uninstall"],
        &["check", "--chain", MANIFEST],
        &["pins", "verify", "--set", "azure"],
    ] {
        let answer = user.run(command.iter().chain(&["--pins", MANIFEST, "--json"])).exits(2);
        assert_eq!(answer.error_code(), "unknown-set", "{command:?}");
        assert!(answer.stdout.contains("--new-set"), "{command:?} {}", answer.stdout);
    }
    let root = Authority::new("Team");
    std::fs::write(user.path("root.crt"), root.der()).expect("a file");
    let digest = sha256(root.der());
    refused(&user, "add", &["--from", "root.crt", "--sha256", &digest], "usage", "--new-set");
}

#[test]
fn built_in_sets_are_started_with_their_roots_chains_and_files() {
    let user = User::new();
    let json = pins(&user, "init", &["--with", "azure-minimum", "azure"]).exits(0).json();
    assert_eq!(json["written"].as_array().map(Vec::len), Some(4));
    let manifest = manifest(&user);
    assert_eq!(manifest["default_set"], "azure-minimum");
    let ids = |list: &str| -> Vec<Value> {
        manifest[list].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect()
    };
    assert_eq!((ids("roots").len(), ids("sets").len(), ids("chains").len()), (3, 2, 4));
    user.run(["install", "--offline", "--pins", MANIFEST]).exits(0);
    assert_eq!(certificates(&user.root_crt()).len(), 2);
    let unknown = user.run(["pins", "init", "other.json", "--with", "azur", "--json"]).exits(2);
    assert_eq!(unknown.error_code(), "unknown-set");
    assert!(!user.path("other.json").exists());
    std::fs::write(user.path("mine.json"), "{}").expect("a file");
    assert_eq!(user.run(["pins", "init", "mine.json", "--json"]).exits(2).error_code(), "io");
}

#[test]
fn every_built_in_set_alone_starts_a_manifest_that_is_read_or_none() {
    let user = User::new();
    let sets = user.run(["pins", "list", "--json"]).exits(0).json()["sets"].clone();
    let sets: Vec<String> = sets
        .as_array()
        .expect("sets")
        .iter()
        .filter_map(|set| Some(set["id"].as_str()?.to_owned()))
        .collect();
    assert!(sets.len() > 40);
    for set in &sets {
        let file = format!("{set}/pins.json");
        std::fs::create_dir(user.path(set)).expect("a folder");
        let started = user.run(["pins", "init", &file, "--with", set, "--json"]);
        if set.contains("me-west-1") || set.contains("sa-west-1") {
            assert_eq!(started.exits(2).error_code(), "usage", "{set}");
            assert_eq!(names(&user.path(set)), Vec::<String>::new());
        } else {
            started.exits(0);
            user.run(["pins", "list", "--pins", &file]).exits(0);
        }
    }
}

#[test]
fn the_roots_of_a_region_start_a_manifest_for_its_hosts() {
    let user = User::new();
    let json = pins(&user, "init", &["--with", "aws-rds-us-west-2"]).exits(0).json();
    assert_eq!(json["written"].as_array().map(Vec::len), Some(4), "three roots and the manifest");
    let host = "db.c9akciq32.us-west-2.rds.amazonaws.com";
    let installed =
        user.run(["install", "--offline", "--json", "--pins", MANIFEST, "--for", host]).exits(0).json();
    assert_eq!((&installed["set"], certificates(&user.root_crt()).len()), (&"aws-rds-us-west-2".into(), 3));
}

#[test]
fn a_new_set_of_an_empty_manifest_is_its_default_and_is_installed() {
    let user = starter();
    let root = Authority::new("Team Root, 2026 (RSA)");
    std::fs::write(user.path("root.pem"), root.pem()).expect("a file");
    let digits = sha256(root.der()).to_uppercase();
    let pairs: Vec<&str> = (0..32).map(|at| &digits[2 * at..2 * at + 2]).collect();
    let spaced = pairs.join(" ");
    let arguments =
        ["--from", "root.pem", "--sha256", &spaced, "--new-set", "team", "--title", "Our servers"];
    let added = pins(&user, "add", &arguments).exits(0).json();
    assert_eq!((&added["id"], &added["sets"]), (&json!("team-root-2026-rsa"), &json!(["team"])));
    let json = manifest(&user);
    assert_eq!((&json["default_set"], &json["sets"][0]["title"]), (&json!("team"), &json!("Our servers")));
    assert_eq!(json["roots"][0]["private"], true);
    let again = pins(&user, "add", &arguments).exits(0).json();
    assert_eq!((&again["changed"], &again["roots"][0]["state"]), (&json!(false), &json!("present")));
    user.run(["install", "--offline", "--pins", MANIFEST]).exits(0);
    assert_eq!(certificates(&user.root_crt()), [root.der()]);
    // Without a set, the next root joins the default set, under a name of its own.
    let twin = Authority::new("team root 2026 rsa");
    std::fs::write(user.path("twin.pem"), twin.pem()).expect("a file");
    let digest = sha256(twin.der());
    let added = pins(&user, "add", &["--from", "twin.pem", "--sha256", &digest]).exits(0).json();
    assert_eq!((&added["id"], &added["sets"]), (&json!("team-root-2026-rsa-2"), &json!(["team"])));
    let other = ["--from", "twin.pem", "--sha256", &digest, "--new-set", "team"];
    assert_eq!(pins(&user, "add", &other).exits(0).json()["changed"], false);
    let third = Authority::new("größe");
    std::fs::write(user.path("third.pem"), third.pem()).expect("a file");
    let digest = sha256(third.der());
    refused(
        &user,
        "add",
        &["--from", "third.pem", "--sha256", &digest, "--new-set", "team"],
        "usage",
        "--set team",
    );
    pins(&user, "add", &["--from", "third.pem", "--sha256", &digest, "--new-set", "other"]).exits(0);
    assert_eq!(manifest(&user)["default_set"], "team");
    user.run(["pins", "verify", "--offline", "--strict", "--pins", MANIFEST]).exits(0);
}

#[test]
fn a_bundle_gives_the_roots_that_are_named_or_all_of_them() {
    let user = starter();
    let authorities: Vec<Authority> =
        (0..114).map(|number| Authority::new(&format!("Root {number}"))).collect();
    let text = bundle(&authorities);
    std::fs::write(user.path("bundle.pem"), &text).expect("a file");
    let (third, ninth) = (sha256(authorities[3].der()), sha256(authorities[9].der()));
    let some = ["--from", "bundle.pem", "--sha256", &third, "--sha256", &ninth, "--new-set", "some"];
    let added = pins(&user, "add", &some).exits(0).json();
    assert_eq!((&added["roots"][1]["id"], &added["id"]), (&json!("root-9"), &Value::Null));
    assert_eq!(added["file"], "team/bundle.pem");
    let whole = sha256(text.as_bytes());
    let added =
        pins(&user, "add", &["--from", "bundle.pem", "--sha256", &whole, "--new-set", "all"]).exits(0).json();
    assert_eq!(added["roots"].as_array().map(Vec::len), Some(114));
    assert_eq!(names(&user.path("team")), ["bundle-2.pem", "bundle.pem", "pins.json"]);
    user.run(["pins", "verify", "--offline", "--strict", "--pins", MANIFEST]).exits(0);
    user.run(["install", "--offline", "--pins", MANIFEST, "--set", "all"]).exits(0);
    assert_eq!(certificates(&user.root_crt()).len(), 114);
    let removed = pins(&user, "remove", &["root-5"]).exits(0).json();
    assert_eq!(removed["unused"], Value::Null, "the bundle is still the file of others");
    user.run(["pins", "verify", "--offline", "--strict", "--pins", MANIFEST]).exits(0);
}

#[test]
fn a_bundle_with_one_bad_certificate_is_refused_as_a_whole_and_names_it() {
    let user = starter();
    let authorities: Vec<Authority> =
        (0..114).map(|number| Authority::new(&format!("Root {number}"))).collect();
    let other = Authority::new("Other");
    let good = bundle(&authorities);
    let block = authorities[57].pem();
    let line = 1 + good[..good.find(&block).expect("the block")].lines().count();
    let damaged = block.replacen("MII", "!II", 1);
    let (leaf, intermediate) =
        (authorities[0].server(&["db"]).certificate, authorities[57].edition(Some(&other)));
    for (text, words) in [
        (good.replace(&block, &damaged), format!("line {line} of")),
        (
            good.replace(&block, &leaf),
            "`server` in `bundle.pem` is a server's or client's certificate".into(),
        ),
        (
            good.replace(&block, &pem("CERTIFICATE", &intermediate)),
            "`Root 57` in `bundle.pem` is an intermediate".into(),
        ),
        (
            good.replace(&block, &pem("CERTIFICATE", &edited_signature(authorities[57].der()))),
            "`Root 57` in".into(),
        ),
        (
            good.replace(&block, &Authority::expired("Old").pem()),
            "`Old` in `bundle.pem` ended 2002-01-01".into(),
        ),
        ("no certificate".into(), "holds no certificate".into()),
    ] {
        std::fs::write(user.path("bundle.pem"), &text).expect("a file");
        let digest = sha256(text.as_bytes());
        let all = ["--from", "bundle.pem", "--sha256", &digest, "--new-set", "all"];
        refused(&user, "add", &all, "unfit-root", &words);
    }
    std::fs::write(user.path("bundle.pem"), good.replace(&block, &damaged)).expect("a file");
    let one = sha256(authorities[56].der());
    pins(&user, "add", &["--from", "bundle.pem", "--sha256", &one, "--new-set", "one"]).exits(0);
    let none = "0".repeat(64);
    refused(
        &user,
        "add",
        &["--from", "bundle.pem", "--sha256", &one, "--sha256", &none],
        "pin-mismatch",
        &none,
    );
    refused(&user, "add", &["--from", "bundle.pem", "--sha256", &one[1..]], "usage", "63 hex digits");
    std::fs::write(user.path("bundle.pem"), good).expect("a file");
    let two =
        ["--from", "bundle.pem", "--sha256", &sha256(authorities[1].der()), &sha256(authorities[2].der())];
    refused(&user, "add", &[&two[..], &["--id", "x"]].concat(), "usage", "one name for 2 roots");
}

#[test]
fn a_bundle_from_an_address_is_downloaded_once_for_all_of_its_roots() {
    let user = starter();
    let authorities: Vec<Authority> =
        (0..5).map(|number| Authority::new(&format!("Root {number}"))).collect();
    let text = bundle(&authorities);
    let server = Server::http().at("/a/bundle.pem", Reply::Body(text.clone().into_bytes()));
    let url = server.url("/a/bundle.pem");
    let all = ["--from", &url, "--sha256", &sha256(text.as_bytes()), "--new-set", "all"];
    pins(&user, "add", &all).exits(0);
    assert_eq!(manifest(&user)["roots"][4]["urls"], json!([url]));
    let before = server.requests().len();
    let installed =
        user.run(["install", "--source", "download", "--pins", MANIFEST, "--json"]).exits(0).json();
    assert_eq!(installed["roots"][4]["source"], "download");
    assert_eq!(server.requests().len(), before + 1);
    let verified = user.run(["pins", "verify", "--pins", MANIFEST, "--json"]).exits(0).json();
    assert_eq!(verified["roots"][3]["comparisons"][1]["result"], "same");
    assert_eq!(server.requests().len(), before + 2);
}

#[test]
fn chains_are_written_and_changed_and_hold_their_root() {
    let user = starter();
    let (old, new) = (Authority::new("Old"), Authority::new("New"));
    let text = bundle(&[old, new]);
    std::fs::write(user.path("both.pem"), &text).expect("a file");
    let digest = sha256(text.as_bytes());
    pins(&user, "add", &["--from", "both.pem", "--sha256", &digest, "--new-set", "team"]).exits(0);
    let chain = pins(&user, "chain", &["c", "--anchor", "old", "--title", "A chain"]).exits(0).json();
    assert_eq!((&chain["served"], &chain["changed"]), (&json!(true), &json!(true)));
    assert_eq!(pins(&user, "remove", &["old", "--with-chains"]).exits(2).error_code(), "served-chain");
    let text = read(&user.path(MANIFEST));
    let chain = pins(&user, "chain", &["c", "--served", "no"]).exits(0).json();
    assert_eq!(
        (&chain["served"], &chain["anchor"], &chain["title"]),
        (&json!(false), &json!("old"), &json!("A chain"))
    );
    assert_eq!(read(&user.path(MANIFEST)), text.replace("\"served\": true", "\"served\": false"));
    assert_eq!(pins(&user, "chain", &["c", "--served", "no"]).exits(0).json()["changed"], false);
    assert_eq!(pins(&user, "chain", &["c", "--anchor", "new"]).exits(0).json()["anchor"], "new");
    for (arguments, words) in [
        (&["d"][..], "--anchor"),
        (&["d", "--anchor", "x"], "it has these: old, new"),
        (&["c", "--anchor", "x"], "no root `x`"),
        (&["a b", "--anchor", "old"], "not a name"),
        (&["c", "--served", "maybe"], "`yes` or `no`"),
    ] {
        refused(&user, "chain", arguments, "usage", words);
    }
    pins(&user, "remove", &["new", "--with-chains"]).exits(0);
    assert_eq!(manifest(&user)["chains"], json!([]));
}

#[test]
fn a_set_gets_hosts_a_title_and_roles_and_contradictions_are_refused() {
    let user = starter();
    let authorities = ["First", "Second"].map(Authority::new);
    let text = bundle(&authorities);
    std::fs::write(user.path("both.pem"), &text).expect("a file");
    for (authority, set) in authorities.iter().zip(["first", "second"]) {
        let digest = sha256(authority.der());
        pins(&user, "add", &["--from", "both.pem", "--sha256", &digest, "--new-set", set]).exits(0);
    }
    let set =
        pins(&user, "set", &["second", "--hosts", "*.DB.example", "10.0.0.1", "--default"]).exits(0).json();
    assert_eq!((&set["hosts"], &set["default"]), (&json!(["*.db.example", "10.0.0.1"]), &json!(true)));
    let installed = ["install", "--offline", "--dry-run", "--json", "--pins", MANIFEST];
    let by_host = user.run(installed.iter().chain(&["--for", "a.db.example"])).exits(0).json();
    assert_eq!(by_host["set"], "second");
    assert_eq!(user.run(installed).exits(0).json()["set"], "second");
    let legacy = pins(&user, "set", &["second", "--legacy", "second", "--title", "T"]).exits(0).json();
    assert_eq!((&legacy["roots"][0]["role"], &legacy["title"]), (&json!("legacy"), &json!("T")));
    for hosts in ["*", "*.*", "a.*", "https://a", "a b", ""] {
        refused(&user, "set", &["first", "--hosts", hosts], "usage", "'*.db.example.com'");
    }
    refused(
        &user,
        "set",
        &["first", "--hosts", "*.db.example"],
        "bad-manifest",
        "the set `second` has the pattern",
    );
    let secret = pins(&user, "set", &["first", "--hosts", "https://u:hunter2@a"]).exits(2);
    assert!(!secret.stdout.contains("hunter2"), "{secret:?}");
    refused(&user, "set", &["third", "--default"], "unknown-set", "--new-set");
    refused(&user, "set", &["first"], "usage", "--hosts");
    refused(&user, "set", &["first", "--legacy", "second"], "usage", "no root `second`");
    assert_eq!(pins(&user, "set", &["second", "--no-hosts"]).exits(0).json()["hosts"], json!([]));
    assert_eq!(pins(&user, "set", &["second", "--no-hosts"]).exits(0).json()["changed"], false);
}

#[test]
fn two_sets_for_one_host_are_refused_wherever_the_manifest_is_read() {
    let user = starter();
    let root = Authority::new("Team");
    std::fs::write(user.path("root.crt"), root.der()).expect("a file");
    for set in ["first", "second"] {
        let digest = sha256(root.der());
        pins(&user, "add", &["--from", "root.crt", "--sha256", &digest, "--new-set", set]).exits(0);
    }
    let mut written = manifest(&user);
    let mut with = |pattern: &str| {
        written["sets"][0]["hosts"] = json!(["*.db.example", "a.example"]);
        written["sets"][1]["hosts"] = json!([pattern]);
        std::fs::write(user.path(MANIFEST), written.to_string()).expect("a manifest");
    };
    with("a.example");
    for command in [
        &["pins", "verify", "--offline"][..],
        &["pins", "list"],
        &["status"],
        &["install", "--for", "x.db.example"],
    ] {
        let answer = user.run(command.iter().chain(&["--json", "--pins", MANIFEST])).exits(2);
        assert_eq!(answer.error_code(), "bad-manifest", "{answer:?}");
        assert!(answer.stdout.contains("sets[1].hosts[0]"), "{answer:?}");
    }
    with("b.example");
    let taken = ["second", "--hosts", "b.example", "A.example"];
    refused(&user, "set", &taken, "bad-manifest", "the set `first` has the pattern `a.example` already");
    pins(&user, "set", &["second", "--hosts", "c.example", "C.example"]).exits(0);
    assert_eq!(manifest(&user)["sets"][1]["hosts"], json!(["c.example"]));
}

#[test]
fn each_edit_that_changes_the_manifest_dates_it() {
    let user = starter();
    let today = time::OffsetDateTime::now_utc().date().to_string();
    let [one, two] = ["One", "Two"].map(Authority::new);
    for (name, root) in [("one", &one), ("two", &two)] {
        std::fs::write(user.path(name), root.der()).expect("a file");
    }
    let (first, second) = (sha256(one.der()), sha256(two.der()));
    let edits: [(&str, &[&str]); 5] = [
        ("add", &["--from", "one", "--sha256", &first, "--new-set", "team"]),
        ("add", &["--from", "two", "--sha256", &second]),
        ("set", &["team", "--hosts", "*.db.example"]),
        ("chain", &["now", "--anchor", "one"]),
        ("remove", &["two"]),
    ];
    for (command, more) in edits {
        let old = read(&user.path(MANIFEST)).replace(&today, "2026-01-02");
        std::fs::write(user.path(MANIFEST), old).expect("a manifest");
        pins(&user, command, more).exits(0);
        assert_eq!(manifest(&user)["updated"], today.as_str(), "{command}");
        if command != "remove" {
            let old = read(&user.path(MANIFEST)).replace(&today, "2026-01-02");
            std::fs::write(user.path(MANIFEST), old).expect("a manifest");
            assert_eq!(pins(&user, command, more).exits(0).json()["changed"], false);
            assert_eq!(manifest(&user)["updated"], "2026-01-02", "{command}");
        }
    }
}

#[test]
fn a_host_without_a_set_gets_the_advice_of_its_command() {
    let user = User::in_memory();
    let hint = |command: &[&str], host: &str| {
        let failed = user.run(command.iter().chain(&["--json", "--for", host])).exits(2);
        assert_eq!(failed.error_code(), "unknown-set");
        failed.json()["error"]["hint"].as_str().expect("a hint").to_owned()
    };
    for (command, advice) in [
        (&["install", "--offline"][..], "install --root FILE --sha256 HEX"),
        (&["status"], "without `--for`"),
        (&["export"], "--from FILE"),
        (&["uninstall"], "--root FILE|FINGERPRINT|SUBJECT"),
        (&["pins", "list"], "shows all sets"),
    ] {
        let plain = hint(command, "db.example.com");
        assert!(plain.contains(advice) && !plain.contains("AWS"), "{plain}");
        assert_eq!(plain.contains("install"), command[0] == "install", "{plain}");
        for host in ["db.x.us-gov-west-1.rds.amazonaws.com", "db.x.rds.cn-north-1.amazonaws.com.cn"] {
            let separate = hint(command, host);
            assert!(separate.contains("AWS has separate roots") && separate.contains(advice), "{separate}");
            assert!(separate.contains("install --root FILE --sha256 HEX"), "{separate}");
        }
    }
}

#[test]
fn a_private_root_is_missed_in_its_owners_stores_alone() {
    let user = starter();
    let authorities = ["First", "Second", "Other"].map(Authority::new);
    let text = bundle(&authorities[..2]);
    std::fs::write(user.path("both.pem"), &text).expect("a file");
    pins(&user, "add", &["--from", "both.pem", "--sha256", &sha256(text.as_bytes()), "--new-set", "team"])
        .exits(0);
    let results = |store: &str, code: i32, more: &[&str]| -> Vec<Value> {
        std::fs::write(user.path("store.pem"), store).expect("a store");
        let arguments = ["pins", "verify", "--offline", "--json", "--pins", MANIFEST, "store.pem"];
        let json = user.run(arguments.iter().chain(more)).exits(code).json();
        json["roots"]
            .as_array()
            .expect("roots")
            .iter()
            .map(|root| root["comparisons"][1]["result"].clone())
            .collect()
    };
    assert_eq!(results(&authorities[2].pem(), 0, &["--strict"]), ["private", "private"]);
    assert_eq!(results(&authorities[0].pem(), 0, &[]), ["same", "missing"]);
    assert_eq!(results(&authorities[0].pem(), 1, &["--strict"]), ["same", "missing"]);
    let impostor = Authority::new("First").pem();
    assert_eq!(results(&impostor, 1, &[]), ["differs", "private"]);
    let text = user.run(["pins", "verify", "--offline", "--pins", MANIFEST, "store.pem"]).exits(1).stdout;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("a private root, which no public store is expected to hold"), "{text}");
    let public = ["--from", "other.pem", "--sha256", &sha256(authorities[2].der()), "--public"];
    std::fs::write(user.path("other.pem"), authorities[2].pem()).expect("a file");
    pins(&user, "add", &public).exits(0);
    assert_eq!(results(&impostor, 1, &[]), ["differs", "private", "missing"]);
}

#[test]
fn the_environment_names_the_manifest_unless_the_flag_does() {
    let user = starter();
    let root = Authority::new("Team");
    std::fs::write(user.path("root.crt"), root.der()).expect("a file");
    pins(&user, "add", &["--from", "root.crt", "--sha256", &sha256(root.der()), "--new-set", "team"])
        .exits(0);
    std::fs::write(user.path("chain.pem"), root.server(&["db.example"]).certificate).expect("a chain");
    let run = |arguments: &[&str], value: &str| {
        let mut command = user.command(crate::support::program());
        command.current_dir(user.home()).args(arguments).env("PGCERTS_PINS", value);
        crate::support::user::answer(&mut command)
    };
    for arguments in [
        &["install", "--offline"][..],
        &["status"],
        &["check", "--chain", "chain.pem", "--host", "db.example"],
        &["pins", "list"],
        &["pins", "show", "team"],
        &["pins", "verify", "--offline"],
        &["uninstall"],
    ] {
        let text = run(arguments, MANIFEST).exits(0);
        assert!(
            text.stderr.contains("using the pin manifest `team/pins.json` from PGCERTS_PINS"),
            "{text:?}"
        );
        let json = run(&[arguments, &["--json"]].concat(), MANIFEST).exits(0).json();
        assert_eq!(json["pins"], json!({"path": MANIFEST, "source": "environment"}), "{arguments:?}");
    }
    let installed = run(&["install", "--offline", "--json"], MANIFEST).exits(0).json();
    assert_eq!((&installed["set"], &installed["roots"][0]["id"]), (&json!("team"), &json!("team")));
    let named = run(&["pins", "list", "--pins", MANIFEST, "--json"], "nowhere").exits(0).json();
    assert_eq!((&named["default_set"], &named["pins"]), (&json!("team"), &Value::Null));
    let unset = run(&["pins", "list", "--json"], "").exits(0).json();
    assert_eq!((&unset["default_set"], &unset["pins"]), (&json!("azure"), &Value::Null));
    std::fs::write(user.path("bad.json"), "[]").expect("a file");
    let named_by = |arguments: &[&str], value: &str| {
        let failed = run(arguments, value).exits(2).json();
        failed["error"]["hint"].as_str().is_some_and(|hint| hint.contains("PGCERTS_PINS names this manifest"))
    };
    assert!(named_by(&["pins", "list", "--json"], "bad.json"));
    assert!(!named_by(&["install", "--offline", "--json", "--prune", "bad.json"], MANIFEST));
    assert!(!named_by(&["install", "--offline", "--json", "--from", "bad.json"], MANIFEST));
    let missing = run(&["install", "--offline", "--json"], "nowhere").exits(2);
    assert!(
        missing.json()["error"]["hint"].as_str().is_some_and(|hint| hint.contains("PGCERTS_PINS")),
        "{missing:?}"
    );
    assert_eq!(run(&["env", "--shell", "sh"], "nowhere").exits(0).stderr.matches("PGCERTS_PINS").count(), 0);
}

#[test]
fn a_root_is_shown_by_its_subject_and_by_digits_with_blanks() {
    let user = starter();
    let authorities = ["Team Root", "team root"].map(Authority::new);
    std::fs::write(user.path("both.pem"), bundle(&authorities)).expect("a file");
    let digests: Vec<String> = authorities.iter().map(|authority| sha256(authority.der())).collect();
    let show = |what: &str| user.run(["pins", "show", what, "--json", "--pins", MANIFEST]);
    pins(&user, "add", &["--from", "both.pem", "--sha256", &digests[0], "--new-set", "team"]).exits(0);
    assert_eq!(show("TEAM root").exits(0).json()["certificates"][0]["pin"], "team-root");
    let (first, second) = digests[0].split_at(32);
    assert_eq!(show(&format!("{first} {second}")).exits(0).json()["certificates"][0]["pin"], "team-root");
    pins(&user, "add", &["--from", "both.pem", "--sha256", &digests[1]]).exits(0);
    let several = show("Team Root").exits(2);
    assert!(several.stdout.contains("team-root, team-root-2"), "{several:?}");
    assert_eq!(show("Other Root").exits(2).error_code(), "usage");
}

#[test]
fn a_bundle_may_be_pkcs7_in_pem_or_der_and_hold_other_things() {
    if crate::support::tools::need("bundles in PKCS#7", "openssl").is_none() {
        return;
    }
    let user = User::new();
    let authorities = ["First", "Second", "Third"].map(Authority::new);
    std::fs::write(user.path("all.pem"), bundle(&authorities)).expect("a file");
    let server = authorities[0].server(&["db"]);
    std::fs::write(user.path("key.pem"), bundle(&authorities) + &server.key).expect("a file");
    for form in ["PEM", "DER"] {
        let mut openssl = user.command("openssl");
        openssl.current_dir(user.home()).args(["crl2pkcs7", "-nocrl", "-certfile", "all.pem"]);
        crate::support::user::answer(openssl.args(["-outform", form, "-out", form])).exits(0);
    }
    let named = sha256(authorities[1].der());
    for file in ["PEM", "DER", "key.pem"] {
        let whole = sha256(&std::fs::read(user.path(file)).expect("a file"));
        for (digest, count) in [(&whole, 3), (&named, 1)] {
            drop(std::fs::remove_dir_all(user.path("team")));
            pins(&user, "init", &[]).exits(0);
            let added = pins(&user, "add", &["--from", file, "--sha256", digest, "--new-set", "team"])
                .exits(0)
                .json();
            assert_eq!(added["roots"].as_array().map(Vec::len), Some(count), "{file}");
            user.run(["pins", "verify", "--offline", "--strict", "--pins", MANIFEST]).exits(0);
            let written = std::fs::read(user.path(added["file"].as_str().expect("a file"))).expect("a file");
            assert!(!String::from_utf8_lossy(&written).contains("PRIVATE KEY"), "{file}");
        }
    }
}
