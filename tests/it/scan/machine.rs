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
