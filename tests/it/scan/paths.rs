//! One tree, named in every way, and what its settings name.
#![cfg(unix)]

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt as _;

use super::kit::{ScanTree, codes, items, text};
use crate::support::user::answer;

const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n";

#[test]
fn a_tree_is_judged_the_same_however_it_is_named() {
    let tree = ScanTree::new();
    let path = tree.write("keys/client.pem", KEY);
    set_permissions(path, Permissions::from_mode(0o644)).expect("a mode");
    tree.write("certs/root.crt", "<html>");
    let whole = tree.path("");
    for (name, key) in [
        ("beside", "../keys/client.pem".to_owned()),
        ("above", "keys/client.pem".to_owned()),
        ("absolute", whole.join("keys/client.pem").display().to_string()),
    ] {
        let root = key.replace("keys/client.pem", "certs/root.crt");
        let lines = format!("PGSSLMODE=verify-full\nPGSSLROOTCERT={root}\nPGSSLKEY={key}\n");
        tree.write(&format!("{name}/app.env"), lines);
    }
    tree.write("other/x", "");
    let said = |from: &str, named: &str| {
        let mut command = tree.user.pgcerts();
        command.current_dir(whole.join(from)).args(["scan", named, "--json"]);
        let json = answer(&mut command).exits(1).json();
        let whole = |path: String| {
            path.rsplit("tree/").next().unwrap_or_default().trim_start_matches("./").to_owned()
        };
        let all = items(&json).iter().map(|item| {
            let path = text(&item["path"]);
            let path = path.strip_prefix(named).unwrap_or(&path).trim_start_matches('/').to_owned();
            format!("{} {}", whole(path), codes(item).join(" "))
        });
        (all.collect::<Vec<_>>(), items(&json).iter().all(|item| text(&item["path"]).starts_with(named)))
    };
    let (expected, _) = said("", whole.to_str().expect("UTF-8"));
    assert!(expected.iter().any(|line| line == "keys/client.pem client-certificate"), "{expected:?}");
    let unsound = expected.iter().filter(|line| line.ends_with("app.env unsound-store")).count();
    assert_eq!(unsound, 3, "{expected:?}");
    for (from, named) in [
        ("", "."),
        ("", "./"),
        ("other", ".."),
        ("other", "../"),
        ("certs", "../../tree"),
        ("", "../tree/./"),
    ] {
        let (found, is_as_given) = said(from, named);
        assert_eq!(found, expected, "{named} from {from}");
        assert!(is_as_given, "{named} from {from}");
    }
    let mut twice = tree.user.pgcerts();
    twice.current_dir(&whole).args(["scan", ".", whole.to_str().expect("UTF-8"), "--json"]);
    assert_eq!(items(&answer(&mut twice).exits(1).json()).len(), expected.len());
}
