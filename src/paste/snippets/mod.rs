//! The code or setting with which each client connects with verify-full and the file. `docs/reference/clients.md` shows these
//! snippets, and the tests run them.

mod java;
mod keystore;
mod language;
mod limits;
mod node;
mod python;
mod rust;
mod scripting;
mod settings;
mod target;

use clap::ValueEnum as _;

use crate::diagnostic::Diagnostic;
use crate::libpq::environment::Platform;

pub(crate) use language::{Language, SnippetName};
pub use target::SnippetTarget;
use target::{npgsql, psql, uri};

/// The client that connects. An alias is the name that a client uses for itself, where it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Client {
    /// psql, called from a shell
    Psql,
    /// A URI for whatever uses libpq
    #[value(alias = "libpq")]
    Uri,
    /// A service of libpq
    #[value(alias = "pg-service", help = "A service in libpq's pg_service.conf")]
    Service,
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
    /// A connection of Airflow, in an environment variable
    Airflow,
    /// pg for Node
    #[value(alias = "pg")]
    NodePostgres,
    /// postgres for Node
    #[value(aliases = ["postgres.js", "postgresjs"])]
    PostgresJs,
    /// Prisma's client for Node, over its adapter for pg
    Prisma,
    /// A URL for pgjdbc
    #[value(alias = "pgjdbc")]
    Jdbc,
    /// Options of a JVM and a URL for pgjdbc, with a Java trust store
    #[value(aliases = ["truststore", "java-truststore"])]
    JavaTrustStore,
    /// Keycloak's options, with a Java trust store
    Keycloak,
    /// Options of the JVM that runs Kafka Connect, with a Java trust store
    KafkaConnect,
    /// Spring Boot's properties
    #[value(alias = "spring-boot")]
    Spring,
    /// r2dbc-postgresql for Java
    #[value(alias = "r2dbc-postgresql")]
    R2dbc,
    /// Debezium's connector, in Kafka Connect's properties
    Debezium,
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
    /// pg for Ruby
    RubyPg,
    /// Rails' config/database.yml
    #[value(aliases = ["activerecord", "ruby-on-rails"])]
    Rails,
    /// PDO for PHP
    #[value(alias = "php-pdo")]
    Pdo,
    /// The extension pgsql for PHP
    #[value(alias = "pg_connect")]
    PhpPgsql,
    /// Perl's driver
    #[value(alias = "dbd::pg", help = "DBD::Pg for Perl")]
    DbdPg,
    /// The file pgbouncer.ini, for connections of the pool to the server
    Pgbouncer,
    /// psqlodbc's odbc.ini
    #[value(alias = "psqlodbc")]
    Odbc,
}

impl Client {
    /// The snippet for this file and server.
    ///
    /// # Errors
    /// A text with a line break, which would end a line of the snippet, and others that the client's form cannot hold.
    pub fn snippet(self, target: &SnippetTarget, platform: Platform) -> Result<String, Diagnostic> {
        limits::holds(self, target)?;
        let snippet = self.written(target, platform);
        Ok(match self.comment() {
            Some(comment) => format!("{comment} pgcerts' tests do not run this client.\n{snippet}"),
            None => snippet,
        })
    }

    /// The name as `pgcerts snippet` takes it.
    #[must_use]
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// What it is for, in a line.
    #[must_use]
    pub fn summary(self) -> String {
        let value = self.to_possible_value();
        value.and_then(|value| value.get_help().map(ToString::to_string)).unwrap_or_default()
    }

    /// Whether the tests run it, with the snippet as it is printed.
    #[must_use]
    pub fn is_run(self) -> bool {
        self != Self::Npgsql && self.comment().is_none()
    }

    /// What begins a comment where the tests do not run the client. A connection string of Npgsql has no comments.
    fn comment(self) -> Option<&'static str> {
        match self {
            Self::R2dbc => Some("//"),
            Self::Airflow | Self::Keycloak | Self::KafkaConnect => Some("#"),
            _ => None,
        }
    }

    fn written(self, target: &SnippetTarget, platform: Platform) -> String {
        match self {
            Self::Psql => psql(target, platform),
            Self::Uri => uri(target),
            Self::Service => settings::service(target),
            Self::Psycopg => python::libpq("psycopg", target),
            Self::Psycopg2 => python::libpq("psycopg2", target),
            Self::Asyncpg => python::asyncpg(target),
            Self::Pg8000 => python::pg8000(target),
            Self::Sqlalchemy => python::sqlalchemy(target),
            Self::Django => python::django(target),
            Self::Airflow => python::airflow(target),
            Self::NodePostgres => node::node_postgres(target),
            Self::PostgresJs => node::postgres_js(target),
            Self::Prisma => node::prisma(target),
            Self::Jdbc => java::jdbc(target),
            Self::JavaTrustStore => keystore::java(target),
            Self::Keycloak => keystore::keycloak(target),
            Self::KafkaConnect => keystore::kafka_connect(target),
            Self::Spring => java::spring(target),
            Self::R2dbc => java::r2dbc(target),
            Self::Debezium => java::debezium(target),
            Self::Npgsql => npgsql(target),
            Self::Pgx => format!("connection, err := pgx.Connect(ctx, \"{}\")", uri(target)),
            Self::LibPq => format!("db, err := sql.Open(\"postgres\", \"{}\")", uri(target)),
            Self::Sqlx => rust::sqlx(target),
            Self::TokioPostgresNativeTls => rust::native_tls(target),
            Self::TokioPostgresRustls => rust::rustls(target),
            Self::RubyPg => scripting::ruby_pg(target),
            Self::Rails => scripting::rails(target),
            Self::Pdo => scripting::pdo(target),
            Self::PhpPgsql => scripting::php_pgsql(target),
            Self::DbdPg => scripting::dbd_pg(target),
            Self::Pgbouncer => settings::pgbouncer(target),
            Self::Odbc => settings::odbc(target),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> SnippetTarget {
        SnippetTarget::placeholders(path.to_owned())
    }

    #[test]
    fn no_snippet_has_a_line_break_of_a_value() {
        for client in Client::value_variants() {
            for text in ["/a\nb", "/a\rb", "/a\0b"] {
                assert!(client.snippet(&at(text), Platform::Unix).is_err());
                let user = SnippetTarget { user: text.to_owned(), ..at("/a") };
                assert!(client.snippet(&user, Platform::Unix).is_err());
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
            ("ActiveRecord", Client::Rails),
        ];
        for (name, client) in names {
            assert_eq!(SnippetName::from_str(name, true), Ok(SnippetName::Client(client)));
        }
        assert_eq!(SnippetName::from_str(".NET", true), Ok(SnippetName::Language(Language::Dotnet)));
    }

    #[test]
    fn no_two_clients_or_languages_share_a_name() {
        let mut seen = std::collections::BTreeSet::new();
        for name in SnippetName::value_variants() {
            let value = name.to_possible_value().expect("a name");
            for name in value.get_name_and_aliases() {
                assert!(seen.insert(name.to_owned()), "{name}");
            }
        }
    }

    #[test]
    fn powershell_calls_psql_on_windows() {
        let snippet = Client::Psql.snippet(&at(r"C:\Users\O'Brien\root.crt"), Platform::Windows);
        let ending = r"sslrootcert=''C:\\Users\\O\''Brien\\root.crt'''";
        assert!(snippet.is_ok_and(|snippet| snippet.ends_with(ending)));
    }
}
