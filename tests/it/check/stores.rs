//! The store that a server is judged with, wherever libpq would find it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::kit::{HOST, Site, codes, only, target};
use crate::support::cluster::{IS_ENCRYPTED, psql};
use crate::support::encodings::marked_end;
use crate::support::findings::finding;
use crate::support::forge::certificate::{Draft, Party};
use crate::support::forge::crl::List;
use crate::support::forge::extension::{CLIENT_AUTH, SERVER_AUTH};
use crate::support::responder::{Reply, Responder};
use crate::support::tools::{need, need_that};
use crate::support::user::answer;
use crate::support::{copy_program, pem};

fn write(site: &Site, name: &str, text: impl AsRef<[u8]>) {
    let path = site.user.path(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

#[test]
fn revocation_lists_in_a_file_and_in_a_folder_of_hashes() {
    const TEST: &str = "revocation lists in a folder";
    let (Some(_), site) = (need(TEST, "openssl"), Site::new()) else { return };
    let server = site.server();
    let (root, middle) = (List::of(&site.root).pem(), List::of(&site.middle));
    let revoking = List::of(&site.middle).revoking(&site.leaf).pem();
    write(&site, "clean.pem", root.clone() + &middle.pem());
    write(&site, "bad.pem", root.clone() + &revoking);
    let asked = |arguments: &[&str]| site.json(server.port(), arguments);
    assert_eq!(asked(&["--sslcrl", "clean.pem"])["ok"], true);
    assert_eq!(codes(&asked(&["--sslcrl", "bad.pem"]))[0], "revoked");
    assert_eq!(asked(&["--sslcrl", "missing.pem"])["ok"], true, "nothing loads, nothing is checked");
    for (folder, list) in [("good", middle.pem()), ("evil", revoking)] {
        write(&site, &format!("{folder}/root.pem"), &root);
        write(&site, &format!("{folder}/middle.pem"), list);
        let mut rehash = Command::new("openssl");
        answer(rehash.arg("rehash").arg(site.user.path(folder))).exits(0);
    }
    assert_eq!(asked(&["--sslcrldir", "good"])["ok"], true);
    assert_eq!(codes(&asked(&["--sslcrldir", "evil"]))[0], "revoked");
    let string = format!("{} sslcrldir=evil", target(server.port()));
    assert_eq!(codes(&only(&site.user.run(["check", "--json", &string]).exits(1)))[0], "revoked");
    write(&site, "empty/readme", "");
    assert_eq!(codes(&asked(&["--sslcrldir", "empty"]))[0], "crl-missing");
}

#[test]
fn the_systems_store_is_openssls_with_its_variables() {
    const TEST: &str = "sslrootcert=system";
    let (Some(_), site) = (need(TEST, "openssl"), Site::new()) else { return };
    let server = site.server();
    write(&site, "roots.pem", site.root.pem());
    write(&site, "hashed/kit.pem", site.root.pem());
    answer(Command::new("openssl").arg("rehash").arg(site.user.path("hashed"))).exits(0);
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = site.user.pgcerts();
        command.args(["check", "--json", &target(server.port())]).args(arguments);
        answer(command.envs(variables.iter().copied()))
    };
    let system = ["--sslrootcert", "system"];
    let said = only(&run(&system, &[]).exits(1));
    assert_eq!((&said["store"]["path"], &said["ok"]), (&"system".into(), &false.into()));
    let said = only(&run(&system, &[("SSL_CERT_FILE", "roots.pem")]).exits(0));
    assert_eq!((&said["ok"], &said["sslmode"]), (&true.into(), &"verify-full".into()));
    let dirs = format!("/nowhere:{}", site.user.path("hashed").display());
    assert_eq!(only(&run(&system, &[("SSL_CERT_DIR", &dirs)]).exits(0))["ok"], true);
    assert_eq!(said["verdicts"]["require"]["ok"], false);
    let message = said["verdicts"]["require"]["message"].as_str().expect("a message");
    assert_eq!(
        message,
        "weak sslmode \"require\" may not be used with sslrootcert=system (use \"verify-full\")"
    );
    for mode in ["prefer", "require", "verify-ca"] {
        let refused = run(&["--sslrootcert", "system", "--sslmode", mode], &[]).exits(2);
        assert_eq!(only(&refused)["error"]["code"], "usage", "{mode}");
    }
    let string = format!("{} sslrootcert=system sslmode=require", target(server.port()));
    let refused = site.user.run(["check", &string]).exits(2);
    assert!(refused.stderr.contains("weak sslmode \"require\""), "{refused:?}");
}

#[test]
fn a_user_without_a_home_has_no_default_store() {
    let root = nix::unistd::Uid::effective().is_root();
    if !need_that("a user without a home", "root", root) {
        return;
    }
    let site = Site::new();
    let server = site.server();
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("pgcerts");
    copy_program(&program);
    let all = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), all).expect("a mode");
    let mut command = Command::new(&program);
    command.env_clear().current_dir("/").args(["check", "--json", &target(server.port())]);
    // No entry of the password database has this number.
    std::os::unix::process::CommandExt::uid(&mut command, 54_321);
    let said = only(&answer(&mut command).exits(1));
    assert_eq!((&said["store"]["exists"], &said["ok"]), (&false.into(), &false.into()));
    let message = said["verdicts"]["verify-full"]["message"].as_str().expect("a message");
    assert!(message.contains("could not get home directory to locate root certificate file"), "{message}");
    assert_eq!(said["verdicts"]["require"]["ok"], true);
}

