//! From a host to a connection: its addresses, tried in turn (`PQconnectPoll`, `CONNECTION_NEEDED`).

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Endpoint;
use super::resolver::Resolver;
use super::unreachable::{ConnectFault, Unreachable};
use crate::io::fault;
use crate::libpq::{conninfo, host_address};

/// The first of the host's addresses that takes the connection.
pub(super) async fn connect(
    endpoint: &Endpoint,
    resolver: &Resolver,
    deadline: Instant,
) -> Result<(TcpStream, IpAddr), Unreachable> {
    let addresses = tokio::time::timeout_at(deadline, look_up(endpoint, resolver))
        .await
        .unwrap_or_else(|_| Err(Unreachable::LookUpTimedOut(endpoint.host.clone().unwrap_or_default())))?;
    let mut faults = Vec::new();
    for (index, address) in addresses.iter().enumerate() {
        // A dead address must not use up the time of those after it.
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - index).unwrap_or(1);
        let fault = match tokio::time::timeout(share, TcpStream::connect(*address)).await {
            Ok(Ok(stream)) => return Ok((stream, address.ip())),
            Ok(Err(error)) => ConnectFault::System(error),
            Err(_) => ConnectFault::TimeLimit,
        };
        faults.push((*address, fault));
    }
    Err(Unreachable::NotConnected(faults))
}

/// A further connection to a server that was reached. It waits for a descriptor: its caller has a time limit.
pub(super) async fn connect_again(address: IpAddr, port: u16) -> io::Result<TcpStream> {
    loop {
        match TcpStream::connect((address, port)).await {
            Err(error) if fault::is_out_of_descriptors(&error) => tokio::time::sleep(PAUSE).await,
            connected => return connected,
        }
    }
}

const PAUSE: Duration = Duration::from_millis(20);

async fn look_up(endpoint: &Endpoint, resolver: &Resolver) -> Result<Vec<SocketAddr>, Unreachable> {
    if endpoint.hostaddr.as_deref().is_some_and(|address| !conninfo::is_numeric(address)) {
        return Err(Unreachable::UnreadableAddress);
    }
    let host = endpoint.hostaddr.as_deref().or(endpoint.host.as_deref()).unwrap_or_default();
    let known: Option<IpAddr> = host.parse().ok().or_else(|| host_address::parse(host));
    if let Some(address) = known {
        return Ok(vec![SocketAddr::new(address, endpoint.port)]);
    }
    let mut addresses = resolver.resolve(host).await?.to_vec();
    for address in &mut addresses {
        address.set_port(endpoint.port);
    }
    if addresses.is_empty() { Err(Unreachable::NoAddress(host.to_owned())) } else { Ok(addresses) }
}
