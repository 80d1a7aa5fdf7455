//! Python.

use super::target::SnippetTarget;
use crate::paste::quote::{java_or_json, posix, python as quoted};

/// Either version of psycopg, which passes its arguments to libpq.
pub(super) fn libpq(module: &str, target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(quoted);
    format!(
        r#"import {module}

connection = {module}.connect(
    host={host},
    port={port},
    dbname={database},
    user={user},
    sslmode="verify-full",
    sslrootcert={path},
)"#
    )
}

pub(super) fn asyncpg(target: &SnippetTarget) -> String {
    with_context("asyncpg", "await asyncpg.connect", "ssl", target)
}

pub(super) fn pg8000(target: &SnippetTarget) -> String {
    with_context("pg8000.dbapi", "pg8000.dbapi.connect", "ssl_context", target)
}

/// A client that takes a context of Python's `ssl`, which verifies chain and name by default.
fn with_context(module: &str, connect: &str, keyword: &str, target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(quoted);
    format!(
        r"import ssl

import {module}

connection = {connect}(
    host={host},
    port={port},
    database={database},
    user={user},
    {keyword}=ssl.create_default_context(cafile={path}),
)"
    )
}

/// In parts, because `make_url` does not decode the host and the database.
pub(super) fn sqlalchemy(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(quoted);
    format!(
        r#"import sqlalchemy

engine = sqlalchemy.create_engine(
    sqlalchemy.URL.create(
        "postgresql+psycopg",
        host={host},
        port={port},
        database={database},
        username={user},
        query={{"sslmode": "verify-full", "sslrootcert": {path}}},
    )
)"#
    )
}

pub(super) fn django(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(quoted);
    format!(
        r#"DATABASES = {{
    "default": {{
        "ENGINE": "django.db.backends.postgresql",
        "HOST": {host},
        "PORT": "{port}",
        "NAME": {database},
        "USER": {user},
        "OPTIONS": {{
            "sslmode": "verify-full",
            "sslrootcert": {path},
        }},
    }}
}}"#
    )
}

/// A connection of Airflow in JSON, in the variable of the connection `postgres`.
pub(super) fn airflow(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(java_or_json);
    let connection = format!(
        r#"{{"conn_type": "postgres", "host": {host}, "port": {port}, "schema": {database}, "login": {user}, "extra": {{"sslmode": "verify-full", "sslrootcert": {path}}}}}"#
    );
    format!("export AIRFLOW_CONN_POSTGRES={}", posix(&connection))
}
