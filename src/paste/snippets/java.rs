//! Java.

use super::target::SnippetTarget;
use crate::paste::quote::{java_or_json, percent, percent_all, properties};

pub(super) fn jdbc(target: &SnippetTarget) -> String {
    url(target, &format!("user={}&", percent_all(&target.user)))
}

/// The URL with which pgjdbc verifies as the JVM does (`DefaultJavaSSLFactory`).
pub(super) fn with_trust_store(target: &SnippetTarget) -> String {
    let (host, port, database) = (target.bracketed(), target.port, percent_all(&target.database));
    let user = percent_all(&target.user);
    let factory = "org.postgresql.ssl.DefaultJavaSSLFactory";
    format!("jdbc:postgresql://{host}:{port}/{database}?user={user}&sslmode=verify-full&sslfactory={factory}")
}

/// pgjdbc decodes everything but the host (`Driver.parseURL`).
fn url(target: &SnippetTarget, user: &str) -> String {
    let (host, port) = (target.bracketed(), target.port);
    let (database, path) = (percent_all(&target.database), percent(&target.path));
    format!("jdbc:postgresql://{host}:{port}/{database}?{user}sslmode=verify-full&sslrootcert={path}")
}

/// Java's properties and Spring's placeholders have special characters, and Spring 6.1 has no escape for `${`. In the URL
/// they are percent-encoded, so a user with one of them is named there.
pub(super) fn spring(target: &SnippetTarget) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-@+".contains(c);
    if !target.user.chars().all(is_plain) {
        return format!("spring.datasource.url={}", jdbc(target));
    }
    format!("spring.datasource.url={}\nspring.datasource.username={}", url(target, ""), target.user)
}

pub(super) fn r2dbc(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(java_or_json);
    format!(
        "var configuration = io.r2dbc.postgresql.PostgresqlConnectionConfiguration.builder()
    .host({host})
    .port({port})
    .username({user})
    .database({database})
    .sslMode(io.r2dbc.postgresql.client.SSLMode.VERIFY_FULL)
    .sslRootCert({path})
    .build();
var factory = new io.r2dbc.postgresql.PostgresqlConnectionFactory(configuration);"
    )
}

/// Debezium puts the host into a JDBC URL (`PostgresConnection`), so an IPv6 address needs its brackets.
pub(super) fn debezium(target: &SnippetTarget) -> String {
    let host = properties(&target.bracketed());
    let SnippetTarget { path, port, user, database, .. } = target.quoted(properties);
    format!(
        "connector.class=io.debezium.connector.postgresql.PostgresConnector
topic.prefix=YOUR_PREFIX
database.hostname={host}
database.port={port}
database.dbname={database}
database.user={user}
database.sslmode=verify-full
database.sslrootcert={path}"
    )
}
