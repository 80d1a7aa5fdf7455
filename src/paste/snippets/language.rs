//! Names of languages, each of which has several clients.

use std::sync::LazyLock;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::Client;

/// A language or platform, in place of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Java, Kotlin and Scala
    #[value(aliases = ["kotlin", "scala", "jvm"])]
    Java,
    /// Python
    #[value(alias = "python3")]
    Python,
    /// Go
    #[value(alias = "golang")]
    Go,
    /// .NET
    #[value(aliases = [".net", "csharp", "c#"])]
    Dotnet,
    /// Node
    #[value(aliases = ["nodejs", "node.js", "javascript", "typescript"])]
    Node,
    /// Rust
    Rust,
    /// Ruby
    Ruby,
    /// PHP
    Php,
    /// Perl
    Perl,
}

impl Language {
    /// Its clients, the usual one first.
    pub(crate) fn clients(self) -> &'static [Client] {
        match self {
            Self::Java => &[Client::Jdbc, Client::Spring, Client::R2dbc, Client::JavaTrustStore],
            Self::Python => &[
                Client::Psycopg,
                Client::Psycopg2,
                Client::Asyncpg,
                Client::Pg8000,
                Client::Sqlalchemy,
                Client::Django,
            ],
            Self::Go => &[Client::Pgx, Client::LibPq],
            Self::Dotnet => &[Client::Npgsql],
            Self::Node => &[Client::NodePostgres, Client::PostgresJs, Client::Prisma],
            Self::Rust => &[Client::Sqlx, Client::TokioPostgresNativeTls, Client::TokioPostgresRustls],
            Self::Ruby => &[Client::RubyPg, Client::Rails],
            Self::Php => &[Client::Pdo, Client::PhpPgsql],
            Self::Perl => &[Client::DbdPg],
        }
    }
}

/// What a user calls the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SnippetName {
    /// Its own name.
    Client(Client),
    /// That of its language.
    Language(Language),
}

impl SnippetName {
    /// The clients that it may mean, the first of which is printed.
    pub(crate) fn clients(self) -> Vec<Client> {
        match self {
            Self::Client(client) => vec![client],
            Self::Language(language) => language.clients().to_vec(),
        }
    }
}

impl ValueEnum for SnippetName {
    fn value_variants<'a>() -> &'a [Self] {
        static NAMES: LazyLock<Vec<SnippetName>> = LazyLock::new(|| {
            let clients = Client::value_variants().iter().copied().map(SnippetName::Client);
            clients.chain(Language::value_variants().iter().copied().map(SnippetName::Language)).collect()
        });
        &NAMES
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Self::Client(client) => client.to_possible_value(),
            Self::Language(language) => language.to_possible_value(),
        }
    }
}
