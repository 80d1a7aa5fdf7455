//! From a host to a connection: its addresses, tried in turn (`PQconnectPoll`, `CONNECTION_NEEDED`).

use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Endpoint;
use super::unreachable::{ConnectFault, Unreachable};
use crate::io::fault;
use crate::libpq::host_address;

/// The first of the host's addresses that takes the connection.
pub(super) async fn connect(endpoint: &Endpoint, deadline: Instant) -> Result<TcpStream, Unreachable> {
    let addresses = tokio::time::timeout_at(deadline, look_up(endpoint))
        .await
        .unwrap_or_else(|_| Err(Unreachable::LookUpTimedOut(endpoint.host.clone().unwrap_or_default())))?;
    let mut faults = Vec::new();
    for (index, address) in addresses.iter().enumerate() {
        // A dead address must not use up the time of those after it.
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - index).unwrap_or(1);
        let fault = match tokio::time::timeout(share, TcpStream::connect(*address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => ConnectFault::System(error),
            Err(_) => ConnectFault::TimeLimit,
        };
        faults.push((*address, fault));
    }
    Err(Unreachable::NotConnected(faults))
}

async fn look_up(endpoint: &Endpoint) -> Result<Vec<SocketAddr>, Unreachable> {
    let host = endpoint.hostaddr.as_deref().or(endpoint.host.as_deref()).unwrap_or_default();
    let known: Option<IpAddr> = host.parse().ok().or_else(|| host_address::parse(host));
    if let Some(address) = known {
        return Ok(vec![SocketAddr::new(address, endpoint.port)]);
    }
    let found = tokio::net::lookup_host((host, endpoint.port)).await;
    let found = found.map_err(|error| Unreachable::LookUpFailed {
        host: host.to_owned(),
        out_of_descriptors: fault::is_out_of_descriptors(&error) || fault::descriptors_are_exhausted(),
        error,
    })?;
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() { Err(Unreachable::NoAddress(host.to_owned())) } else { Ok(addresses) }
}
