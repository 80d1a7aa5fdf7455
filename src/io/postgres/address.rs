//! From a host to a connection: its addresses, tried in turn (`PQconnectPoll`, `CONNECTION_NEEDED`).

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Endpoint;
use super::unreachable::{ConnectFault, Unreachable};
use crate::io::fault;
use crate::libpq::{conninfo, host_address};

/// The first of the host's addresses that takes the connection.
pub(super) async fn connect(
    endpoint: &Endpoint,
    deadline: Instant,
) -> Result<(TcpStream, IpAddr), Unreachable> {
    let addresses = tokio::time::timeout_at(deadline, look_up(endpoint))
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

async fn look_up(endpoint: &Endpoint) -> Result<Vec<SocketAddr>, Unreachable> {
    if endpoint.hostaddr.as_deref().is_some_and(|address| !conninfo::is_numeric(address)) {
        return Err(Unreachable::UnreadableAddress);
    }
    let host = endpoint.hostaddr.as_deref().or(endpoint.host.as_deref()).unwrap_or_default();
    let known: Option<IpAddr> = host.parse().ok().or_else(|| host_address::parse(host));
    if let Some(address) = known {
        return Ok(vec![SocketAddr::new(address, endpoint.port)]);
    }
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in resolve(host, endpoint.port).await? {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() { Err(Unreachable::NoAddress(host.to_owned())) } else { Ok(addresses) }
}

/// The look-ups under way. One that ran into its time limit goes on in its thread, and holds its descriptors.
static LOOK_UPS: AtomicUsize = AtomicUsize::new(0);

/// Whether a look-up is under way, although nobody may wait for it any more.
pub(super) fn is_looking_up() -> bool {
    LOOK_UPS.load(Ordering::SeqCst) > 0
}

/// Asks the system's resolver.
async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Unreachable> {
    let name = host.to_owned();
    LOOK_UPS.fetch_add(1, Ordering::SeqCst);
    let found = tokio::task::spawn_blocking(move || {
        let found = (name.as_str(), port).to_socket_addrs().map(Iterator::collect);
        // Asked here, at once: another thread may give a descriptor back.
        let exhausted = found.is_err() && fault::descriptors_are_exhausted();
        LOOK_UPS.fetch_sub(1, Ordering::SeqCst);
        (found, exhausted)
    });
    let (found, exhausted) = found.await.unwrap_or_else(|stopped| (Err(stopped.into()), false));
    found.map_err(|error| Unreachable::LookUpFailed {
        host: host.to_owned(),
        out_of_descriptors: exhausted || fault::is_out_of_descriptors(&error),
        error,
    })
}
