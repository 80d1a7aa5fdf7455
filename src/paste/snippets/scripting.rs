//! Ruby, Rails, PHP and Perl.

use super::target::SnippetTarget;
use crate::paste::quote::{connection_string, connection_word, perl, php, ruby, yaml};

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
    let words = php(&format!("pgsql:{}", verified(target)));
    format!("$connection = new PDO({words});")
}

pub(super) fn php_pgsql(target: &SnippetTarget) -> String {
    format!("$connection = pg_connect({});", php(&verified(target)))
}

/// libpq's string with the file.
fn verified(target: &SnippetTarget) -> String {
    let words = target.connection_string("verify-full");
    format!("{words} sslrootcert={}", connection_string(&target.path))
}

/// `DBD::Pg` rewrites its string before libpq reads it. The first `database=` becomes `dbname=`, so it comes first. A quote
/// after `dbname=` would turn every double quote into a single one (`DBD::Pg::dr::connect`), so no value has quotes.
pub(super) fn dbd_pg(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(connection_word);
    let words = format!("dbi:Pg:database={database} host={host} port={port} user={user}");
    let words = perl(&format!("{words} sslmode=verify-full sslrootcert={path}"));
    format!("use DBI;\n\nmy $connection = DBI->connect({words}, undef, undef, {{ RaiseError => 1 }});")
}
