//! Without a path: this user's files and variables, and what they name.

use super::kit::{codes, items, path, text};
use crate::support::user::{User, answer};

#[test]
fn homes_variables_and_what_they_name_are_looked_at() {
    let user = User::new();
    user.write_root_crt("<html>");
    std::fs::write(user.path("named.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .expect("a file");
    std::fs::write(user.path(".pg_service.conf"), "[a]\nsslmode=disable\nhost=h\n").expect("a file");
    let mut command = user.pgcerts();
    command.args(["scan", "--json"]).env("PGSSLROOTCERT", user.path("named.pem")).env("PGSSLMODE", "require");
    let json = answer(&mut command).exits(1).json();
    let found = |name: &str| {
        let item = items(&json).iter().find(|item| {
            path(item).ends_with(name)
                && text(&item["path"]).starts_with(user.home().to_str().expect("UTF-8"))
        });
        item.map(codes).unwrap_or_default().join(" ")
    };
    assert_eq!(found(".postgresql/root.crt"), "not-pem");
    assert_eq!(found(".pg_service.conf"), "weak-sslmode");
    assert_eq!(found("named.pem"), "malformed-block");
    assert_eq!(found("this-environment.env"), "unsound-store");
}

#[cfg(unix)]
#[test]
fn open_keys_that_are_named_elsewhere_are_looked_at() {
    use std::os::unix::fs::PermissionsExt as _;

    let user = User::new();
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n";
    let write = |name: &str, mode| {
        let path = user.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, key).expect("a key");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("a mode");
        path
    };
    let (variable, service) = (write("else/variable.pem", 0o644), write("else/service.pem", 0o666));
    write("else/near.pem", 0o644);
    let (closed, _unnamed) = (write("else/closed.pem", 0o600), write("else/unnamed.pem", 0o644));
    let services = [service.to_str(), closed.to_str(), Some("else/near.pem"), Some("else/gone.pem")];
    let services =
        services.map(|path| format!("[a]\nsslmode=verify-full\nsslkey={}\n", path.expect("UTF-8")));
    std::fs::write(user.path(".pg_service.conf"), services.join("\n")).expect("a file");
    let mut command = user.pgcerts();
    command.args(["scan", "--json"]).env("PGSSLKEY", &variable);
    let json = answer(&mut command).exits(1).json();
    let home = user.home().to_str().expect("UTF-8").to_owned();
    let keys = items(&json).iter().filter(|item| item["kind"] == "client-key");
    let keys = keys.map(|item| text(&item["path"])).filter(|path| path.starts_with(&home));
    let keys: Vec<String> = keys.map(|path| path.rsplit('/').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(keys, ["near.pem", "service.pem", "variable.pem"]);
}
