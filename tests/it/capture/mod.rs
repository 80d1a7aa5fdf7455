//! What the capture tells of real servers, of OpenSSL's in every shape, and of what is no PostgreSQL server.

mod certificates;
mod handshakes;
mod postgresql;
mod proofs;
mod replies;

use std::net::SocketAddr;
use std::time::Duration;

use pgcerts::testing::{Capture, Handshake, HandshakeFailure, Tls};
use pgcerts::testing::{Diagnostic, Endpoint, EndpointClient, Unreachable, capture_all};
use pgcerts::testing::{Negotiation, TlsVersion};

/// The host that the tests ask for.
const HOST: &str = "db.example.test";

/// No server of these tests takes longer, unless it is to run into the limit.
const PATIENCE: Duration = Duration::from_secs(10);

fn endpoint(address: SocketAddr) -> Endpoint {
    Endpoint {
        host: Some(HOST.into()),
        hostaddr: Some(address.ip().to_string()),
        port: address.port(),
        negotiation: Negotiation::Postgres,
        min_version: TlsVersion::V1_2,
        max_version: None,
        sni: true,
        client: EndpointClient::default(),
    }
}

fn direct(address: SocketAddr) -> Endpoint {
    Endpoint { negotiation: Negotiation::Direct, ..endpoint(address) }
}

fn within(endpoint: Endpoint, limit: Duration) -> Result<Capture, Unreachable> {
    let mut results = Vec::new();
    let keep = |_, result| {
        results.push(result);
        Ok::<_, Diagnostic>(true)
    };
    capture_all(vec![endpoint], 1, limit, keep).expect("a runtime");
    results.pop().expect("a result")
}

#[track_caller]
fn captured(endpoint: Endpoint) -> Capture {
    within(endpoint, PATIENCE).expect("a server that answers")
}

#[track_caller]
fn established(endpoint: Endpoint) -> Handshake {
    match captured(endpoint).tls {
        Tls::Established(handshake) => handshake,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn failed(endpoint: Endpoint) -> HandshakeFailure {
    match captured(endpoint).tls {
        Tls::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}
