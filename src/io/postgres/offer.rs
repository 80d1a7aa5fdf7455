//! A second connection with OpenSSL's offer, where the handshake fails for what may be this program's lack.

use std::io;
use std::net::IpAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::address::connect_again;
use super::{Endpoint, negotiation, tls};
use crate::libpq::capture::{HandshakeFailure, SslReply};
use crate::libpq::sslmode::{Negotiation, TlsVersion};
use crate::openssl::hello::{self, HelloAnswer};

/// libpq takes certificates of 100 KB; there is more in a flight than these.
const FLIGHT_LIMIT: usize = 160 << 10;

/// Whether OpenSSL may fare better: an alert may be for what this program's offer lacks.
pub(super) fn may_be_ours(failure: &HandshakeFailure) -> bool {
    matches!(failure, HandshakeFailure::Alert(_) | HandshakeFailure::Other(_) | HandshakeFailure::Closed)
}

/// What became of OpenSSL's offer.
pub(super) async fn explain(
    endpoint: &Endpoint,
    address: IpAddr,
    failure: &HandshakeFailure,
) -> HandshakeFailure {
    let greatest = endpoint.max_version.unwrap_or(TlsVersion::V1_3);
    let Some(answer) = ask(endpoint, address, greatest).await else { return untold(failure) };
    match answer {
        // Nothing in the offer made the difference.
        HelloAnswer::Chosen { suite, .. }
            if !matches!(failure, HandshakeFailure::Alert(_)) && tls::speaks(suite) =>
        {
            untold(failure)
        }
        HelloAnswer::Chosen { version: Some(version), suite, certificates }
            if version >= endpoint.min_version =>
        {
            HandshakeFailure::OnlyOpenssl {
                version,
                cipher_suite: hello::suite_name(suite),
                chain: certificates,
            }
        }
        HelloAnswer::Chosen { version, .. } => {
            HandshakeFailure::OldVersion { version: version.unwrap_or(TlsVersion::V1_0), by_alert: false }
        }
        HelloAnswer::Alert(70) => old_version(endpoint, address).await.unwrap_or(HandshakeFailure::Alert(70)),
        HelloAnswer::Alert(code) => HandshakeFailure::Alert(code),
        HelloAnswer::Incomplete | HelloAnswer::NotTls => failure.clone(),
    }
}

/// The failure where it is not known whether OpenSSL would share it.
pub(super) fn untold(failure: &HandshakeFailure) -> HandshakeFailure {
    match failure {
        HandshakeFailure::Alert(code) => {
            HandshakeFailure::Other(format!("the server refuses this program's offer by alert {code}"))
        }
        HandshakeFailure::Closed => {
            HandshakeFailure::Other("the server closes the connection upon this program's offer".into())
        }
        other => other.clone(),
    }
}

/// The greatest version of a server that has none of those in the bounds.
async fn old_version(endpoint: &Endpoint, address: IpAddr) -> Option<HandshakeFailure> {
    let older = [TlsVersion::V1_2, TlsVersion::V1_1, TlsVersion::V1_0];
    for newest in older.into_iter().filter(|version| *version < endpoint.min_version.max(TlsVersion::V1_2)) {
        if let HelloAnswer::Chosen { version: Some(version), .. } = ask(endpoint, address, newest).await? {
            return Some(HandshakeFailure::OldVersion { version, by_alert: true });
        }
    }
    None
}

/// What the server answers, as far as it comes in time; none where it says nothing and does not end the connection
/// either.
async fn ask(endpoint: &Endpoint, address: IpAddr, newest: TlsVersion) -> Option<HelloAnswer> {
    let mut bytes = Vec::new();
    let exchanged = exchange(endpoint, address, newest, &mut bytes);
    let exchanged = tokio::time::timeout(super::SECOND_LOOK, exchanged).await;
    let ended = exchanged.is_ok_and(|exchanged| exchanged.is_ok());
    (ended || !bytes.is_empty()).then(|| hello::read(&bytes, true))
}

async fn exchange(
    endpoint: &Endpoint,
    address: IpAddr,
    newest: TlsVersion,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    let mut stream = connect_again(address, endpoint.port).await?;
    if endpoint.negotiation == Negotiation::Postgres
        && negotiation::ask(&mut stream).await.0 != SslReply::Willing
    {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    let hello = hello::build(endpoint.server_name(), endpoint.min_version, newest);
    // However the server ends the connection, what it said before counts.
    if stream.write_all(&hello).await.is_ok() {
        while bytes.len() < FLIGHT_LIMIT
            && hello::read(bytes, false) == HelloAnswer::Incomplete
            && matches!(stream.read_buf(bytes).await, Ok(1..))
        {}
    }
    Ok(())
}
