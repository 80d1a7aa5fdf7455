//! A second connection with OpenSSL's offer, where the handshake fails for what may be this program's lack.

use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Endpoint, negotiation};
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
        Failure::Other(_) | Failure::Closed | Failure::TooLarge => true,
        _ => false,
    }
}

/// What became of OpenSSL's offer; none where it tells no more.
pub(super) async fn explain(endpoint: &Endpoint, address: IpAddr) -> Option<Failure> {
    let greatest = endpoint.max_version.unwrap_or(TlsVersion::V1_3);
    match ask(endpoint, address, greatest).await? {
        Answer::Chosen { version: Some(version), suite, certificates } if version >= endpoint.min_version => {
            Some(Failure::OnlyOpenssl {
                version,
                cipher_suite: client_hello::suite_name(suite),
                chain: certificates,
            })
        }
        Answer::Chosen { version, .. } => Some(Failure::OldVersion(version.unwrap_or(TlsVersion::V1_0))),
        Answer::Alert(70) => old_version(endpoint, address).await,
        Answer::Alert(code) => Some(Failure::Alert(code)),
        Answer::Incomplete | Answer::NotTls => None,
    }
}

/// Which version a server has that has neither TLS 1.2 nor 1.3.
async fn old_version(endpoint: &Endpoint, address: IpAddr) -> Option<Failure> {
    for newest in [TlsVersion::V1_1, TlsVersion::V1_0] {
        if let Answer::Chosen { version: Some(version), .. } = ask(endpoint, address, newest).await? {
            return Some(Failure::OldVersion(version));
        }
    }
    None
}

async fn ask(endpoint: &Endpoint, address: IpAddr, newest: TlsVersion) -> Option<Answer> {
    const TIME: Duration = super::SECOND_LOOK;
    tokio::time::timeout(TIME, exchange(endpoint, address, newest)).await.ok().flatten()
}

async fn exchange(endpoint: &Endpoint, address: IpAddr, newest: TlsVersion) -> Option<Answer> {
    let mut stream = TcpStream::connect((address, endpoint.port)).await.ok()?;
    if endpoint.negotiation == Negotiation::Postgres && negotiation::ask(&mut stream).await != Reply::Willing
    {
        return None;
    }
    stream.write_all(&client_hello::build(endpoint.server_name(), newest)).await.ok()?;
    let mut bytes = Vec::new();
    let mut part = [0; 8192];
    while bytes.len() < FLIGHT_LIMIT {
        let read = stream.read(&mut part).await.unwrap_or_default();
        bytes.extend_from_slice(&part[..read]);
        match client_hello::read(&bytes, read == 0) {
            Answer::Incomplete if read > 0 => {}
            answer => return Some(answer),
        }
    }
    Some(client_hello::read(&bytes, true))
}
