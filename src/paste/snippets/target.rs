//! What a snippet connects to, and the forms of it that several clients read.

use crate::libpq::environment::Platform;
use crate::paste::quote::{self, Quoting};

/// The file and the server of a snippet. The reader replaces what starts with `YOUR_`.
#[derive(Clone, Debug)]
pub struct SnippetTarget {
    /// The file, an absolute path.
    pub path: String,
    /// A name or an address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The user.
    pub user: String,
    /// The database.
    pub database: String,
}

impl SnippetTarget {
    /// What is not filled in.
    #[must_use]
    pub fn placeholders(path: String) -> Self {
        Self {
            path,
            host: "YOUR_HOST".into(),
            port: 5432,
            user: "YOUR_USER".into(),
            database: "YOUR_DATABASE".into(),
        }
    }

    /// Each text with its name in messages.
    pub(super) fn texts(&self) -> [(&'static str, &str); 4] {
        [
            ("path", self.path.as_str()),
            ("host", self.host.as_str()),
            ("user", self.user.as_str()),
            ("database", self.database.as_str()),
        ]
    }

    /// All values as strings of a language.
    pub(super) fn quoted(&self, quoting: Quoting) -> Self {
        Self {
            path: quoting(&self.path),
            host: quoting(&self.host),
            port: self.port,
            user: quoting(&self.user),
            database: quoting(&self.database),
        }
    }

    /// The host before a colon and a port, as it is.
    pub(super) fn bracketed(&self) -> String {
        if quote::is_ipv6(&self.host) { format!("[{}]", self.host) } else { self.host.clone() }
    }

    /// `host:port` of a URI. A zone stands behind `%25` (RFC 6874).
    fn authority(&self) -> String {
        let host = if quote::is_ipv6(&self.host) {
            format!("[{}]", self.host.replace('%', "%25"))
        } else {
            quote::percent_all(&self.host)
        };
        format!("{host}:{}", self.port)
    }

    /// libpq's `keyword=value` string, up to the mode.
    pub(super) fn connection_string(&self, sslmode: &str) -> String {
        let Self { host, port, user, database, .. } = self.quoted(quote::connection_string);
        format!("host={host} port={port} dbname={database} user={user} sslmode={sslmode}")
    }
}

/// The command for the system's own shell, PowerShell on Windows.
pub(super) fn psql(target: &SnippetTarget, platform: Platform) -> String {
    let words = target.connection_string("verify-full");
    let words = format!("{words} sslrootcert={}", quote::connection_string(&target.path));
    match platform {
        Platform::Unix => format!("psql {}", quote::posix(&words)),
        Platform::Windows => format!("psql {}", quote::powershell(&words)),
    }
}

/// A URI as libpq, pgx and lib/pq read it.
pub(super) fn uri(target: &SnippetTarget) -> String {
    format!(
        "postgresql://{}@{}/{}?sslmode=verify-full&sslrootcert={}",
        quote::percent_all(&target.user),
        target.authority(),
        quote::percent_all(&target.database),
        quote::percent(&target.path)
    )
}

/// .NET has no escape for a host and port in one, but takes an IPv6 address as it is.
pub(super) fn npgsql(target: &SnippetTarget) -> String {
    let path = quote::dot_net(&target.path);
    let SnippetTarget { host, port, user, database, .. } = target.quoted(quote::dot_net_where_needed);
    format!(
        "Host={host};Port={port};Database={database};Username={user};\
         SSL Mode=VerifyFull;Root Certificate={path}"
    )
}
