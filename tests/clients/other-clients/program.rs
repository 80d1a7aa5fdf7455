//! tokio-postgres over rustls: connects to each server that a line of the file names: host, port, root certificates.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("a file")?;
    for line in std::fs::read_to_string(file)?.lines() {
        match connect(line).await {
            Ok(()) => println!("{line} connected"),
            Err(error) => println!("{line} {error:?}"),
        }
    }
    Ok(())
}

async fn connect(line: &str) -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<&str> = line.split(' ').collect();
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(words[2])? {
        roots.add(certificate?)?;
    }
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let connector = tokio_postgres_rustls::MakeRustlsConnect::new(config);
    let target = format!("host={} port={} user=u dbname=d sslmode=require connect_timeout=20", words[0], words[1]);
    tokio_postgres::connect(&target, connector).await?;
    Ok(())
}