#[test]
fn a_path_is_as_libpq_takes_it() {
    let site = Site::new();
    let server = site.server();
    write(&site, "deep/roots.pem", site.root.pem());
    let asked = |path: &str| site.json(server.port(), &["--sslrootcert", path]);
    let said = asked("deep/roots.pem");
    assert_eq!((&said["ok"], &said["store"]["path"]), (&true.into(), &"deep/roots.pem".into()));
    let said = asked("~/deep/roots.pem");
    assert_eq!((&said["ok"], &said["store"]["exists"]), (&false.into(), &false.into()));
    let missing = finding(&said, "store-missing");
    assert!(missing["hint"].as_str().expect("a hint").contains("nobody expanded the `~`"), "{missing}");
    assert_eq!(missing["message"].as_str().expect("a message").split('"').nth(1), Some("~/deep/roots.pem"));
    for path in ["\"/etc/x\"", "@/etc/x", "$HOME/x", "None"] {
        let said = asked(path);
        let hint = finding(&said, "store-missing")["hint"].as_str().expect("a hint").to_owned();
        assert!(!hint.contains("pgcerts install") && !hint.contains("makes it"), "{path}: {hint}");
    }
    for (name, text) in [("empty", ""), ("html", "<html>"), ("half", "-----BEGIN CERTIFICATE-----\nAAAA\n")] {
        write(&site, name, text);
        let said = asked(name);
        assert_eq!((&said["store"]["loads"], &said["ok"]), (&false.into(), &false.into()), "{name}");
        assert_eq!(finding(&said, "store-unreadable")["severity"], "error");
        assert_eq!(said["verdicts"]["prefer"]["encrypted"], false, "{name}");
        assert_eq!(said["until"], Value::Null);
    }
    let said = site.json(server.port(), &["--sslrootcert", "empty", "--sslmode", "prefer"]);
    assert_eq!(finding(&said, "store-unreadable")["severity"], "warning");
}

#[test]
fn a_file_without_a_certificate_is_not_to_be_repaired() {
    let site = Site::new();
    let server = site.server();
    let hint = |path: &str| {
        let said = site.json(server.port(), &["--sslrootcert", path]);
        let found = finding(&said, "store-unreadable");
        let text = |name: &str| found[name].as_str().expect("a text").to_owned();
        (text("message"), text("hint"))
    };
    std::fs::create_dir(site.user.path("folder")).expect("a folder");
    write(&site, "key.pem", site.leaf.key.pem());
    write(&site, "html", "<html>");
    write(&site, "blank", "# nothing\n");
    for path in ["key.pem", "folder", "html", "/bin/ls", "blank"] {
        let (message, hint) = hint(path);
        assert!(hint.contains("name another file") && !hint.contains("--repair"), "{path}: {hint}");
        let words = if path == "blank" { "is empty" } else { "is not a root.crt" };
        assert!(message.contains(words), "{path}: {message}");
    }
    write(&site, "half", format!("-----BEGIN CERTIFICATE-----\nAAAA\n{}", site.root.pem()));
    assert!(hint("half").1.contains("--repair"));
}

#[test]
fn a_store_that_this_user_may_not_read_says_so() {
    let root = nix::unistd::Uid::effective().is_root();
    if !need_that("a store of another user", "root", root) {
        return;
    }
    let site = Site::new();
    let server = site.server();
    let folder = tempfile::tempdir().expect("a folder");
    let mode = |path: &Path, mode| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(path, mode).expect("a mode");
    };
    let (program, store) = (folder.path().join("pgcerts"), folder.path().join("root.crt"));
    copy_program(&program);
    std::fs::write(&store, site.root.pem()).expect("a store");
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).expect("a folder");
    for (path, bits) in [(folder.path(), 0o755), (&store, 0o600), (&closed, 0o700)] {
        mode(path, bits);
    }
    let asked = |store: &Path| {
        let mut command = Command::new(&program);
        command.env_clear().current_dir("/").args([
            "check",
            "--json",
            &target(server.port()),
            "--sslrootcert",
        ]);
        std::os::unix::process::CommandExt::uid(&mut command, 54_321);
        only(&answer(command.arg(store)).exits(1))
    };
    let said = asked(&store);
    let found = finding(&said, "store-unreadable");
    assert!(found["message"].as_str().expect("a message").contains("Permission denied"), "{found}");
    assert!(!found["hint"].as_str().expect("a hint").contains("--repair"), "{found}");
    let message = said["verdicts"]["verify-full"]["message"].as_str().expect("a message");
    assert!(message.ends_with("\": "), "libpq has no reason: {message}");
    let said = asked(&closed.join("root.crt"));
    let found = finding(&said, "store-missing");
    assert!(found["message"].as_str().expect("a message").contains("Permission denied"), "{found}");
    assert!(!found["hint"].as_str().expect("a hint").contains("install"), "{found}");
}

