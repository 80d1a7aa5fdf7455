//! Rust.

use super::target::uri;
use crate::paste::quote::rust as quoted;

pub(super) fn sqlx(path: &str) -> String {
    format!("let pool = sqlx::PgPool::connect(\n    \"{}\",\n)\n.await?;", uri("postgresql", path))
}

/// Without the system's roots, so that the file decides.
pub(super) fn native_tls(path: &str) -> String {
    let path = quoted(path);
    tokio_postgres(&format!(
        "let mut builder = native_tls::TlsConnector::builder();
builder.disable_built_in_roots(true);
for certificate in native_tls::Certificate::stack_from_pem(&std::fs::read({path})?)? {{
    builder.add_root_certificate(certificate);
}}
let connector = postgres_native_tls::MakeTlsConnector::new(builder.build()?);"
    ))
}

pub(super) fn rustls(path: &str) -> String {
    let path = quoted(path);
    tokio_postgres(&format!(
        "use rustls::pki_types::pem::PemObject as _;

let mut roots = rustls::RootCertStore::empty();
for certificate in rustls::pki_types::CertificateDer::pem_file_iter({path})? {{
    roots.add(certificate?)?;
}}
let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
let connector = tokio_postgres_rustls::MakeRustlsConnect::new(config);"
    ))
}

/// `require` is the highest mode that tokio-postgres knows; the connector verifies chain and name.
fn tokio_postgres(connector: &str) -> String {
    format!(
        "{connector}
let (client, connection) = tokio_postgres::connect(
    \"host=YOUR_HOST port=5432 dbname=YOUR_DATABASE user=YOUR_USER sslmode=require\",
    connector,
)
.await?;
tokio::spawn(connection);"
    )
}
