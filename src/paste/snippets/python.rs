//! Python.

use super::target::uri;
use crate::paste::quote::python as quoted;

/// Either version of psycopg, which passes its arguments to libpq.
pub(super) fn libpq(module: &str, path: &str) -> String {
    let path = quoted(path);
    format!(
        r#"import {module}

connection = {module}.connect(
    host="YOUR_HOST",
    port=5432,
    dbname="YOUR_DATABASE",
    user="YOUR_USER",
    sslmode="verify-full",
    sslrootcert={path},
)"#
    )
}

pub(super) fn asyncpg(path: &str) -> String {
    with_context("asyncpg", "await asyncpg.connect", "ssl", path)
}

pub(super) fn pg8000(path: &str) -> String {
    with_context("pg8000.dbapi", "pg8000.dbapi.connect", "ssl_context", path)
}

/// A client that takes a context of Python's `ssl`, which verifies chain and name by default.
fn with_context(module: &str, connect: &str, keyword: &str, path: &str) -> String {
    let path = quoted(path);
    format!(
        r#"import ssl

import {module}

connection = {connect}(
    host="YOUR_HOST",
    port=5432,
    database="YOUR_DATABASE",
    user="YOUR_USER",
    {keyword}=ssl.create_default_context(cafile={path}),
)"#
    )
}

pub(super) fn sqlalchemy(path: &str) -> String {
    let url = uri("postgresql+psycopg", path);
    format!("import sqlalchemy\n\nengine = sqlalchemy.create_engine(\n    \"{url}\"\n)")
}

pub(super) fn django(path: &str) -> String {
    let path = quoted(path);
    format!(
        r#"DATABASES = {{
    "default": {{
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "YOUR_HOST",
        "PORT": "5432",
        "NAME": "YOUR_DATABASE",
        "USER": "YOUR_USER",
        "OPTIONS": {{
            "sslmode": "verify-full",
            "sslrootcert": {path},
        }},
    }}
}}"#
    )
}
