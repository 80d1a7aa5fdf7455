//! A manifest of one's own: exported, added to, removed from, compared.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::{read, sha256, user_with};
use crate::support::authority::{Authority, edited_signature, manifest, write_manifest};
use crate::support::server::{Reply, Server};
use crate::support::user::{Answer, User, answer};
use crate::support::{names, repository};

/// A user with the built-in manifest exported to `team/`, and the certificate `new.crt`.
fn team(new: &Authority) -> User {
    let user = User::new();
    user.run(["pins", "export", "team/pins.json"]).exits(0);
    std::fs::write(user.path("new.crt"), new.der()).expect("a file");
    user
}

fn add(user: &User, sha256: &str, more: &[&str]) -> Answer {
    let arguments =
        ["pins", "add", "team/pins.json", "--from", "new.crt", "--id", "new", "--set", "azure", "--json"];
    user.run(arguments.iter().chain(&["--sha256", sha256]).chain(more))
}

/// The manifest and its folder are as they were exported.
#[track_caller]
fn untouched(user: &User) {
    assert_eq!(read(&user.path("team/pins.json")), read(&repository("certs/pins.json")));
    assert_eq!(names(&user.path("team")).len(), 14);
}

#[test]
fn the_export_is_the_built_in_manifest_with_its_files_and_a_second_one_changes_nothing() {
    let user = team(&Authority::new("New"));
    untouched(&user);
    for file in names(&user.path("team")) {
        let own = std::fs::read(user.path("team").join(&file)).expect("a file");
        assert!(own == std::fs::read(repository("certs").join(&file)).expect("a file"), "{file}");
    }
    let json = user.run(["pins", "export", "team/pins.json", "--json"]).exits(0).json();
    assert_eq!((&json["changed"], &json["command"]), (&json!(false), &json!("pins export")));
    user.run(["install", "--offline", "--pins", "team/pins.json"]).exits(0);
}

#[test]
#[cfg(unix)]
fn others_can_read_what_an_export_makes() {
    let user = User::new();
    let mut command = user.command("sh");
    command.current_dir(user.home()).args(["-c", "umask 022 && exec \"$0\" pins export team/pins.json"]);
    answer(command.arg(crate::support::program())).exits(0);
    let mode = |path: &str| std::fs::metadata(user.path(path)).expect(path).permissions().mode() & 0o777;
    assert_eq!((mode("team"), mode("team/pins.json")), (0o755, 0o644));
}

#[test]
fn an_export_leaves_other_files_alone() {
    for file in ["pins.json", "DigiCertGlobalRootG3.crt"] {
        let user = User::new();
        std::fs::create_dir(user.path("team")).expect("a folder");
        std::fs::write(user.path("team").join(file), "mine").expect("a file");
        assert_eq!(user.run(["pins", "export", "team/pins.json", "--json"]).exits(2).error_code(), "io");
        assert_eq!(names(&user.path("team")), [file]);
        assert_eq!(read(&user.path("team").join(file)), "mine");
    }
    let user = User::new();
    let export = ["pins", "export", "team/DigiCertGlobalRootG3.crt", "--json"];
    assert_eq!(user.run(export).exits(2).error_code(), "usage");
    assert!(!user.path("team").exists(), "a manifest under a certificate's name: nothing is written");
}

#[test]
fn an_added_root_is_all_that_a_review_sees_and_is_installed() {
    let new = Authority::new("New");
    let user = team(&new);
    std::fs::set_permissions(user.path("team/pins.json"), PermissionsExt::from_mode(0o600)).expect("a mode");
    let json = add(&user, &sha256(new.der()).to_uppercase(), &["--role", "legacy"]).exits(0).json();
    assert_eq!((&json["changed"], &json["sets"]), (&json!(true), &json!(["azure"])));
    let (old, now) = (read(&repository("certs/pins.json")), read(&user.path("team/pins.json")));
    let old = edited_today(&old);
    let mut rest = now.lines();
    let missing: Vec<&str> = old.lines().filter(|line| !rest.any(|other| other == *line)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "every line of the old one is there, in its order");
    assert_eq!(now.lines().count() - old.lines().count(), 14 + 4);
    let mode = std::fs::metadata(user.path("team/pins.json")).expect("the manifest").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(std::fs::read(user.path("team/new.crt")).expect("the file") == new.der());
    let diff = user.run(["pins", "diff", "built-in", "team/pins.json", "--json"]).exits(1).json();
    let told: Vec<(&Value, &Value)> = diff["differences"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (&one["what"], &one["change"]))
        .collect();
    let [changed, added] = ["changed", "added"].map(|change| json!(change));
    let [day, root, member] = ["manifest", "root", "member"].map(|what| json!(what));
    assert_eq!(told, [(&day, &changed), (&root, &added), (&member, &added)]);
    assert_eq!(diff["differences"][2]["set"], "azure");
    let installed = user.run(["install", "--offline", "--pins", "team/pins.json", "--json"]).exits(0).json();
    assert_eq!(installed["roots"][3]["id"], "new");
    assert_eq!(add(&user, &sha256(new.der()), &["--role", "legacy"]).exits(0).json()["changed"], false);
    assert_eq!(read(&user.path("team/pins.json")), now);
    add(&user, &sha256(new.der()), &["--role", "legacy", "--set", "azure-all"]).exits(0);
    user.run(["pins", "remove", "team/pins.json", "new"]).exits(0);
    assert_eq!(read(&user.path("team/pins.json")), old);
}

