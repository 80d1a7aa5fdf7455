//! One row of the table of error texts: what a client prints, and the cause of it.

use crate::diagnostic::Code;
use crate::diagnostic::catalog::{CatalogEntry, Speaker};

use super::plain_text::PlainText;

/// A text that clients print, with its one cause.
#[derive(Debug)]
pub struct ErrorText {
    /// Who prints it.
    pub client: &'static str,
    /// Its words, with `…` for what differs.
    pub pattern: &'static str,
    /// Why it is printed.
    pub cause: &'static TextCause,
    nearby: NearbyWords,
}

/// What has to be in the text besides the words, where they are too common.
#[derive(Clone, Copy, Debug)]
enum NearbyWords {
    Any,
    /// A sign of TLS.
    Tls,
    /// A sign of PostgreSQL.
    Postgres,
}

/// The cause of a text.
#[derive(Debug)]
pub struct TextCause {
    /// The code whose explanation has more.
    pub code: Code,
    /// Who uses it in this sense.
    pub(crate) speaker: Speaker,
    /// The cause, if it is more than the catalog says of the code.
    sentence: Option<&'static str>,
    /// What to do, if the explanation of the code has something else.
    pub(crate) fix: Option<&'static str>,
    /// What to run.
    pub(super) next: NextStep,
}

/// What finds out more, or fixes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NextStep {
    Check,
    CheckLogin,
    CheckDirect,
    Status,
    Install,
}

const TLS: [&str; 12] = [
    "ssl",
    "tls",
    "ssl error",
    "ssl routines",
    "sslsocket",
    "tlssocket",
    "handshake",
    "x509",
    "certificate verify failed",
    "verify error",
    "invalidcertificate",
    "ssl.sslerror",
];

const POSTGRES: [&str; 26] = [
    "postgres",
    "postgresql",
    "psql",
    "pg",
    "pq",
    "pgx",
    "pgconn",
    "psycopg",
    "psycopg2",
    "asyncpg",
    "pg8000",
    "npgsql",
    "npgsqlexception",
    "psqlexception",
    "pgjdbc",
    "sqlx",
    "tokio postgres",
    "libpq",
    "5432",
    "6432",
    "connection to server at",
    "connection to server on socket",
    "could not connect to server",
    // pgx
    "failed to connect to 'user=",
    "failed to connect to 'host=",
    "pgbouncer",
];

impl ErrorText {
    pub(super) const fn new(client: &'static str, pattern: &'static str, cause: &'static TextCause) -> Self {
        Self { client, pattern, cause, nearby: NearbyWords::Any }
    }

    pub(super) const fn in_tls(self) -> Self {
        Self { nearby: NearbyWords::Tls, ..self }
    }

    pub(super) const fn in_postgres(self) -> Self {
        Self { nearby: NearbyWords::Postgres, ..self }
    }

    pub(super) fn is_in(&self, text: &PlainText) -> bool {
        text.has(self.pattern)
            && match self.nearby {
                NearbyWords::Any => true,
                NearbyWords::Tls => TLS.iter().any(|word| text.has(word)),
                NearbyWords::Postgres => has_postgres(text),
            }
    }
}

impl TextCause {
    pub(super) const fn new(code: Code, speaker: Speaker, next: NextStep) -> Self {
        Self { code, speaker, sentence: None, fix: None, next }
    }

    pub(super) const fn saying(self, sentence: &'static str) -> Self {
        Self { sentence: Some(sentence), ..self }
    }

    pub(super) const fn fixed_by(self, fix: &'static str) -> Self {
        Self { fix: Some(fix), ..self }
    }

    /// The row of the catalog.
    pub(crate) fn entry(&self) -> Option<&'static CatalogEntry> {
        self.speaker.entries().iter().find(|entry| entry.code == self.code)
    }

    /// The cause in one or two sentences.
    pub fn sentence(&self) -> &'static str {
        self.sentence.or(self.entry().map(|entry| entry.meaning)).unwrap_or_default()
    }
}

/// Whether something in the text shows that it is about PostgreSQL.
pub(super) fn has_postgres(text: &PlainText) -> bool {
    POSTGRES.iter().any(|word| text.has(word))
}
