//! Trees that would hold up or mislead who walks through them.
#![cfg(unix)]

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::{Duration, Instant};

use super::kit::{ScanTree, text};
use crate::support::tools::need_that;

const SETTING: &str = "PGSSLMODE=disable\n";

#[test]
fn links_pipes_and_holes_are_no_trouble() {
    let tree = ScanTree::new();
    tree.write("a/one.env", SETTING);
    fs::write(tree.user.path("outside.env"), SETTING).expect("a file");
    symlink("..", tree.path("a/up")).expect("a link");
    symlink(tree.user.home(), tree.path("out")).expect("a link");
    symlink(tree.user.path("outside.env"), tree.path("out.env")).expect("a link");
    symlink("loop", tree.path("loop")).expect("a link");
    nix::unistd::mkfifo(&tree.path("pipe.env"), nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
    let _socket = std::os::unix::net::UnixListener::bind(tree.path("socket.env")).expect("a socket");
    File::create(tree.path("holes.pem")).and_then(|file| file.set_len(10 << 30)).expect("a sparse file");
    let start = Instant::now();
    let found = tree.found();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "a/one.env");
    assert_eq!(tree.scan(&["--json"]).exits(1).json()["complete"], true);
}

#[test]
fn a_link_that_is_named_is_followed() {
    let tree = ScanTree::new();
    tree.write("a/one.env", SETTING);
    symlink("tree", tree.user.path("link")).expect("a link");
    let json = tree.user.run(["scan", "link", "--json"]).exits(1).json();
    assert_eq!(json["found"][0]["path"], "link/a/one.env");
}

#[test]
fn what_is_too_deep_or_too_large_is_said() {
    let tree = ScanTree::new();
    tree.write(&format!("{}deep.env", "d/".repeat(70)), SETTING);
    tree.write("long.log.conf", "x".repeat(17 << 20) + "\n" + SETTING);
    tree.write("long.conf", "x y\n".repeat(5 << 20));
    let json = tree.scan(&["--json"]).exits(0).json();
    let left: Vec<String> =
        json["left_out"].as_array().expect("a list").iter().map(|one| text(&one["why"])).collect();
    assert_eq!(left, ["too-deep", "too-large"]);
    assert_eq!(json["complete"], false);
    assert!(tree.scan(&[]).stdout.contains("not looked at"));
}

#[test]
fn a_folder_that_may_not_be_read_is_said_and_the_rest_is_found() {
    let tree = ScanTree::new();
    tree.write("a/one.env", SETTING);
    tree.write("b/two.env", SETTING);
    let close = |mode| fs::set_permissions(tree.path("b"), Permissions::from_mode(mode)).expect("a mode");
    close(0);
    let is_kept_out = fs::read_dir(tree.path("b")).is_err();
    let test = "a_folder_that_may_not_be_read_is_said_and_the_rest_is_found";
    if need_that(test, "a user who is not root", is_kept_out || nix::unistd::Uid::effective().is_root())
        && is_kept_out
    {
        let json = tree.scan(&["--json"]).exits(1).json();
        assert_eq!(json["found"].as_array().map(Vec::len), Some(1));
        assert_eq!(json["left_out"][0]["why"], "unreadable");
    }
    close(0o700);
}

#[test]
fn a_path_that_is_not_there_ends_with_2() {
    let tree = ScanTree::new();
    let answer = tree.user.run(["scan", "./none", "--json"]).exits(2);
    assert_eq!(answer.error_code(), "io");
}

#[test]
fn nothing_is_changed() {
    let tree = ScanTree::new();
    let path = tree.write("a/root.crt", "<html>");
    let before = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a time");
    tree.scan(&[]).exits(1);
    assert_eq!(fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a time"), before);
    assert_eq!(crate::support::names(&tree.path("a")), ["root.crt"]);
}
