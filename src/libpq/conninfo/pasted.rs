//! Connection strings of other clients, as people paste them. Where their host and sslmode can be read, they are read as
//! libpq's; other settings are theirs alone and count for nothing.

use std::fmt;

use super::host_name::is_host;
use super::percent;
use super::settings::ConninfoSettings;
use super::uri::{self, UriFault, UriReason};

/// Whose string it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PastedForm {
    /// pgjdbc's URL (its documentation, "Connecting to the Database").
    Jdbc,
    /// R2DBC's URL (its specification, 6.1, and r2dbc-postgresql's options).
    R2dbc,
    /// A dialect with a driver, as in `postgresql+psycopg://` (SQLAlchemy's "Database URLs").
    SqlAlchemy,
    /// Keys and values with semicolons (Npgsql's "Connection String Parameters").
    Npgsql,
    /// A variable with an address of PostgreSQL.
    Assignment,
}

impl fmt::Display for PastedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jdbc => "a JDBC URL",
            Self::R2dbc => "an R2DBC URL",
            Self::SqlAlchemy => "a URL of SQLAlchemy",
            Self::Npgsql => "a connection string of Npgsql",
            Self::Assignment => "a variable with a URL",
        })
    }
}

/// Reads such a string. None if the text is in no such form.
pub(super) fn read(text: &str) -> Option<(PastedForm, Result<ConninfoSettings, UriFault>)> {
    if let Some(value) = assigned(text) {
        let (_, settings) = read(value)
            .or_else(|| uri::after_scheme(value).map(|_| (PastedForm::Assignment, uri::read(value))))?;
        return Some((PastedForm::Assignment, settings));
    }
    if let Some(rest) = text.strip_prefix("jdbc:postgresql:") {
        return Some((PastedForm::Jdbc, url(text, rest)));
    }
    let r2dbc = ["r2dbc:", "r2dbcs:"].iter().find_map(|scheme| text.strip_prefix(scheme));
    if let Some(rest) = r2dbc {
        let rest = rest.strip_prefix("pool:").unwrap_or(rest);
        let rest = ["postgresql:", "postgres:"].iter().find_map(|driver| rest.strip_prefix(driver))?;
        return Some((PastedForm::R2dbc, url(text, rest)));
    }
    let (dialect, rest) = text.split_once("://")?;
    let is_dialect = ["postgresql+", "postgres+"].iter().any(|start| dialect.starts_with(start));
    is_dialect.then(|| (PastedForm::SqlAlchemy, url(text, &text[text.len() - rest.len() - 2..])))
}

/// Reads keys and values with semicolons between them. None without a host.
pub(super) fn read_keys(text: &str) -> Option<(PastedForm, ConninfoSettings)> {
    let mut settings = ConninfoSettings::default();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let (key, value) = part.split_once('=')?;
        let key: String = key.to_ascii_lowercase().split_whitespace().collect();
        if let Some(key) = npgsql_key(&key) {
            store(&mut settings, key, value.trim().trim_matches(['"', '\'']));
        }
    }
    let has_host = settings.filled("host").is_some_and(|hosts| hosts.split(',').all(is_host));
    (text.contains(';') && has_host).then_some((PastedForm::Npgsql, settings))
}

fn npgsql_key(key: &str) -> Option<&'static str> {
    Some(match key {
        "host" | "server" => "host",
        "port" => "port",
        "username" | "userid" | "user" | "uid" => "user",
        "database" | "db" => "dbname",
        "sslmode" => "sslmode",
        "rootcertificate" => "sslrootcert",
        _ => return None,
    })
}

/// What a shell or a `.env` file assigns to a name.
fn assigned(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = text.strip_prefix("export ").map_or(text, str::trim_start);
    let (name, value) = text.split_once('=')?;
    let is_name =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    is_name.then(|| value.trim().trim_matches(['"', '\'']))
}

/// Reads `//user@hosts/database?parameters`, the `rest` of a URL. Its own parameters are theirs to know.
fn url(whole: &str, rest: &str) -> Result<ConninfoSettings, UriFault> {
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    // pgjdbc takes a database alone; the host is then this machine.
    let host = if address.starts_with("//") { "" } else { "//localhost/" };
    let libpqs = format!("postgresql:{host}{address}");
    let offset = (whole.len() - rest.len() + address.len()).saturating_sub(libpqs.len());
    let mut settings =
        uri::read(&libpqs).map_err(|fault| UriFault { position: fault.position + offset, ..fault })?;
    for (key, value) in query.split('&').filter_map(|parameter| parameter.split_once('=')) {
        let Some(key) = url_key(key) else { continue };
        let position = whole.len() - rest.len() + address.len() + 2;
        let value = percent::decode(value)
            .map_err(|fault| UriFault { reason: UriReason::Encoding(fault), position })?;
        store(&mut settings, key, &value);
    }
    Ok(settings)
}

