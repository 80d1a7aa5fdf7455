//! The clients and what they need.

use std::path::Path;
use std::process::Command;

use crate::support::tools::{need, need_success, need_that, test_tools};

/// Where Debian keeps pgjdbc and the sources of Go packages.
pub(super) const PGJDBC: &str = "/usr/share/java/postgresql.jar";
pub(super) const GO_PATH: &str = "/usr/share/gocode";

/// A client of the table.
pub(super) struct Client {
    /// As `--client` takes it; its folder in `tests/clients`.
    pub(super) name: &'static str,
    /// As the table calls it, with the versions that are measured.
    pub(super) title: &'static str,
    pub(super) language: Language,
}

/// How its program is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Shell,
    /// With the module that the program imports.
    Python(&'static str),
    /// With the package that the program requires.
    Node(&'static str),
    Java,
    /// With the package that the program imports.
    Go(&'static str),
    Rust,
}

const fn client(name: &'static str, title: &'static str, language: Language) -> Client {
    Client { name, title, language }
}

pub(super) const CLIENTS: [Client; 17] = [
    client("psql", "psql (libpq 15)", Language::Shell),
    client("uri", "URI of libpq 15", Language::Shell),
    client("psycopg", "psycopg 3.3 (libpq 18)", Language::Python("psycopg")),
    client("psycopg2", "psycopg2 2.9 (libpq 17)", Language::Python("psycopg2")),
    client("asyncpg", "asyncpg 0.32", Language::Python("asyncpg")),
    client("pg8000", "pg8000 1.31", Language::Python("pg8000")),
    client("sqlalchemy", "SQLAlchemy 2.1 (psycopg)", Language::Python("sqlalchemy")),
    client("django", "Django 5.2 (psycopg)", Language::Python("django")),
    client("node-postgres", "node-postgres 8.23", Language::Node("pg")),
    client("postgres-js", "postgres.js 3.4", Language::Node("postgres")),
    client("jdbc", "pgjdbc 42.5", Language::Java),
    client("spring", "Spring's properties (pgjdbc 42.5)", Language::Java),
    client("pgx", "pgx 4.15", Language::Go("github.com/jackc/pgx/v4")),
    client("lib-pq", "lib/pq 1.10", Language::Go("github.com/lib/pq")),
    client("sqlx", "sqlx 0.9 (rustls)", Language::Rust),
    client("tokio-postgres-native-tls", "tokio-postgres 0.7 (native-tls)", Language::Rust),
    client("tokio-postgres-rustls", "tokio-postgres 0.7 (rustls)", Language::Rust),
];

impl Client {
    /// Whether it can be run; if not, it says so, or fails the test.
    pub(super) fn is_there(&self, test: &str) -> bool {
        let test = format!("{test}, {}", self.name);
        match self.language {
            Language::Shell => true,
            Language::Python(module) => {
                let mut import = Command::new(python());
                need_success(&test, module, import.args(["-c", &format!("import {module}")]))
            }
            Language::Node(package) => {
                let there = test_tools("node/node_modules").join(package).is_dir();
                need(&test, "node").is_some() && need_that(&test, package, there)
            }
            Language::Java => {
                need(&test, "javac").is_some() && need_that(&test, "pgjdbc", Path::new(PGJDBC).is_file())
            }
            Language::Go(package) => {
                let there = Path::new(GO_PATH).join("src").join(package).is_dir();
                need(&test, "go").is_some() && need_that(&test, package, there)
            }
            Language::Rust => {
                let there = test_tools("rust/debug").is_dir();
                need(&test, "cargo").is_some() && need_that(&test, "tests/tools' Rust clients", there)
            }
        }
    }

    /// The ending of its program.
    pub(super) fn ending(&self) -> &'static str {
        match self.language {
            Language::Shell => "sh",
            Language::Python(_) => "py",
            Language::Node(_) => "js",
            Language::Java => "java",
            Language::Go(_) => "go",
            Language::Rust => "rs",
        }
    }
}

pub(super) fn python() -> std::path::PathBuf {
    test_tools("python/bin/python")
}
