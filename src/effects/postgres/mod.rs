//! Talks to a PostgreSQL server up to the end of the TLS handshake, as libpq does, and captures what it says.
//! Nothing is judged here, and nobody logs in.

mod address;
mod fleet;
mod negotiation;
mod offer;
mod other;
mod proof;
mod tls;

use std::net::IpAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::capture::{Capture, Failure, Reason, Reply, Tls, Unreachable};
use crate::sslmode::{Negotiation, TlsVersion};
use crate::target::Target;

pub use fleet::capture_all;

/// Where to connect, and how.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The host, for the look-up and to tell the server which name is meant.
    pub host: Option<String>,
    /// The address to connect to in place of a look-up.
    pub hostaddr: Option<String>,
    /// The port.
    pub port: u16,
    /// How TLS begins.
    pub negotiation: Negotiation,
    /// The least version of TLS.
    pub min_version: TlsVersion,
    /// The greatest version of TLS, where one is set.
    pub max_version: Option<TlsVersion>,
    /// Whether the server is told the host's name.
    pub sni: bool,
}

impl Endpoint {
    /// The endpoint of a target.
    pub fn of(target: &Target) -> Self {
        Self {
            host: target.host.clone(),
            hostaddr: target.hostaddr.clone(),
            port: target.port,
            negotiation: target.negotiation,
            min_version: target.min_version,
            max_version: target.max_version,
            sni: target.sni,
        }
    }

    /// The name that the server is told: the host as it was typed, unless it is an address (`initialize_SSL` in
    /// `fe-secure-openssl.c`).
    fn server_name(&self) -> Option<&str> {
        let host = self.host.as_deref().filter(|host| self.sni && !host.is_empty())?;
        let is_address = host.contains(':') || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        (!is_address).then_some(host)
    }
}

/// Connects, asks for TLS, and carries the handshake to its end, all before the deadline.
///
/// # Errors
/// Where the server could not be reached, or did not answer in time.
pub async fn capture(endpoint: &Endpoint, deadline: Instant) -> Result<Capture, Unreachable> {
    let stream = address::connect(endpoint, deadline).await?;
    let address = peer(&stream)?;
    let (reply, tls) = within(deadline, address, endpoint, attempt(endpoint, stream)).await?;
    let mut capture = Capture { address, reply, tls, other_protocol: None };
    // What a second connection finds out is worth no failure of the first.
    if let Tls::Failed(failure) = &capture.tls
        && offer::may_be_ours(failure)
    {
        let found = tokio::time::timeout_at(deadline, offer::explain(endpoint, address)).await;
        if let Some(better) = found.ok().flatten() {
            capture.tls = Tls::Failed(better);
        }
    }
    if is_strange(&capture) {
        let found = tokio::time::timeout_at(deadline, other::find_out(endpoint, address)).await;
        capture.other_protocol = found.ok().flatten();
    }
    Ok(capture)
}

async fn attempt(endpoint: &Endpoint, mut stream: TcpStream) -> (Option<Reply>, Tls) {
    if endpoint.negotiation == Negotiation::Direct {
        return (None, tls::handshake(endpoint, stream).await);
    }
    let reply = negotiation::ask(&mut stream).await;
    let tls = match reply {
        Reply::Willing if negotiation::has_early_bytes(&stream) => Tls::EarlyBytes,
        Reply::Willing => tls::handshake(endpoint, stream).await,
        _ => Tls::NotTried,
    };
    (Some(reply), tls)
}

/// Whether the server behaves as no PostgreSQL does.
fn is_strange(capture: &Capture) -> bool {
    matches!(capture.reply, Some(Reply::Other(_) | Reply::Closed | Reply::Broken(_)))
        || matches!(capture.tls, Tls::EarlyBytes | Tls::Failed(Failure::NotTls))
}

fn peer(stream: &TcpStream) -> Result<IpAddr, Unreachable> {
    let failed = |error: std::io::Error| Unreachable { reason: Reason::Network, message: error.to_string() };
    stream.peer_addr().map(|peer| peer.ip()).map_err(failed)
}

async fn within<T>(
    deadline: Instant,
    address: IpAddr,
    endpoint: &Endpoint,
    task: impl Future<Output = T>,
) -> Result<T, Unreachable> {
    tokio::time::timeout_at(deadline, task).await.map_err(|_| Unreachable {
        reason: Reason::TimeLimit,
        message: format!(
            "{address} port {} took the connection and did not answer within the time limit",
            endpoint.port
        ),
    })
}

/// The time for what a second connection finds out.
const SECOND_LOOK: Duration = Duration::from_secs(1);