fn url_key(key: &str) -> Option<&'static str> {
    const SHARED: [&str; 8] =
        ["host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslnegotiation"];
    let key = key.to_ascii_lowercase();
    if key == "ssl" { Some("ssl") } else { SHARED.into_iter().find(|shared| *shared == key) }
}

/// Keeps a value. Modes are spelled in many ways, and `ssl=true` means `verify-full` to pgjdbc.
fn store(settings: &mut ConninfoSettings, key: &str, value: &str) {
    match key {
        "ssl" if value == "true" && settings.get("sslmode").is_none() => {
            settings.store("sslmode", "verify-full");
        }
        "ssl" => {}
        "sslmode" => {
            settings.store(key, mode(value).unwrap_or(value));
        }
        _ => {
            settings.store(key, value);
        }
    }
}

fn mode(value: &str) -> Option<&'static str> {
    let letters = value.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    Some(match letters.as_str() {
        "disable" => "disable",
        "allow" => "allow",
        "prefer" => "prefer",
        "require" => "require",
        "verifyca" => "verify-ca",
        "verifyfull" => "verify-full",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let (form, settings) = read(text).or_else(|| read_keys(text).map(|(form, keys)| (form, Ok(keys))))?;
        Some(format!("{form:?} {}", settings.map_or_else(|fault| format!("{fault:?}"), |all| all.shown())))
    }

    #[test]
    fn other_clients_strings_are_read_for_host_and_mode() {
        for (text, expected) in [
            (
                "jdbc:postgresql://h:5/db?user=u&password=geheim&sslmode=verify-ca",
                "Jdbc dbname=db;host=h;port=5;sslmode=verify-ca;user=u;",
            ),
            (
                "jdbc:postgresql://a,b:7/db?ssl=true&loggerLevel=x",
                "Jdbc dbname=db;host=a,b;port=,7;sslmode=verify-full;",
            ),
            ("jdbc:postgresql:db", "Jdbc dbname=db;host=localhost;"),
            (
                "r2dbc:pool:postgresql://u:geheim@h/db?sslMode=VERIFY_FULL",
                "R2dbc dbname=db;host=h;sslmode=verify-full;user=u;",
            ),
            ("r2dbcs:postgres://h", "R2dbc host=h;"),
            (
                "postgresql+asyncpg://u:geheim@h:5/db?command_timeout=60",
                "SqlAlchemy dbname=db;host=h;port=5;user=u;",
            ),
            ("postgres+psycopg2://[::1]/?sslmode=require", "SqlAlchemy host=::1;sslmode=require;"),
            (
                "Host=h;Port=5;Username=u;Password=gehe=im;Database=d;SSL Mode=VerifyFull;Root Certificate=/r",
                "Npgsql dbname=d;host=h;port=5;sslmode=verify-full;sslrootcert=/r;user=u;",
            ),
            ("Server=h;User Id=u;Ssl Mode='Verify CA'", "Npgsql host=h;sslmode=verify-ca;user=u;"),
            (
                "DATABASE_URL=postgres://u:geheim@h/db?sslmode=require",
                "Assignment dbname=db;host=h;sslmode=require;user=u;",
            ),
            ("export JDBC_URL=\"jdbc:postgresql://h/db\"", "Assignment dbname=db;host=h;"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_in_no_such_form() {
        for text in [
            "h",
            "h:5",
            "host=h",
            "postgresql://h",
            "mysql://h",
            "PASSWORD=geheim",
            "a;b",
            "Password=x;Port=5",
            "r2dbc:mysql://h",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_fault_has_its_position_in_the_whole_text() {
        let fault =
            |text: &str| read(text).and_then(|(_, settings)| settings.err()).map(|fault| fault.position);
        assert_eq!(fault("jdbc:postgresql://[::1"), Some(20));
        assert_eq!(fault("postgresql+psycopg2://[::1"), Some(24));
    }
}
