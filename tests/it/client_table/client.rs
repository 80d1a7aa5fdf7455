//! The clients and what they need.

use std::path::Path;
use std::process::Command;

use super::runtime;
use crate::support::repository;
use crate::support::tools::{PGJDBC, installed_or_unpacked, need, need_success, need_that, test_tools};
use crate::support::user::answer;

/// Where Debian keeps the sources of Go packages.
pub(super) const GO_PATH: &str = "/usr/share/gocode";

/// A client of the table.
pub(super) struct Client {
    /// As `snippet` takes it; its folder in `tests/clients`.
    pub(super) name: &'static str,
    /// As the table calls it, with the versions that are measured.
    pub(super) title: &'static str,
    /// Where that version comes from.
    pub(super) version: Version,
    pub(super) language: Language,
}

/// What a version in a title is checked with.
pub(super) enum Version {
    /// In `tests/tools`.
    Pinned(&'static str),
    /// In the lock file of the Rust clients.
    Locked(&'static str, &'static str),
    /// Of Debian's package.
    Debian(&'static str, &'static str),
    /// Of the psql that is run.
    Psql(&'static str),
    /// What the program says with `--version`.
    Said(&'static str, &'static str),
}

/// How its program is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Shell,
    /// With the module that the program imports.
    Python(&'static str),
    /// With the package that the program requires.
    Node(&'static str),
    Java(Jars),
    /// With the package that the program imports.
    Go(&'static str),
    Rust,
    /// With the library that the program requires.
    Ruby(&'static str),
    /// With the extension that the program uses.
    Php(&'static str),
    /// With the module that the program uses.
    Perl(&'static str),
    /// A shell with a program that it calls.
    Calling(&'static str),
}

/// Where Java's classes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Jars {
    /// Debian's pgjdbc.
    Debian,
    /// Those of `tests/tools`: Debezium and the pgjdbc that it comes with.
    Unpacked,
}

impl Jars {
    pub(super) fn class_path(self) -> String {
        match self {
            Self::Debian => PGJDBC.to_owned(),
            Self::Unpacked => test_tools("java").join("*").display().to_string(),
        }
    }

    fn are_there(self) -> bool {
        match self {
            Self::Debian => Path::new(PGJDBC).is_file(),
            Self::Unpacked => test_tools("java").is_dir(),
        }
    }
}

const fn client(name: &'static str, title: &'static str, version: Version, language: Language) -> Client {
    Client { name, title, version, language }
}

const LIBPQ: Version = Version::Psql("15");
const PSYCOPG: Version = Version::Pinned("psycopg[binary]==3.3.");
const PGJDBC_42: Version = Version::Debian("libpostgresql-jdbc-java", "42.5.");
const PRISMA: Version = Version::Pinned("prisma@7.10.");
const RUBY_PG: Version = Version::Debian("ruby-pg", "1.4.");
const TOKIO_POSTGRES: Version = Version::Locked("tokio-postgres", "0.7.");

pub(super) const CLIENTS: [Client; 28] = [
    client("psql", "psql (libpq 15)", LIBPQ, Language::Shell),
    client("uri", "URI of libpq 15", LIBPQ, Language::Shell),
    client("service", "service file of libpq 15", LIBPQ, Language::Shell),
    client("psycopg", "psycopg 3.3 (libpq 18)", PSYCOPG, Language::Python("psycopg")),
    client(
        "psycopg2",
        "psycopg2 2.9 (libpq 17)",
        Version::Pinned("psycopg2-binary==2.9."),
        Language::Python("psycopg2"),
    ),
    client("asyncpg", "asyncpg 0.32", Version::Pinned("asyncpg==0.32."), Language::Python("asyncpg")),
    client("pg8000", "pg8000 1.31", Version::Pinned("pg8000==1.31."), Language::Python("pg8000")),
    client(
        "sqlalchemy",
        "SQLAlchemy 2.1 (psycopg)",
        Version::Pinned("SQLAlchemy==2.1."),
        Language::Python("sqlalchemy"),
    ),
    client("django", "Django 5.2 (psycopg)", Version::Pinned("Django==5.2."), Language::Python("django")),
    client("node-postgres", "node-postgres 8.23", Version::Pinned("pg@8.23."), Language::Node("pg")),
    client("postgres-js", "postgres.js 3.4", Version::Pinned("postgres@3.4."), Language::Node("postgres")),
    client("prisma", "Prisma 7.10 (node-postgres)", PRISMA, Language::Node("@prisma/adapter-pg")),
    client("jdbc", "pgjdbc 42.5", PGJDBC_42, Language::Java(Jars::Debian)),
    client("jdbc", "pgjdbc 42.7", Version::Pinned("postgresql-42.7."), Language::Java(Jars::Unpacked)),
    client("spring", "Spring's properties (pgjdbc 42.5)", PGJDBC_42, Language::Java(Jars::Debian)),
    client(
        "debezium",
        "Debezium 3.6 (pgjdbc 42.7)",
        Version::Pinned("debezium-connector-postgres-3.6."),
        Language::Java(Jars::Unpacked),
    ),
    client(
        "pgx",
        "pgx 4.15",
        Version::Debian("golang-github-jackc-pgx-v4-dev", "4.15."),
        Language::Go("github.com/jackc/pgx/v4"),
    ),
    client(
        "lib-pq",
        "lib/pq 1.10",
        Version::Debian("golang-github-lib-pq-dev", "1.10."),
        Language::Go("github.com/lib/pq"),
    ),
    client("sqlx", "sqlx 0.9 (rustls)", Version::Locked("sqlx", "0.9."), Language::Rust),
    client("tokio-postgres-native-tls", "tokio-postgres 0.7 (native-tls)", TOKIO_POSTGRES, Language::Rust),
    client("tokio-postgres-rustls", "tokio-postgres 0.7 (rustls)", TOKIO_POSTGRES, Language::Rust),
    client("ruby-pg", "pg 1.4 for Ruby (libpq 15)", RUBY_PG, Language::Ruby("pg")),
    client(
        "rails",
        "ActiveRecord 6.1 of Rails (pg 1.4)",
        Version::Debian("ruby-activerecord", "2:6.1."),
        Language::Ruby("active_record"),
    ),
    client(
        "pdo",
        "PDO of PHP 8.2 (libpq 15)",
        Version::Debian("php8.2-pgsql", "8.2."),
        Language::Php("pdo_pgsql"),
    ),
    client(
        "php-pgsql",
        "pgsql of PHP 8.2 (libpq 15)",
        Version::Debian("php8.2-pgsql", "8.2."),
        Language::Php("pgsql"),
    ),
    client(
        "dbd-pg",
        "DBD::Pg 3.16 for Perl (libpq 15)",
        Version::Debian("libdbd-pg-perl", "3.16."),
        Language::Perl("DBD::Pg"),
    ),
    client(
        "odbc",
        "psqlodbc 13 (libpq 15)",
        Version::Debian("odbc-postgresql", "1:13."),
        Language::Calling("isql"),
    ),
    client(
        "pgbouncer",
        "PgBouncer 1.18",
        Version::Said("pgbouncer", "PgBouncer 1.18."),
        Language::Calling("pgbouncer"),
    ),
];

impl Client {
    /// Whether it can be run; if not, it says so, or fails the test.
    pub(super) fn is_there(&self, test: &str) -> bool {
        let test = format!("{test}, {}", self.name);
        match self.language {
            Language::Shell => true,
            Language::Calling(program) => need_that(&test, program, installed_or_unpacked(program).is_some()),
            Language::Ruby(library) => {
                need_success(&test, library, Command::new("ruby").args(["-r", library, "-e", ""]))
            }
            Language::Php(extension) => {
                need_success(&test, extension, Command::new("php").args(["--ri", extension]))
            }
            Language::Python(module) => {
                let mut import = Command::new(python());
                need_success(&test, module, import.args(["-c", &format!("import {module}")]))
            }
            Language::Node(package) => {
                let there = test_tools("node/node_modules").join(package).is_dir();
                need(&test, "node").is_some() && need_that(&test, package, there)
            }
            Language::Perl(module) => {
                need_success(&test, module, Command::new("perl").args([&format!("-M{module}"), "-e", ""]))
            }
            Language::Java(jars) => {
                need(&test, "javac").is_some() && need_that(&test, "pgjdbc", jars.are_there())
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
            Language::Shell | Language::Calling(_) => "sh",
            Language::Ruby(_) => "rb",
            Language::Php(_) => "php",
            Language::Python(_) => "py",
            Language::Node(_) => "js",
            Language::Java(_) => "java",
            Language::Perl(_) => "pl",
            Language::Go(_) => "go",
            Language::Rust => "rs",
        }
    }
}

pub(super) fn python() -> std::path::PathBuf {
    test_tools("python/bin/python")
}

#[test]
fn the_versions_in_the_titles_are_those_that_are_installed() {
    let tools = std::fs::read_to_string(repository("tests/tools")).expect("tests/tools");
    let lock = std::fs::read_to_string(repository("tests/clients/rust/Cargo.lock")).expect("the lock file");
    for Client { name, version, .. } in &CLIENTS {
        match version {
            Version::Pinned(pin) => assert!(tools.contains(pin), "{name}"),
            Version::Locked(package, start) => {
                assert!(lock.contains(&format!("name = \"{package}\"\nversion = \"{start}")), "{name}");
            }
            Version::Psql(major) => {
                if let Some(version) = runtime::POSTGRESQL.version() {
                    assert_eq!(version, *major, "{name}");
                }
            }
            Version::Said(program, start) => {
                if let Some(program) = installed_or_unpacked(program) {
                    let said = answer(Command::new(program).arg("--version")).exits(0).stdout;
                    assert!(said.starts_with(start), "{name}: {said}");
                }
            }
            Version::Debian(package, start) => {
                if need(name, "dpkg-query").is_some() {
                    let mut query = Command::new("dpkg-query");
                    let version = answer(query.args(["-W", "-f", "${Version}", package])).exits(0).stdout;
                    assert!(version.starts_with(start), "{name}: {version}");
                }
            }
        }
    }
}
