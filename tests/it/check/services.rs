//! A service file that is there and cannot be read, or is none. The expected words are libpq's, as psql 15 has them.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;

use super::kit::Site;
use crate::support::copy_program;
use crate::support::tools::need_that;
use crate::support::user::{Answer, answer};

const DEFINITION: &str = "[x]\nhost=127.0.0.1\nport=1\n";

/// The error of `check service=x`, where PGSERVICEFILE names this file and the system's file defines the service.
fn error(site: &Site, file: &str) -> String {
    let mut command = site.user.pgcerts();
    command.args(["check", "--json", "service=x"]).env("PGSERVICEFILE", file).env("PGSYSCONFDIR", ".");
    let answer = answer(&mut command).exits(2);
    message(&answer)
}

fn message(answer: &Answer) -> String {
    let json = answer.json();
    let error = json.get("error").unwrap_or(&json["targets"][0]["error"]);
    error["message"].as_str().expect("a message").to_owned()
}

fn write(path: &Path, content: impl AsRef<[u8]>) {
    std::fs::write(path, content).expect("a file");
}

#[test]
fn a_service_file_that_cannot_be_read_is_an_error_as_libpq_has_it() {
    let site = Site::new();
    let path = |name: &str| site.user.path(name);
    write(&path("pg_service.conf"), DEFINITION);
    std::fs::create_dir(path("folder")).expect("a folder");
    nix::unistd::mkfifo(&path("pipe"), nix::sys::stat::Mode::S_IRWXU).expect("a pipe");
    symlink("/dev/zero", path("device")).expect("a link");
    let large = format!("{}{DEFINITION}", "# a comment\n".repeat(400_000));
    write(&path("large"), large);
    let reached = "cannot connect to 127.0.0.1 port 1: connection refused";
    let expected = [
        // libpq finds a folder empty, as it finds this device, and goes on to the system's file.
        ("folder", reached),
        ("/dev/null", reached),
        ("missing", "target 1: service file \"missing\" not found"),
        ("pipe", "target 1: service file \"pipe\" is not a regular file"),
        ("device", "target 1: service file \"device\" is not a regular file"),
        ("large", "target 1: service file \"large\" is larger than 4 MiB"),
    ];
    for (file, words) in expected {
        assert_eq!(error(&site, file), words);
    }
    // A service that nobody asks for needs no file.
    let mut command = site.user.pgcerts();
    command.args(["check", "--json", "host=127.0.0.1 port=1"]).env("PGSERVICEFILE", "large");
    assert_eq!(message(&answer(&mut command).exits(2)), reached);
}

#[test]
fn a_service_file_that_this_user_may_not_open_is_not_found() {
    let root = nix::unistd::Uid::effective().is_root();
    if !need_that("a service file that may not be opened", "root", root) {
        return;
    }
    let site = Site::new();
    let program = site.user.path("pgcerts");
    copy_program(&program);
    write(&site.user.path("closed"), DEFINITION);
    write(&site.user.path("pg_service.conf"), DEFINITION);
    for (name, mode) in [("closed", 0o600), (".", 0o755)] {
        std::fs::set_permissions(site.user.path(name), Permissions::from_mode(mode)).expect("a mode");
    }
    let mut command = site.user.command(&program);
    command.current_dir(site.user.home()).args(["check", "--json", "service=x"]).uid(54_321);
    let said = answer(command.env("PGSERVICEFILE", "closed").env("PGSYSCONFDIR", ".")).exits(2);
    assert_eq!(message(&said), "target 1: service file \"closed\" not found");
}
