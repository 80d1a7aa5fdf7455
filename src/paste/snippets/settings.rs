//! Settings in files: of libpq, of odbc.ini, and of a pool.

use super::target::SnippetTarget;
use crate::paste::quote::{connection_string, pgbouncer as quoted};

/// The name under which clients connect has no quotes in `PgBouncer` 1.18, so another one stands for an odd database.
pub(super) fn pgbouncer(target: &SnippetTarget) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = if target.database.chars().all(is_plain) { target.database.as_str() } else { "YOUR_NAME" };
    let SnippetTarget { host, port, user, database, .. } = target.quoted(quoted);
    format!(
        "[databases]
{name} = host={host} port={port} dbname={database} user={user}

[pgbouncer]
server_tls_sslmode = verify-full
server_tls_ca_file = {}",
        target.path
    )
}

/// psqlodbc gives `Pqopt` to libpq as it is.
pub(super) fn odbc(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target;
    let path = connection_string(path);
    format!(
        "[YOUR_NAME]
Driver = PostgreSQL Unicode
Servername = {host}
Port = {port}
Database = {database}
Username = {user}
SSLmode = verify-full
Pqopt = sslrootcert={path}"
    )
}

/// libpq takes a value of a service as it is, up to the end of its line (`parseServiceFile`).
pub(super) fn service(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target;
    format!(
        "[YOUR_NAME]
host={host}
port={port}
dbname={database}
user={user}
sslmode=verify-full
sslrootcert={path}"
    )
}