/// The text of the built-in manifest with the day of an edit.
fn edited_today(text: &str) -> String {
    let today = time::OffsetDateTime::now_utc().date();
    let (before, rest) = text.split_once("\"updated\": \"").expect("a day");
    format!("{before}\"updated\": \"{today}{}", &rest["2026-01-01".len()..])
}

#[test]
fn what_is_no_root_to_pin_is_refused_and_nothing_is_written() {
    let new = Authority::new("New");
    let user = team(&new);
    let other = Authority::new("Other");
    let leaf = new.server(&["localhost"]).certificate_der;
    for (der, words) in [
        (Authority::expired("Old").der().to_vec(), "ended 2002-01-01"),
        (leaf, "no authority"),
        (new.edition(Some(&other)), "an intermediate"),
        (edited_signature(new.der()), "does not verify"),
        (b"nothing".to_vec(), "not a certificate"),
    ] {
        std::fs::write(user.path("new.crt"), &der).expect("a file");
        let error = add(&user, &sha256(&der), &[]).exits(2);
        assert_eq!(error.error_code(), "unfit-root", "{words}");
        assert!(error.stdout.contains(words), "no `{words}` in {error:?}");
        untouched(&user);
    }
}

#[test]
fn a_root_that_bears_the_name_of_a_pinned_one_is_added_with_a_warning() {
    let new = Authority::new("Team");
    let user = team(&new);
    let add = |file: &str, der: &[u8], id: &str| {
        std::fs::write(user.path(file), der).expect("a file");
        let digest = sha256(der);
        let arguments = ["pins", "add", "team/pins.json", "--from", file, "--id", id, "--set", "azure"];
        user.run(arguments.iter().chain(&["--sha256", digest.as_str()])).exits(0).stderr
    };
    assert_eq!(add("team.crt", new.der(), "team"), "");
    let (namesake, edition) = (Authority::new("Team"), new.edition(None));
    assert!(
        add("namesake.crt", namesake.der(), "namesake").contains("has the name of the pinned root `team`")
    );
    assert!(add("edition.crt", &edition, "edition").contains("has the key of the pinned root `team`"));
}

#[test]
fn an_edit_follows_a_link_and_keeps_what_is_not_its_own() {
    let new = Authority::new("New");
    let user = team(&new);
    std::os::unix::fs::symlink(user.path("team/pins.json"), user.path("team/link.json")).expect("a link");
    let digest = sha256(new.der());
    let arguments = ["pins", "add", "team/link.json", "--from", "new.crt", "--id", "new", "--set", "azure"];
    user.run(arguments.iter().chain(&["--sha256", digest.as_str()])).exits(0);
    assert!(user.path("team/link.json").is_symlink());
    assert!(read(&user.path("team/pins.json")).contains(&digest));
    assert_eq!(names(&user.path("team")).len(), 16, "the link and the new certificate, no backup");
}

#[test]
fn there_is_no_way_around_the_fingerprint() {
    let new = Authority::new("New");
    let user = team(&new);
    let error = add(&user, &"0".repeat(64), &[]).exits(2);
    assert_eq!(error.error_code(), "pin-mismatch");
    assert_eq!(error.json()["error"]["actual"], sha256(new.der()));
    for digits in [&sha256(new.der())[1..], "", "zz"] {
        assert_eq!(add(&user, digits, &[]).exits(2).error_code(), "usage");
    }
    let without =
        ["pins", "add", "team/pins.json", "--from", "new.crt", "--id", "new", "--set", "azure", "--json"];
    let error = user.run(without).exits(2);
    assert_eq!((error.error_code().as_str(), &error.json()["command"]), ("usage", &json!("pins add")));
    untouched(&user);
}

