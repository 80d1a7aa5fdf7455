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

impl PastedForm {
    /// Whether its client reads libpq's variables. Those in Java and .NET take their own defaults.
    pub(super) fn reads_environment(self) -> bool {
        matches!(self, Self::SqlAlchemy | Self::Assignment)
    }
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
        let inner = read(value);
        return inner
            .or_else(|| uri::after_scheme(value).map(|_| (PastedForm::Assignment, uri::read(value))));
    }
    if let Some(rest) = text.strip_prefix("jdbc:postgresql:") {
        return Some((PastedForm::Jdbc, url(text, rest).map(on_this_machine)));
    }
    if let Some((is_tls, rest)) = r2dbc(text) {
        let mut read = url(text, rest).map(on_this_machine);
        if let Ok(settings) = &mut read
            && is_tls
        {
            store(settings, "ssl", "");
        }
        return Some((PastedForm::R2dbc, read));
    }
    let (dialect, rest) = text.split_once("://")?;
    let is_dialect = ["postgresql+", "postgres+"].iter().any(|start| dialect.starts_with(start));
    // psycopg hands its parameters to libpq as they are.
    let as_libpq =
        || uri::read(&format!("postgresql://{rest}")).or_else(|_| url(text, &text[dialect.len() + 1..]));
    is_dialect.then(|| (PastedForm::SqlAlchemy, as_libpq()))
}

/// What follows the driver's name, and whether the scheme asks for TLS.
fn r2dbc(text: &str) -> Option<(bool, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_tls = match scheme {
        "r2dbc" => false,
        "r2dbcs" => true,
        _ => return None,
    };
    let rest = rest.strip_prefix("pool:").unwrap_or(rest);
    ["postgresql:", "postgres:"]
        .iter()
        .find_map(|driver| rest.strip_prefix(driver))
        .map(|rest| (is_tls, rest))
}

/// Where no host is named, drivers that are not libpq's connect to this machine.
fn on_this_machine(mut settings: ConninfoSettings) -> ConninfoSettings {
    if settings.filled("host").is_none() {
        settings.store("host", "localhost");
    }
    settings
}

/// Reads keys and values with semicolons between them. None without a host.
pub(super) fn read_keys(text: &str) -> Option<(PastedForm, ConninfoSettings)> {
    let mut settings = ConninfoSettings::default();
    for part in parts(text).filter(|part| !part.trim().is_empty()) {
        let (key, value) = part.split_once('=')?;
        let key: String = key.to_ascii_lowercase().split_whitespace().collect();
        if let Some(key) = npgsql_key(&key) {
            store(&mut settings, key, value.trim().trim_matches(['"', '\'']));
        }
    }
    let has_host = settings.filled("host").is_some_and(|hosts| hosts.split(',').all(is_host));
    (text.contains(';') && has_host).then_some((PastedForm::Npgsql, settings))
}

/// The parts between semicolons outside of quotes.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    text.split(move |c| {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        c == ';' && quote.is_none()
    })
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
    // pgjdbc takes a database alone.
    let host = if address.starts_with("//") { "" } else { "///" };
    let libpqs = format!("postgresql:{host}{address}");
    let before_query = whole.len() - rest.len() + address.len();
    let offset = before_query.saturating_sub(libpqs.len());
    let mut settings =
        uri::read(&libpqs).map_err(|fault| UriFault { position: fault.position + offset, ..fault })?;
    for parameter in query.split('&') {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let Some(key) = url_key(key) else { continue };
        let encoding = |fault| UriFault { reason: UriReason::Encoding(fault), position: before_query + 2 };
        store(&mut settings, key, &percent::decode(value).map_err(encoding)?);
    }
    Ok(settings)
}

fn url_key(key: &str) -> Option<&'static str> {
    const SHARED: [&str; 9] =
        ["host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslnegotiation"];
    let key = key.to_ascii_lowercase();
    if key == "ssl" { Some("ssl") } else { SHARED.into_iter().find(|shared| *shared == key) }
}

/// Keeps a value. Modes are spelled in many ways. pgjdbc takes `ssl`, alone or true, for `verify-full`, and asyncpg takes
/// a mode there.
fn store(settings: &mut ConninfoSettings, key: &str, value: &str) {
    match key {
        "ssl" if settings.get("sslmode").is_some() => {}
        "ssl" if value.is_empty() || value.eq_ignore_ascii_case("true") => {
            settings.store("sslmode", "verify-full");
        }
        "ssl" => {
            if let Some(mode) = mode(value) {
                settings.store("sslmode", mode);
            }
        }
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
                "R2dbc dbname=db;host=h;password=geheim;sslmode=verify-full;user=u;",
            ),
            ("r2dbcs:postgres://h", "R2dbc host=h;sslmode=verify-full;"),
            ("jdbc:postgresql://h/db?ssl", "Jdbc dbname=db;host=h;sslmode=verify-full;"),
            ("jdbc:postgresql://h/?ssl=TRUE&sslmode=require", "Jdbc host=h;sslmode=require;"),
            ("jdbc:postgresql:///db", "Jdbc dbname=db;host=localhost;"),
            ("postgresql+asyncpg://h/?ssl=require", "SqlAlchemy host=h;sslmode=require;"),
            (
                "postgresql+psycopg://h/?sslmode=require&hostaddr=::1",
                "SqlAlchemy host=h;hostaddr=::1;sslmode=require;",
            ),
            ("Host=h;Password=\"x;Host=geheim;y=1\";Port=5", "Npgsql host=h;port=5;"),
            (
                "postgresql+asyncpg://u:geheim@h:5/db?command_timeout=60",
                "SqlAlchemy dbname=db;host=h;password=geheim;port=5;user=u;",
            ),
            ("postgres+psycopg2://[::1]/?sslmode=require", "SqlAlchemy host=::1;sslmode=require;"),
            (
                "Host=h;Port=5;Username=u;Password=gehe=im;Database=d;SSL Mode=VerifyFull;Root Certificate=/r",
                "Npgsql dbname=d;host=h;port=5;sslmode=verify-full;sslrootcert=/r;user=u;",
            ),
            ("Server=h;User Id=u;Ssl Mode='Verify CA'", "Npgsql host=h;sslmode=verify-ca;user=u;"),
            (
                "DATABASE_URL=postgres://u:geheim@h/db?sslmode=require",
                "Assignment dbname=db;host=h;password=geheim;sslmode=require;user=u;",
            ),
            ("export JDBC_URL=\"jdbc:postgresql://h/db\"", "Jdbc dbname=db;host=h;"),
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
