//! Rust.

use super::target::SnippetTarget;
use crate::paste::quote::rust as quoted;

/// In parts, because sqlx takes the host out of a URL undecoded, and an IPv6 address with its brackets.
pub(super) fn sqlx(target: &SnippetTarget) -> String {
    let SnippetTarget { path, host, port, user, database } = target.quoted(quoted);
    format!(
        "let options = sqlx::postgres::PgConnectOptions::new()
    .host({host})
    .port({port})
    .database({database})
    .username({user})
    .ssl_mode(sqlx::postgres::PgSslMode::VerifyFull)
    .ssl_root_cert({path});
let pool = sqlx::PgPool::connect_with(options).await?;"
    )
}

/// Without the system's roots, so that the file decides.
pub(super) fn native_tls(target: &SnippetTarget) -> String {
    let path = quoted(&target.path);
    let connector = format!(
        "let mut builder = native_tls::TlsConnector::builder();
builder.disable_built_in_roots(true);
for certificate in native_tls::Certificate::stack_from_pem(&std::fs::read({path})?)? {{
    builder.add_root_certificate(certificate);
}}
let connector = postgres_native_tls::MakeTlsConnector::new(builder.build()?);"
    );
    tokio_postgres(&connector, target)
}

pub(super) fn rustls(target: &SnippetTarget) -> String {
    let path = quoted(&target.path);
    let connector = format!(
        "use rustls::pki_types::pem::PemObject as _;

let mut roots = rustls::RootCertStore::empty();
for certificate in rustls::pki_types::CertificateDer::pem_file_iter({path})? {{
    roots.add(certificate?)?;
}}
let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
let connector = tokio_postgres_rustls::MakeRustlsConnect::new(config);"
    );
    tokio_postgres(&connector, target)
}

/// `require` is the highest mode that tokio-postgres knows; the connector verifies chain and name.
fn tokio_postgres(connector: &str, target: &SnippetTarget) -> String {
    let words = quoted(&target.connection_string("require"));
    format!(
        "{connector}
let (client, connection) = tokio_postgres::connect(
    {words},
    connector,
)
.await?;
tokio::spawn(connection);"
    )
}
