//! The one table of what counts: the keys of clients, and the values that they take.

use memchr::memmem;

use crate::libpq::sslmode::SslMode;

/// What a key sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SettingField {
    Mode,
    RootFile,
    KeyFile,
    /// Verification, which ends with a value that begins or ends like this.
    Verification(&'static str),
}

/// The keys in lower case, and who has them.
pub(super) const NAMES: [(&str, SettingField); 16] = [
    // libpq, and everything that passes its settings on; pgjdbc, pgx, lib/pq, asyncpg, node-postgres; as PGSSLMODE too.
    ("sslmode", SettingField::Mode),
    // Npgsql.
    ("ssl mode", SettingField::Mode),
    // sqlx's builder, Grafana, Diesel's and other frameworks' own files.
    ("ssl_mode", SettingField::Mode),
    ("ssl-mode", SettingField::Mode),
    // libpq, as above, and PGSSLROOTCERT.
    ("sslrootcert", SettingField::RootFile),
    // sqlx's builder, pgx in configurations.
    ("ssl_root_cert", SettingField::RootFile),
    ("ssl-root-cert", SettingField::RootFile),
    // Npgsql.
    ("root certificate", SettingField::RootFile),
    ("rootcertificate", SettingField::RootFile),
    // libpq, PGSSLKEY.
    ("sslkey", SettingField::KeyFile),
    ("ssl key", SettingField::KeyFile),
    // pgjdbc: org.postgresql.ssl.NonValidatingFactory.
    ("sslfactory", SettingField::Verification("nonvalidatingfactory")),
    ("ssl_factory", SettingField::Verification("nonvalidatingfactory")),
    // Npgsql, and SQL Server's clients.
    ("trust server certificate", SettingField::Verification("true")),
    ("trustservercertificate", SettingField::Verification("true")),
    // Node's TLS, which node-postgres and postgres.js hand on.
    ("rejectunauthorized", SettingField::Verification("false")),
];

/// Whether it is worth a closer look.
pub(super) fn may_be_named(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    NAMES.iter().any(|(name, _)| memmem::find(lower.as_bytes(), name.as_bytes()).is_some())
}

/// What a client makes of the value of its mode: of `verify-full`, `VerifyFull`, `VERIFY_FULL` or an enum's member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamedMode {
    Mode(SslMode),
    /// node-postgres: TLS that verifies nothing.
    NoVerify,
}

pub(super) fn mode(value: &str) -> Option<NamedMode> {
    let last = value.rsplit(['.', ':']).next().unwrap_or(value);
    let plain = last.to_ascii_lowercase().replace(['_', '-'], "");
    if plain == "noverify" {
        return Some(NamedMode::NoVerify);
    }
    SslMode::ALL.into_iter().find(|mode| mode.name().replace('-', "") == plain).map(NamedMode::Mode)
}
