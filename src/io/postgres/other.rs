//! Finds out what a server is that does not speak PostgreSQL's protocol: by its greeting, by TLS, by HTTP.

use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::address::connect_again;
use super::{Endpoint, EndpointClient, tls};
use crate::libpq::capture::{HandshakeFailure, OtherProtocol, Tls};
use crate::libpq::sslmode::Negotiation;

/// Those that speak first do so at once.
const GREETING: Duration = Duration::from_millis(300);

/// How many connections it takes at most.
pub(super) const CONNECTIONS: usize = 3;

pub(super) async fn find_out(endpoint: &Endpoint, address: IpAddr) -> Option<OtherProtocol> {
    tokio::time::timeout(super::SECOND_LOOK * 2, try_all(endpoint, address)).await.ok().flatten()
}

async fn try_all(endpoint: &Endpoint, address: IpAddr) -> Option<OtherProtocol> {
    let connect = || connect_again(address, endpoint.port);
    let mut stream = connect().await.ok()?;
    if let Some(found) = protocol_from_greeting(&first_bytes(&mut stream, GREETING).await) {
        return Some(found);
    }
    drop(stream);
    let direct =
        Endpoint { negotiation: Negotiation::Direct, client: EndpointClient::default(), ..endpoint.clone() };
    match tls::handshake(&direct, connect().await.ok()?, false, Instant::now() + super::SECOND_LOOK).await.tls
    {
        Tls::Established(_) => return Some(OtherProtocol::Tls { postgresql: true }),
        Tls::Failed(HandshakeFailure::NoAlpn | HandshakeFailure::Alert(_)) => {
            return Some(OtherProtocol::Tls { postgresql: false });
        }
        _ => {}
    }
    let mut stream = connect().await.ok()?;
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await.ok()?;
    protocol_from_greeting(&first_bytes(&mut stream, super::SECOND_LOOK).await)
}

async fn first_bytes(stream: &mut TcpStream, limit: Duration) -> Vec<u8> {
    let mut bytes = vec![0; 64];
    let read = tokio::time::timeout(limit, stream.read(&mut bytes)).await;
    bytes.truncate(read.map_or(0, Result::unwrap_or_default));
    bytes
}

/// MySQL's greeting is a packet with a length of three bytes, the number 0, and the version of its protocol.
fn protocol_from_greeting(bytes: &[u8]) -> Option<OtherProtocol> {
    match bytes {
        [b'S', b'S', b'H', b'-', ..] => Some(OtherProtocol::Ssh),
        [b'H', b'T', b'T', b'P', b'/', ..] => Some(OtherProtocol::Http),
        [_, _, 0, 0, 9 | 10 | 0xff, ..] => Some(OtherProtocol::Mysql),
        _ => None,
    }
}
