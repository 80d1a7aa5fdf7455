//! `check --probe`: what a server takes, asked by `ClientHello`s, each over a connection of its own and one after another.
//! No handshake is completed.

use std::net::IpAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::Instant;

use super::address::connect_again;
use super::offer::FLIGHT_LIMIT;
use super::{Endpoint, negotiation};
use crate::io::random;
use crate::libpq::capture::SslReply;
use crate::libpq::probe_capture::{ProbeCapture, ProbeEnd};
use crate::libpq::sslmode::Negotiation;
use crate::openssl::hello::{PickReading, ProbeHello, Survey, read_pick};

/// The limit of connections to one server, those before the probe included.
const CONNECTIONS: usize = 40;

/// Asks until everything is known or a limit is reached. So many connections were made before.
pub(super) async fn probe(
    endpoint: &Endpoint,
    address: IpAddr,
    before: usize,
    deadline: Instant,
) -> ProbeCapture {
    let mut survey = Survey::new(CONNECTIONS.saturating_sub(before));
    let mut connections = before;
    while let Some(hello) = survey.question() {
        connections += 1;
        match tokio::time::timeout_at(deadline, ask(endpoint, address, &hello)).await {
            Ok(Ok(reading)) => survey.answer(reading),
            Ok(Err(end)) => survey.stop(end),
            Err(_) => survey.stop(ProbeEnd::TimeLimit),
        }
    }
    survey.found(connections)
}

/// What the server picks, or why it cannot be asked.
async fn ask(endpoint: &Endpoint, address: IpAddr, hello: &ProbeHello) -> Result<PickReading, ProbeEnd> {
    let random = random::bytes().map_err(|_| ProbeEnd::Unconnected)?;
    let stream = connect_again(address, endpoint.port).await;
    let mut stream = stream.map_err(|_| ProbeEnd::Unconnected)?;
    if endpoint.negotiation == Negotiation::Postgres
        && negotiation::ask(&mut stream).await.0 != SslReply::Willing
    {
        return Err(ProbeEnd::Unconnected);
    }
    let mut bytes = Vec::new();
    // A server that closes at once may reset the connection before the hello is sent.
    if stream.write_all(&hello.build(endpoint.server_name(), &random)).await.is_ok() {
        while read_pick(&bytes, false) == PickReading::Incomplete {
            if bytes.len() >= FLIGHT_LIMIT {
                return Err(ProbeEnd::Endless);
            }
            if !matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {
                break;
            }
        }
    }
    Ok(read_pick(&bytes, true))
}
