//! From a host to a connection: its addresses, tried in turn (`PQconnectPoll`, `CONNECTION_NEEDED`).

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Endpoint;
use crate::libpq::capture::{ConnectStep, Reason, Unreachable};
use crate::libpq::host_address;

/// The first of the host's addresses that takes the connection.
pub(super) async fn connect(endpoint: &Endpoint, deadline: Instant) -> Result<TcpStream, Unreachable> {
    let addresses = tokio::time::timeout_at(deadline, look_up(endpoint));
    let addresses = addresses.await.unwrap_or_else(|_| {
        let host = endpoint.host.as_deref().unwrap_or_default();
        let message = format!("looking up `{host}` took longer than the time limit");
        Err(Unreachable { reason: Reason::TimeLimit, step: ConnectStep::Tcp, message })
    })?;
    let mut failures = Vec::new();
    let mut reason = Reason::Network;
    for (index, address) in addresses.iter().enumerate() {
        // A dead address must not take the time of those behind it.
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - index).unwrap_or(1);
        let (why, text) = match tokio::time::timeout(share, TcpStream::connect(*address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                (Reason::Refused, "connection refused".to_owned())
            }
            Ok(Err(error)) => (Reason::Network, error.to_string()),
            Err(_) => (Reason::TimeLimit, "no answer within the time limit".to_owned()),
        };
        reason = why;
        failures.push(format!("{} port {}: {text}", address.ip(), address.port()));
    }
    let message = format!("cannot connect to {}", failures.join("; "));
    Err(Unreachable { reason, step: ConnectStep::Tcp, message })
}

async fn look_up(endpoint: &Endpoint) -> Result<Vec<SocketAddr>, Unreachable> {
    let host = endpoint.hostaddr.as_deref().or(endpoint.host.as_deref()).unwrap_or_default();
    let known: Option<IpAddr> = host.parse().ok().or_else(|| host_address::parse(host));
    if let Some(address) = known {
        return Ok(vec![SocketAddr::new(address, endpoint.port)]);
    }
    let failed = |message: String| Unreachable { reason: Reason::Name, step: ConnectStep::Tcp, message };
    let found = tokio::net::lookup_host((host, endpoint.port)).await;
    let found =
        found.map_err(|error| failed(format!("cannot look up `{host}`: {}", resolver_words(&error))))?;
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() { Err(failed(format!("`{host}` has no address"))) } else { Ok(addresses) }
}

/// The resolver's own words, without what the standard library puts before them.
fn resolver_words(error: &io::Error) -> String {
    let text = error.to_string();
    text.strip_prefix("failed to lookup address information: ").map_or(text.clone(), str::to_owned)
}
