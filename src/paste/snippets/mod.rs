//! The code or setting with which each client connects with verify-full and the file. `docs/reference/clients.md` shows these
//! snippets, and the tests run them.

mod node;
mod python;
mod rust;
mod target;

use crate::diagnostic::Diagnostic;
use crate::libpq::environment::Platform;
use crate::paste::quote::is_hidden;

use target::{jdbc, npgsql, psql, spring, uri};

/// The client that connects. An alias is the name that a client uses for itself, where it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Client {
    /// psql, called from a shell
    Psql,
    /// A URI for whatever uses libpq
    #[value(alias = "libpq")]
    Uri,
    /// psycopg 3 for Python
    #[value(alias = "psycopg3")]
    Psycopg,
    /// psycopg 2 for Python
    Psycopg2,
    /// asyncpg for Python
    Asyncpg,
    /// pg8000 for Python
    Pg8000,
    /// SQLAlchemy for Python
    Sqlalchemy,
    /// Django's settings
    Django,
    /// pg for Node
    #[value(alias = "pg")]
    NodePostgres,
    /// postgres for Node
    #[value(alias = "postgres.js")]
    PostgresJs,
    /// A URL for pgjdbc
    #[value(alias = "pgjdbc")]
    Jdbc,
    /// Spring Boot's properties
    Spring,
    /// A connection string for Npgsql
    Npgsql,
    /// pgx for Go
    Pgx,
    /// lib/pq for Go
    #[value(alias = "lib/pq")]
    LibPq,
    /// sqlx for Rust
    Sqlx,
    /// tokio-postgres for Rust, over native-tls
    TokioPostgresNativeTls,
    /// tokio-postgres for Rust, over rustls
    TokioPostgresRustls,
}

impl Client {
    /// The snippet for the file at `path`, an absolute one.
    ///
    /// # Errors
    /// A path with a line break, which would end a line of the snippet, or for Npgsql with an invisible character.
    pub fn snippet(self, path: &str, platform: Platform) -> Result<String, Diagnostic> {
        if path.contains(['\n', '\r', '\0']) {
            return Err(Diagnostic::usage(
                format!("the path `{path}` contains a line break"),
                "choose a path without one; a snippet holds it in one line",
            ));
        }
        if self == Self::Npgsql && path.contains(is_hidden) {
            return Err(Diagnostic::usage(
                format!("the path `{path}` contains an invisible character, and Npgsql has no escape for it"),
                "choose a path without one",
            ));
        }
        Ok(self.written(path, platform))
    }

    /// The name as `--client` takes it.
    pub fn name(self) -> String {
        use clap::ValueEnum as _;
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn written(self, path: &str, platform: Platform) -> String {
        match self {
            Self::Psql => psql(path, platform),
            Self::Uri => uri("postgresql", path),
            Self::Psycopg => python::libpq("psycopg", path),
            Self::Psycopg2 => python::libpq("psycopg2", path),
            Self::Asyncpg => python::asyncpg(path),
            Self::Pg8000 => python::pg8000(path),
            Self::Sqlalchemy => python::sqlalchemy(path),
            Self::Django => python::django(path),
            Self::NodePostgres => node::node_postgres(path),
            Self::PostgresJs => node::postgres_js(path),
            Self::Jdbc => jdbc("user=YOUR_USER&", path),
            Self::Spring => spring(path),
            Self::Npgsql => npgsql(path),
            Self::Pgx => format!("connection, err := pgx.Connect(ctx, \"{}\")", uri("postgresql", path)),
            Self::LibPq => format!("db, err := sql.Open(\"postgres\", \"{}\")", uri("postgresql", path)),
            Self::Sqlx => rust::sqlx(path),
            Self::TokioPostgresNativeTls => rust::native_tls(path),
            Self::TokioPostgresRustls => rust::rustls(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn no_snippet_has_a_line_break_of_the_path() {
        for client in Client::value_variants() {
            for path in ["/a\nb", "/a\rb", "/a\0b"] {
                assert!(client.snippet(path, Platform::Unix).is_err());
            }
        }
    }

    #[test]
    fn what_clients_call_themselves_is_taken_in_any_case() {
        let names = [
            ("libpq", Client::Uri),
            ("pg", Client::NodePostgres),
            ("postgres.js", Client::PostgresJs),
            ("pgJDBC", Client::Jdbc),
            ("lib/pq", Client::LibPq),
            ("Npgsql", Client::Npgsql),
            ("SQLAlchemy", Client::Sqlalchemy),
        ];
        for (name, client) in names {
            assert_eq!(Client::from_str(name, true), Ok(client));
        }
    }

    #[test]
    fn powershell_calls_psql_on_windows() {
        let snippet = Client::Psql.snippet(r"C:\Users\O'Brien\root.crt", Platform::Windows);
        let ending = r"sslrootcert=''C:\\Users\\O\''Brien\\root.crt'''";
        assert!(snippet.is_ok_and(|snippet| snippet.ends_with(ending)));
    }
}
