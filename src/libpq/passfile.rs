//! The password file: `passwordFromFile` in `fe-connect.c` (PostgreSQL 15 and newer).

use std::path::PathBuf;

use crate::libpq::environment::{Environment, Platform};
use crate::libpq::home::home;
use crate::libpq::secret::Secret;

/// The folder of Unix sockets for which Debian's libpq looks `localhost` up.
const DEFAULT_SOCKET_FOLDER: &str = "/var/run/postgresql";

/// What the password is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PasswordKey<'a> {
    /// The host, or the address where no host is named.
    pub(crate) host: Option<&'a str>,
    pub(crate) port: u16,
    pub(crate) database: &'a str,
    pub(crate) user: &'a str,
}

/// What was found of a password file.
#[derive(Debug)]
pub(crate) enum PassfileText {
    Read(Secret),
    /// It is not there or cannot be opened, which libpq does not mention.
    Absent,
    /// It is not a regular file.
    NotPlain,
    /// Others than its owner may do something with it.
    Exposed,
    /// It is larger than any password file.
    TooLarge,
}

impl PassfileText {
    /// libpq's warning for a file that it does not read.
    pub(crate) fn warning(&self) -> Option<&'static str> {
        match self {
            Self::Read(_) | Self::Absent => None,
            Self::NotPlain => Some("is not a plain file"),
            Self::Exposed => Some("has group or world access; permissions should be u=rw (0600) or less"),
            Self::TooLarge => Some("is too large"),
        }
    }
}

/// The file: the named one, else the default (`pqConnectOptions2`).
pub(crate) fn location(named: Option<&str>, environment: &Environment) -> Option<PathBuf> {
    if let Some(named) = named {
        return Some(named.into());
    }
    match environment.platform {
        Platform::Windows => {
            environment.roaming_folder.as_ref().map(|folder| folder.join("postgresql").join("pgpass.conf"))
        }
        Platform::Unix => home(environment).map(|home| home.join(".pgpass")),
    }
}

/// The password of the first line that fits.
pub(crate) fn find(text: &Secret, key: &PasswordKey) -> Option<Secret> {
    let port = key.port.to_string();
    let host = key.host.filter(|host| !host.is_empty() && *host != DEFAULT_SOCKET_FOLDER);
    let wanted = [host.unwrap_or("localhost"), &port, key.database, key.user];
    let fits = |line: &str| {
        let rest = wanted.iter().try_fold(line, |rest, token| after_field(rest, token))?;
        Some(Secret::from(unescaped(rest)))
    };
    let lines = text.expose().split('\n').map(|line| line.trim_end_matches('\r'));
    lines.filter(|line| !line.starts_with('#')).find_map(fits)
}

/// What follows a field that is `*` or this token, with a backslash before any character of it (`pwdfMatchesString`).
fn after_field<'a>(line: &'a str, token: &str) -> Option<&'a str> {
    if let Some(rest) = line.strip_prefix("*:") {
        return Some(rest);
    }
    let mut rest = line;
    let mut left = token;
    loop {
        if left.is_empty() && rest.starts_with(':') {
            return Some(&rest[1..]);
        }
        rest = rest.strip_prefix('\\').unwrap_or(rest);
        let wanted = left.chars().next()?;
        rest = rest.strip_prefix(wanted)?;
        left = &left[wanted.len_utf8()..];
    }
}

/// The password ends at a colon. A backslash stands before a character that is meant as it is.
fn unescaped(field: &str) -> String {
    let mut password = String::new();
    let mut characters = field.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            ':' => break,
            '\\' if characters.peek().is_some() => password.extend(characters.next()),
            other => password.push(other),
        }
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, host: Option<&str>, database: &str) -> Option<String> {
        let key = PasswordKey { host, port: 5432, database, user: "alice" };
        find(&Secret::from(text.to_owned()), &key).map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        let text = "# db:5432:app:alice:comment\nother:5432:app:alice:1\ndb:5432:*:bob:2\ndb:*:app:alice:3\r\n*:*:*:*:4";
        assert_eq!(found(text, Some("db"), "app").as_deref(), Some("3"));
        assert_eq!(found(text, Some("elsewhere"), "app").as_deref(), Some("4"));
        assert_eq!(found("db:5433:*:*:x\ndb", Some("db"), "app"), None);
        assert_eq!(found("db:*:*:*:", Some("db"), "app").as_deref(), Some(""));
    }

    #[test]
    fn colons_and_backslashes_are_escaped() {
        assert_eq!(found(r"\:\:1:*:*:*:p\:a\\s:rest", Some("::1"), "app").as_deref(), Some(r"p:a\s"));
        assert_eq!(found(r"db:*:a\pp:*:x\", Some("db"), "app").as_deref(), Some(r"x\"));
        assert_eq!(found("::1:*:*:*:x", Some("::1"), "app").as_deref(), Some("x"), "libpq takes these, too");
        assert_eq!(found("*b:*:*:*:x", Some("db"), "app"), None, "a star alone is a wildcard");
    }

    #[test]
    fn sockets_in_the_default_folder_are_localhost() {
        let text = "localhost:*:*:*:local\n/tmp:*:*:*:tmp";
        for host in [None, Some(""), Some("/var/run/postgresql"), Some("localhost")] {
            assert_eq!(found(text, host, "app").as_deref(), Some("local"), "{host:?}");
        }
        assert_eq!(found(text, Some("/tmp"), "app").as_deref(), Some("tmp"));
    }

    #[test]
    fn the_default_file_is_in_the_home_folder() {
        let environment = Environment::with_variables(&[("HOME", "/h")]);
        assert_eq!(location(None, &environment), Some("/h/.pgpass".into()));
        assert_eq!(location(Some("/p"), &environment), Some("/p".into()));
    }
}
