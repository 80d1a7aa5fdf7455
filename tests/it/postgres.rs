//! What an installed root.crt does to a real psql and a real server.
#![cfg(unix)]

use std::path::Path;

use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::cluster::{Cluster, HOST, IS_ENCRYPTED};
use crate::support::tools::need;
use crate::support::user::{Answer, User, answer};

const VERIFY_FULL: &str = "sslmode=verify-full";

/// A folder and a file name with what shells treat in their own ways.
const NASTY: &str = "it's a \"$HOME\" ${X} `id` 100% \\ #~!&|; größe 證書 ";

fn install(user: &User, pins: &Path, more: &[&str]) -> Answer {
    user.run(["install", "--offline", "--pins", pins.to_str().expect("UTF-8")].iter().chain(more)).exits(0)
}

/// The connection stands; `t` or `f` for encrypted or not.
#[track_caller]
fn connects(answer: Answer) -> String {
    answer.exits(0).stdout.trim_end().to_owned()
}

/// psql could not connect and says why.
#[track_caller]
fn is_refused(answer: Answer, reason: &str) {
    let answer = answer.exits(2);
    assert!(answer.stderr.contains(reason), "{}", answer.stderr);
}

#[test]
fn verify_full_connects_once_the_roots_are_installed() {
    let Some(cluster) = Cluster::shared("psql with verify-full") else { return };
    let user = User::new();
    let missing = format!("root certificate file \"{}\" does not exist", user.root_crt().display());
    is_refused(cluster.ask(&user, HOST, VERIFY_FULL), &missing);
    install(&user, &cluster.pins(&user), &[]);
    for host in [HOST, "localhost", "127.0.0.1"] {
        assert_eq!(connects(cluster.ask(&user, host, VERIFY_FULL)), "t");
    }
}

#[test]
fn a_root_of_ones_own_connects_after_one_command() {
    let Some(cluster) = Cluster::shared("psql with a root of one's own") else { return };
    let user = User::new();
    let pins = std::fs::read_to_string(cluster.pins(&user)).expect("the manifest");
    let pins: serde_json::Value = serde_json::from_str(&pins).expect("JSON");
    let (file, sha256) = (&pins["roots"][0]["file"], &pins["roots"][0]["sha256"]);
    let (file, sha256) = (file.as_str().expect("a file"), sha256.as_str().expect("a fingerprint"));
    user.run(["install", "--root", file, "--sha256", sha256]).exits(0);
    assert_eq!(connects(cluster.ask(&user, HOST, VERIFY_FULL)), "t");
    user.run(["uninstall", "--root", file]).exits(0);
    let missing = format!("root certificate file \"{}\" does not exist", user.root_crt().display());
    is_refused(cluster.ask(&user, HOST, VERIFY_FULL), &missing);
}

#[test]
fn a_root_of_another_authority_is_not_enough() {
    let Some(cluster) = Cluster::shared("psql with another root") else { return };
    // With the server's issuer's name and another key, what fails is the signature.
    let others =
        [("Another authority", "certificate verify failed"), ("Authority of the test server", "SSL error")];
    for (name, reason) in others {
        let user = User::new();
        let other = Authority::new(name);
        let pins = manifest(&[other.pin("other", &[])]);
        install(&user, &write_manifest(user.home(), &pins, &[("other.crt", other.der())]), &[]);
        for mode in [VERIFY_FULL, "sslmode=verify-ca", "sslmode=require"] {
            is_refused(cluster.ask(&user, HOST, mode), reason);
        }
    }
}

#[test]
fn verify_full_refuses_a_server_of_another_name() {
    let Some(cluster) = Cluster::shared("psql with another host name") else { return };
    let user = User::new();
    install(&user, &cluster.pins(&user), &[]);
    let other = "other.example.test";
    is_refused(cluster.ask(&user, other, VERIFY_FULL), "does not match host name \"other.example.test\"");
    assert_eq!(connects(cluster.ask(&user, other, "sslmode=verify-ca")), "t");
}

#[test]
fn roots_for_azure_alone_make_require_fail_and_prefer_go_unencrypted_elsewhere_and_install_says_so() {
    let Some(cluster) = Cluster::shared("psql to another server") else { return };
    let user = User::new();
    for mode in ["sslmode=require", "sslmode=prefer", ""] {
        assert_eq!(connects(cluster.ask(&user, HOST, mode)), "t");
    }
    let json = user.run(["install", "--offline", "--json"]).exits(0);
    assert!(json.warning_codes().contains(&"other-connections".to_owned()), "{}", json.stdout);
    is_refused(cluster.ask(&user, HOST, "sslmode=require"), "certificate verify failed");
    assert_eq!(connects(cluster.ask(&user, HOST, "sslmode=prefer")), "f");
    assert_eq!(connects(cluster.ask(&user, HOST, "")), "f");
    // The remedy that the warning names.
    let json = install(&user, &cluster.pins(&user), &["--json"]);
    assert!(!json.warning_codes().contains(&"other-connections".to_owned()), "{}", json.stdout);
    for mode in ["sslmode=require", "sslmode=prefer", "", VERIFY_FULL] {
        assert_eq!(connects(cluster.ask(&user, HOST, mode)), "t");
    }
}

#[test]
fn a_file_elsewhere_changes_no_other_connection_and_brings_no_warning() {
    let Some(cluster) = Cluster::shared("psql beside --dest") else { return };
    let user = User::new();
    let json = user.run(["install", "--offline", "--json", "--dest", "elsewhere/root.crt"]).exits(0);
    assert_eq!(json.warning_codes(), Vec::<String>::new());
    for mode in ["sslmode=require", "sslmode=prefer"] {
        assert_eq!(connects(cluster.ask(&user, HOST, mode)), "t");
    }
}

#[test]
fn the_printed_line_leads_psql_to_a_file_elsewhere() {
    let test = "psql with the line of `pgcerts env`";
    let Some(cluster) = Cluster::shared(test) else { return };
    for (shell, flags) in [("sh", "-c"), ("bash", "-c"), ("zsh", "-fc"), ("fish", "-c")] {
        let Some(program) = need(test, shell) else { continue };
        for name in ["plain", NASTY] {
            let user = User::new();
            let dest = format!("{name}/{name}");
            let dest = ["--dest", &dest];
            let installed =
                install(&user, &cluster.pins(&user), &[dest[0], dest[1], &format!("--print-env={shell}")]);
            let printed = user.run(["env", "--shell", shell].iter().chain(&dest)).exits(0);
            for line in [installed.stdout, printed.stdout] {
                let ask = |before: &str| {
                    let script = format!("{before}\n\"$PSQL\" -XAtc \"$QUERY\" \"$CONNECTION\"");
                    let mut command = user.command(&program);
                    command.env("PSQL", cluster.psql()).env("QUERY", IS_ENCRYPTED);
                    command.env("CONNECTION", cluster.connection(HOST, VERIFY_FULL));
                    answer(command.current_dir("/").args([flags, &script]))
                };
                is_refused(ask(""), "does not exist");
                assert_eq!(connects(ask(&line)), "t", "{shell}: {line}");
            }
        }
    }
}
