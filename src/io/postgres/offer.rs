//! A second connection with OpenSSL's offer, where the handshake fails for what may be this program's lack.

use std::io;
use std::net::IpAddr;

use ring::error::Unspecified;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::Instant;

use super::address::connect_again;
use super::flight::{self, FlightOutcome};
use super::{Endpoint, negotiation, tls};
use crate::io::random;
use crate::libpq::capture::{Capture, ClientExchange, HandshakeFailure, SslReply, Tls};
use crate::libpq::sslmode::{Negotiation, TlsVersion};
use crate::openssl::hello::{self, HelloAnswer, Offer, ServerFlight};

/// libpq takes certificates of 100 KB; there is more in a flight than these.
pub(super) const FLIGHT_LIMIT: usize = 160 << 10;

/// Asks again with OpenSSL's offer, where that may change what is known of a failed handshake. Returns how many
/// connections that takes at most.
pub(super) async fn look_again(endpoint: &Endpoint, capture: &mut Capture, deadline: Instant) -> usize {
    /// The offer, and one for each older version.
    const CONNECTIONS: usize = 4;
    let Tls::Failed(failure) = &capture.tls else { return 0 };
    if !may_be_ours(failure) {
        return 0;
    }
    // What a second connection finds out is worth no failure of the first.
    let found = tokio::time::timeout_at(deadline, explain(endpoint, capture.address, failure)).await;
    let (failure, client) = found.unwrap_or_else(|_| (untold(failure), None));
    capture.tls = Tls::Failed(failure);
    if let Some(client) = client {
        capture.client = client;
    }
    CONNECTIONS
}

/// Why OpenSSL refuses the answer to its own offer, if it does.
pub(super) async fn refused(
    endpoint: &Endpoint,
    address: IpAddr,
    deadline: Instant,
) -> Option<HandshakeFailure> {
    let offer = offer(endpoint, endpoint.max_version.unwrap_or(TlsVersion::V1_3)).ok()?;
    let answer = tokio::time::timeout_at(deadline, ask(endpoint, address, &offer)).await.ok()?;
    if let HelloAnswer::Refused(reason) = answer? { Some(HandshakeFailure::Refused(reason)) } else { None }
}

/// Whether OpenSSL may fare better: an alert may be for what this program's offer lacks.
fn may_be_ours(failure: &HandshakeFailure) -> bool {
    matches!(
        failure,
        HandshakeFailure::Alert(_)
            | HandshakeFailure::Other(_)
            | HandshakeFailure::Closed
            | HandshakeFailure::TooLarge
    )
}

type Explained = (HandshakeFailure, Option<ClientExchange>);

/// What became of OpenSSL's offer, and what the server asked of the client.
async fn explain(endpoint: &Endpoint, address: IpAddr, failure: &HandshakeFailure) -> Explained {
    let greatest = endpoint.max_version.unwrap_or(TlsVersion::V1_3);
    let Ok(offer) = offer(endpoint, greatest) else { return (untold(failure), None) };
    let Some(answer) = ask(endpoint, address, &offer).await else { return (untold(failure), None) };
    let found = match answer {
        HelloAnswer::Chosen(flight) => return chosen(endpoint, &offer, &flight, failure),
        HelloAnswer::Refused(reason) => HandshakeFailure::Refused(reason),
        HelloAnswer::Alert(70) => old_version(endpoint, address).await.unwrap_or(HandshakeFailure::Alert(70)),
        HelloAnswer::Alert(code) => HandshakeFailure::Alert(code),
        HelloAnswer::Incomplete | HelloAnswer::NotTls => failure.clone(),
    };
    (found, None)
}

fn chosen(
    endpoint: &Endpoint,
    offer: &Offer,
    flight: &ServerFlight,
    failure: &HandshakeFailure,
) -> Explained {
    let version = match flight.hello.version() {
        Some(version) if version >= endpoint.min_version => version,
        old => {
            let version = old.unwrap_or(TlsVersion::V1_0);
            return (HandshakeFailure::OldVersion { version, by_alert: false }, None);
        }
    };
    let client = flight.acceptable.clone().map(|acceptable| ClientExchange {
        requested: true,
        acceptable,
        ..ClientExchange::default()
    });
    let found = match flight::outcome(flight, offer) {
        FlightOutcome::Refused(failure) => failure,
        // Nothing in the offer made the difference.
        _ if is_shared(failure, version, flight.hello.suite) => untold(failure),
        FlightOutcome::Continues if misses_alpn(endpoint, flight) => HandshakeFailure::NoAlpn,
        outcome => HandshakeFailure::OnlyOpenssl {
            version,
            cipher_suite: hello::suite_name(flight.hello.suite),
            chain: flight.certificates.clone(),
            doubt: if let FlightOutcome::Unknown(why) = outcome { Some(why) } else { None },
        },
    };
    (found, client)
}

/// Whether OpenSSL's offer brings no more than this program's.
fn is_shared(failure: &HandshakeFailure, version: TlsVersion, suite: u16) -> bool {
    match failure {
        HandshakeFailure::Alert(_) => false,
        HandshakeFailure::TooLarge => version == TlsVersion::V1_3,
        _ => tls::speaks(suite),
    }
}

fn misses_alpn(endpoint: &Endpoint, flight: &ServerFlight) -> bool {
    endpoint.negotiation == Negotiation::Direct && !flight.hello.selects_postgresql()
}

/// OpenSSL's offer up to this version.
fn offer(endpoint: &Endpoint, newest: TlsVersion) -> Result<Offer<'_>, Unspecified> {
    let random = random::bytes()?;
    Ok(Offer { host: endpoint.server_name(), oldest: endpoint.min_version, newest, random })
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
        let offer = offer(endpoint, newest).ok()?;
        if let HelloAnswer::Chosen(flight) = ask(endpoint, address, &offer).await?
            && let Some(version) = flight.hello.version()
        {
            return Some(HandshakeFailure::OldVersion { version, by_alert: true });
        }
    }
    None
}

/// What the server answers, as far as it comes in time; none where it says nothing and does not end the connection
/// either.
async fn ask(endpoint: &Endpoint, address: IpAddr, offer: &Offer<'_>) -> Option<HelloAnswer> {
    let mut bytes = Vec::new();
    let exchanged = exchange(endpoint, address, offer, &mut bytes);
    let exchanged = tokio::time::timeout(super::SECOND_LOOK, exchanged).await;
    let ended = exchanged.is_ok_and(|exchanged| exchanged.is_ok());
    (ended || !bytes.is_empty()).then(|| hello::read(&bytes, true, offer))
}

async fn exchange(
    endpoint: &Endpoint,
    address: IpAddr,
    offer: &Offer<'_>,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    let mut stream = connect_again(address, endpoint.port).await?;
    if endpoint.negotiation == Negotiation::Postgres
        && negotiation::ask(&mut stream).await.0 != SslReply::Willing
    {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    let hello = hello::build(offer);
    // However the server ends the connection, its earlier messages count.
    if stream.write_all(&hello).await.is_ok() {
        while bytes.len() < FLIGHT_LIMIT
            && hello::read(bytes, false, offer) == HelloAnswer::Incomplete
            && matches!(stream.read_buf(bytes).await, Ok(1..))
        {}
    }
    Ok(())
}