#[test]
fn a_store_that_is_no_store_by_its_size_is_that_targets_error() {
    let site = Site::new();
    let server = site.server();
    let huge = std::fs::File::create(site.user.path("huge")).expect("a file");
    huge.set_len(1 << 30).expect("a size");
    let good = target(server.port());
    std::fs::write(site.user.path("targets"), format!("{good} sslrootcert=huge\n{good}\n")).expect("a file");
    let answer = site.user.run(["check", "--json", "--targets", "targets"]).exits(2);
    let targets = answer.json()["targets"].as_array().expect("targets").clone();
    assert_eq!((&targets[0]["error"]["code"], &targets[1]["ok"]), (&"io".into(), &true.into()));
    assert!(targets[0]["error"]["message"].as_str().expect("a message").contains("huge"));
}

#[test]
fn trust_settings_of_a_block_count() {
    let site = Site::new();
    let server = site.server();
    let asked = |text: String| {
        write(&site, "trusted.pem", text);
        site.json(server.port(), &["--sslrootcert", "trusted.pem"])
    };
    assert_eq!(asked(site.root.trusted_pem(&[SERVER_AUTH], &[]))["ok"], true);
    assert_eq!(asked(site.middle.trusted_pem(&[SERVER_AUTH], &[]))["ok"], true, "an anchor that is no root");
    let rejected = asked(site.root.trusted_pem(&[], &[SERVER_AUTH]));
    assert_eq!((&rejected["ok"], codes(&rejected)[0]), (&false.into(), "rejected"));
    assert_eq!(asked(site.root.trusted_pem(&[], &[CLIENT_AUTH]))["ok"], true);
}

#[test]
fn the_folder_of_a_store_is_no_store() {
    let site = Site::with(Draft::server(HOST));
    let server = site.server();
    std::fs::create_dir(site.user.path("folder")).expect("a folder");
    let said = site.json(server.port(), &["--sslrootcert", "folder"]);
    assert_eq!((&said["store"]["exists"], &said["store"]["loads"]), (&true.into(), &false.into()));
    assert!(Path::new(said["store"]["path"].as_str().expect("a path")).is_relative());
}

/// What psql does in `verify-full`: it connects under TLS, or does not connect.
fn connects(site: &Site, psql: &Path, port: u16, options: &str) -> bool {
    let mut command = site.user.command(psql);
    let connection = format!("{} user=kit dbname=kit sslmode=verify-full {options}", target(port));
    let said = answer(command.current_dir(site.user.home()).args(["-XAtc", IS_ENCRYPTED, &connection]));
    assert!(said.code == Some(2) || said.stdout == "t\n", "{said:?}");
    said.code == Some(0)
}

#[test]
fn what_openssl_reads_in_ber_counts_as_it_does_for_psql() {
    const TEST: &str = "BER that OpenSSL reads";
    let (Some(psql), site) = (psql(TEST), Site::new()) else { return };
    let marked = |party: &Party| pem("CERTIFICATE", &marked_end(&party.der));
    let other = Party::root("Kit Other").pem();
    let middle = List::of(&site.middle).der();
    let lists = |middle: &str| List::of(&site.root).pem() + middle;
    write(&site, "lists.pem", lists(&pem("X509 CRL", &marked_end(&middle))));
    write(&site, "half.pem", lists(""));
    let sending = |middle: Vec<u8>| {
        let chain = vec![site.leaf.der.clone(), middle];
        Responder::new(Reply::Tls { chain, key: std::sync::Arc::clone(&site.leaf.key) })
    };
    let servers = [site.server(), sending(marked_end(&site.middle.der)), super::kit::server(&[&site.leaf])];
    let [usual, odd, alone] = servers.each_ref().map(Responder::port);
    let root = site.root.pem();
    // With the one whose DER ends with a mark in place of a length, and without it.
    for (what, with, without) in [
        ("a root", (usual, other.clone() + &marked(&site.root), ""), (usual, other, "")),
        (
            "a stored intermediate",
            (alone, root.clone() + &marked(&site.middle), ""),
            (alone, root.clone(), ""),
        ),
        ("a sent intermediate", (odd, root.clone(), ""), (alone, root.clone(), "")),
        ("a list", (usual, root.clone(), "lists.pem"), (usual, root, "half.pem")),
    ] {
        for ((port, store, list), open) in [(with, true), (without, false)] {
            write(&site, ".postgresql/root.crt", store);
            let (option, arguments) = if list.is_empty() {
                (String::new(), Vec::new())
            } else {
                (format!("sslcrl={list}"), vec!["--sslcrl", list])
            };
            assert_eq!(connects(&site, &psql, port, &option), open, "{what}: psql");
            let said = site.json(port, &arguments);
            for mode in ["require", "verify-ca", "verify-full"] {
                let verdict = &said["verdicts"][mode];
                assert_eq!(verdict["ok"], open, "{what}, {mode}: {}", said["openssl"]);
            }
        }
    }
}
