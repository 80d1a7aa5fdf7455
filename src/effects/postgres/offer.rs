//! A second connection with OpenSSL's offer, where the handshake fails for what may be this program's lack.

use std::io;
use std::net::IpAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Endpoint, negotiation, tls};
use crate::capture::{Failure, Reply};
use crate::client_hello::{self, Answer};
use crate::sslmode::{Negotiation, TlsVersion};

/// libpq takes certificates of 100 KB; there is more in a flight than these.
const FLIGHT_LIMIT: usize = 160 << 10;

/// Whether OpenSSL may fare better: alerts for the lack of something in common, and what this library's own words
/// tell.
pub(super) fn may_be_ours(failure: &Failure) -> bool {
    const HANDSHAKE_FAILURE: u8 = 40;
    const PROTOCOL_VERSION: u8 = 70;
    const INSUFFICIENT_SECURITY: u8 = 71;
    const INTERNAL_ERROR: u8 = 80;
    match failure {
        Failure::Alert(code) => {
            matches!(*code, HANDSHAKE_FAILURE | PROTOCOL_VERSION | INSUFFICIENT_SECURITY | INTERNAL_ERROR)
        }
        Failure::Other(_) | Failure::Closed => true,
        _ => false,
    }
}

/// What became of OpenSSL's offer; none where it tells no more.
pub(super) async fn explain(endpoint: &Endpoint, address: IpAddr, failure: &Failure) -> Option<Failure> {
    let greatest = endpoint.max_version.unwrap_or(TlsVersion::V1_3);
    match ask(endpoint, address, greatest).await? {
        // Without an alert, the server may have taken the offer, and something else went wrong.
        Answer::Chosen { suite, .. } if !matches!(failure, Failure::Alert(_)) && tls::speaks(suite) => None,
        Answer::Chosen { version: Some(version), suite, certificates } if version >= endpoint.min_version => {
            Some(Failure::OnlyOpenssl {
                version,
                cipher_suite: client_hello::suite_name(suite),
                chain: certificates,
            })
        }
        Answer::Chosen { version, .. } => {
            Some(Failure::OldVersion { version: version.unwrap_or(TlsVersion::V1_0), by_alert: false })
        }
        Answer::Alert(70) => old_version(endpoint, address).await,
        Answer::Alert(code) => Some(Failure::Alert(code)),
        Answer::Incomplete | Answer::NotTls => None,
    }
}

/// The greatest version of a server that has none of those in the bounds.
async fn old_version(endpoint: &Endpoint, address: IpAddr) -> Option<Failure> {
    let older = [TlsVersion::V1_2, TlsVersion::V1_1, TlsVersion::V1_0];
    for newest in older.into_iter().filter(|version| *version < endpoint.min_version.max(TlsVersion::V1_2)) {
        if let Answer::Chosen { version: Some(version), .. } = ask(endpoint, address, newest).await? {
            return Some(Failure::OldVersion { version, by_alert: true });
        }
    }
    None
}

/// What the server answers, as far as it comes in time.
async fn ask(endpoint: &Endpoint, address: IpAddr, newest: TlsVersion) -> Option<Answer> {
    let mut bytes = Vec::new();
    let exchanged = exchange(endpoint, address, newest, &mut bytes);
    let _ = tokio::time::timeout(super::SECOND_LOOK, exchanged).await;
    (!bytes.is_empty()).then(|| client_hello::read(&bytes, true))
}

async fn exchange(
    endpoint: &Endpoint,
    address: IpAddr,
    newest: TlsVersion,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    let mut stream = TcpStream::connect((address, endpoint.port)).await?;
    if endpoint.negotiation == Negotiation::Postgres && negotiation::ask(&mut stream).await != Reply::Willing
    {
        return Ok(());
    }
    let hello = client_hello::build(endpoint.server_name(), endpoint.min_version, newest);
    stream.write_all(&hello).await?;
    while bytes.len() < FLIGHT_LIMIT && client_hello::read(bytes, false) == Answer::Incomplete {
        if stream.read_buf(bytes).await? == 0 {
            break;
        }
    }
    Ok(())
}