#[test]
fn names_sets_and_addresses_that_make_no_sense_are_refused() {
    let new = Authority::new("New");
    let user = team(&new);
    let digest = sha256(new.der());
    let run = |arguments: &[&str]| {
        let head = ["pins", "add", "team/pins.json", "--json", "--sha256", &digest];
        user.run(head.iter().chain(arguments)).exits(2).error_code()
    };
    for from in [
        "file:///etc/passwd",
        "ftp://host/new.crt",
        "http://host/new.crt",
        "mailto:a@b",
        "https://u:p@host/new.crt",
    ] {
        assert_eq!(run(&["--from", from, "--id", "new", "--set", "azure"]), "usage", "{from}");
        assert_eq!(
            run(&["--from", "new.crt", "--url", from, "--id", "new", "--set", "azure"]),
            "usage",
            "{from}"
        );
    }
    for id in ["", "..", "../new", "a/b", "a\\b", "-x", "a b", "digicert-global-root-g2"] {
        assert_eq!(run(&["--from", "new.crt", &format!("--id={id}"), "--set", "azure"]), "usage", "{id}");
    }
    assert_eq!(run(&["--from", "new.crt", "--id", "new", "--set", "azur"]), "unknown-set");
    assert_eq!(run(&["--from", "new.crt", "--id", "new", "--set", "azure", "--role", "old"]), "usage");
    untouched(&user);
    std::fs::write(user.path("team/new.crt"), "mine").expect("a file");
    assert_eq!(run(&["--from", "new.crt", "--id", "new", "--set", "azure"]), "io");
    assert_eq!(read(&user.path("team/new.crt")), "mine");
}

#[test]
fn a_root_from_an_address_keeps_that_address_and_the_name_of_its_file() {
    let new = Authority::new("New");
    let user = team(&new);
    let server = Server::http().at("/a/New%20Root.crt", Reply::Body(new.pem().into_bytes()));
    let url = server.url("/a/New%20Root.crt");
    let digest = sha256(new.der());
    let head =
        ["pins", "add", "team/pins.json", "--json", "--id", "new", "--set", "azure-all", "--sha256", &digest];
    let json = user.run(head.iter().chain(&["--from", &url])).exits(0).json();
    assert_eq!(json["file"], "team/New Root.crt");
    let listed = user.run(["pins", "list", "--pins", "team/pins.json", "--json"]).exits(0).json();
    assert_eq!(listed["roots"][13]["urls"], json!([url]));
    user.run(["pins", "verify", "--offline", "--strict", "--pins", "team/pins.json"]).exits(0);
    let gone = server.url("/gone.crt");
    let answer = user.run([
        "pins",
        "add",
        "team/pins.json",
        "--json",
        "--id",
        "b",
        "--set",
        "azure",
        "--sha256",
        &digest,
        "--from",
        &gone,
        "--retries",
        "0",
    ]);
    assert_eq!(answer.exits(2).error_code(), "network");
}

#[test]
fn a_root_that_something_hangs_on_is_not_removed() {
    let (first, second) = (Authority::new("First"), Authority::new("Second"));
    let user = User::new();
    let write = |chains: Value| {
        let mut json = manifest(&[first.pin("first", &[]), second.pin("second", &[])]);
        json["chains"] = chains;
        write_manifest(user.home(), &json, &[])
    };
    let refused = |more: &[&str], code: &str| {
        let before = read(&user.path("pins.json"));
        let answer = user.run(["pins", "remove", "pins.json", "first", "--json"].iter().chain(more)).exits(2);
        assert_eq!(answer.error_code(), code);
        assert_eq!(read(&user.path("pins.json")), before);
    };
    write(json!([{"id": "c", "anchor": "first", "served": true}]));
    refused(&["--with-chains"], "served-chain");
    write(json!([{"id": "c", "anchor": "first", "served": false}]));
    refused(&[], "bad-manifest");
    let json = user.run(["pins", "remove", "pins.json", "first", "--json", "--with-chains"]).exits(0).json();
    assert_eq!((&json["chains"], &json["sets"]), (&json!(["c"]), &json!(["test"])));
    assert_eq!(user.run(["pins", "remove", "pins.json", "first", "--json"]).exits(2).error_code(), "usage");
    let last = user_with(&first);
    assert_eq!(
        last.run(["pins", "remove", "pins.json", "first", "--json"]).exits(2).error_code(),
        "bad-manifest"
    );
}

#[test]
fn a_diff_names_what_was_changed_and_equal_manifests_are_exit_0() {
    let user = team(&Authority::new("New"));
    let same = user.run(["pins", "diff", "built-in", "team/pins.json", "--json"]).exits(0).json();
    assert_eq!((&same["same"], &same["differences"]), (&json!(true), &json!([])));
    let text = read(&user.path("team/pins.json")).replacen("\"legacy\"", "\"current\"", 1);
    std::fs::write(user.path("team/pins.json"), text).expect("the manifest");
    let diff = user.run(["pins", "diff", "built-in", "team/pins.json"]).exits(1).stdout;
    assert!(
        diff.contains("digicert-global-root-ca in the set azure")
            && diff.contains("role: legacy, now current"),
        "{diff}"
    );
}

