//! Ruby, Rails and PHP.

use super::target::SnippetTarget;
use crate::paste::quote::{connection_string, php, ruby, yaml};

pub(super) fn ruby_pg(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(ruby);
    format!(
        r#"require "pg"

connection = PG.connect(
  host: {host},
  port: {port},
  dbname: {database},
  user: {user},
  sslmode: "verify-full",
  sslrootcert: {path}
)"#
    )
}

/// For `config/database.yml`, which ERB reads before YAML does.
pub(super) fn rails(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(yaml);
    format!(
        "production:
  adapter: postgresql
  host: {host}
  port: {port}
  database: {database}
  username: {user}
  sslmode: verify-full
  sslrootcert: {path}"
    )
}

/// PDO passes its string to libpq, with a blank for every semicolon (`pdo_pgsql_handle_factory`).
pub(super) fn pdo(target: &SnippetTarget) -> String {
    let words = target.connection_string("verify-full");
    let words = php(&format!("pgsql:{words} sslrootcert={}", connection_string(&target.path)));
    format!("$connection = new PDO({words});")
}