#[test]
fn two_who_add_at_once_lose_nothing_of_each_other() {
    let user = User::new();
    user.run(["pins", "export", "team/pins.json"]).exits(0);
    let authorities: Vec<Authority> = (0..8).map(|number| Authority::new(&format!("New {number}"))).collect();
    std::thread::scope(|scope| {
        for (number, authority) in authorities.iter().enumerate() {
            let user = &user;
            scope.spawn(move || {
                let file = format!("new-{number}.crt");
                std::fs::write(user.path(&file), authority.der()).expect("a file");
                let id = format!("new-{number}");
                user.run([
                    "pins",
                    "add",
                    "team/pins.json",
                    "--from",
                    &file,
                    "--id",
                    &id,
                    "--set",
                    "azure",
                    "--sha256",
                    &sha256(authority.der()),
                ])
                .exits(0);
            });
        }
    });
    let listed = user.run(["pins", "list", "--pins", "team/pins.json", "--json"]).exits(0).json();
    assert_eq!(listed["roots"].as_array().expect("roots").len(), 21);
    assert_eq!(names(&user.path("team")).len(), 22, "no other file is left");
}

#[test]
fn a_certificate_that_a_killed_run_left_is_taken_and_another_file_of_its_name_is_not() {
    let new = Authority::new("New");
    let user = team(&new);
    std::fs::write(user.path("team/new.crt"), Authority::new("Other").der()).expect("a file");
    let error = add(&user, &sha256(new.der()), &[]).exits(2);
    assert_eq!(error.error_code(), "io");
    assert!(error.stdout.contains("team/new.crt` is there already"), "{}", error.stdout);
    std::fs::write(user.path("team/new.crt"), new.der()).expect("a file");
    assert_eq!(add(&user, &sha256(new.der()), &[]).exits(0).json()["changed"], true);
    user.run(["pins", "verify", "--offline", "--strict", "--pins", "team/pins.json"]).exits(0);
}

#[test]
fn behind_a_link_to_another_folder_the_certificate_lies_where_the_manifest_is_read() {
    let new = Authority::new("New");
    let user = team(&new);
    std::fs::create_dir(user.path("kept")).expect("a folder");
    std::fs::rename(user.path("team/pins.json"), user.path("kept/pins.json")).expect("a move");
    std::os::unix::fs::symlink("../kept/pins.json", user.path("team/pins.json")).expect("a link");
    add(&user, &sha256(new.der()), &[]).exits(0);
    assert_eq!(names(&user.path("kept")), ["pins.json"]);
    user.run(["pins", "verify", "--offline", "--strict", "--pins", "team/pins.json"]).exits(0);
}

#[test]
fn one_who_is_refused_takes_no_file_from_another_who_added_it() {
    let new = Authority::new("New");
    let user = team(&new);
    let digest = sha256(new.der());
    let add = |id: String| {
        let place = ["--url", "https://host/shared.crt", "--sha256", digest.as_str()];
        let arguments = ["pins", "add", "team/pins.json", "--from", "new.crt", "--set", "azure", "--id", &id];
        user.run(arguments.iter().chain(&place)).code
    };
    let codes: Vec<Option<i32>> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|run| {
                let add = &add;
                scope.spawn(move || add(format!("new-{run}")))
            })
            .collect();
        runs.into_iter().map(|run| run.join().expect("an answer")).collect()
    });
    assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1, "{codes:?}");
    user.run(["pins", "verify", "--offline", "--strict", "--pins", "team/pins.json"]).exits(0);
}

#[test]
fn the_hint_for_a_set_that_is_not_there_leads_to_one() {
    let new = Authority::new("New");
    let user = team(&new);
    let run_with = |flag: &str, set: &str| {
        let arguments = ["pins", "add", "team/pins.json", "--from", "new.crt", "--id", "new", flag, set];
        user.run(arguments.iter().chain(&["--sha256", &sha256(new.der()), "--json"]))
    };
    let error = run_with("--set", "team").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "unknown-set");
    let hint = error["hint"].as_str().expect("a hint");
    assert!(hint.contains("azure-all") && hint.contains("`--new-set` in place of `--set`"), "{hint}");
    run_with("--new-set", "team").exits(0);
    let installed = user.run(["install", "--offline", "--json", "--pins", "team/pins.json", "--set", "team"]);
    assert_eq!(installed.exits(0).json()["roots"][0]["id"], "new");
}
