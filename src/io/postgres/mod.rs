//! Talks to a PostgreSQL server as libpq does, up to the end of the TLS handshake or to the first request for a password,
//! and captures what it says. Nothing is judged here. Only [`OpenServer`] logs in, with the policy that its caller sets
//! once the capture is judged.

mod address;
mod alert;
mod auth;
mod fleet;
mod flight;
mod login;
mod negotiation;
mod offer;
mod opened;
mod other;
mod probe;
pub(crate) mod proof;
mod recorded;
mod resolver;
mod session;
mod socket;
mod stream;
mod tls;
mod unreachable;
mod worker;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::client::identity::ClientIdentity;
use crate::libpq::capture::SocketCapture;
use crate::libpq::capture::{AuthCapture, AuthReply, Capture, HandshakeFailure, SslReply, Tls};
use crate::libpq::conninfo::{self, Target};
use crate::libpq::login::StartupMessage;
use crate::libpq::sslmode::{Negotiation, TlsVersion};

use resolver::Resolver;
use stream::ServerStream;
use tls::TlsAnswer;

pub use fleet::capture_all;
pub(crate) use fleet::reach_all;
pub(crate) use login::{Credentials, LoginFault};
pub(crate) use negotiation::system_text;
pub(crate) use opened::OpenServer;
pub(crate) use session::{SamplingPlan, Session, SessionFault};
pub(crate) use unreachable::ConnectFault;
pub use unreachable::Unreachable;
pub use worker::FleetEnd;

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
    /// Whether the server gets the host's name (SNI).
    pub sni: bool,
    /// Who connects.
    pub client: EndpointClient,
}

/// Who connects. By default, nobody in particular.
#[derive(Clone, Debug, Default)]
pub struct EndpointClient {
    /// The client certificate to present if the server asks for one.
    pub(crate) identity: Option<ClientIdentity>,
    /// The startup message to send, under TLS and in plaintext.
    pub(crate) startup: Option<StartupMessage>,
    /// Whether to find out what the server takes besides, with further connections.
    pub(crate) probes: bool,
    /// Whether the connection stays open for a login, once the handshake is done.
    pub(crate) stays: bool,
}

impl Endpoint {
    /// The endpoint of a target.
    pub fn for_target(target: &Target) -> Self {
        Self {
            host: target.host.clone(),
            hostaddr: target.hostaddr.clone(),
            port: target.port,
            negotiation: target.negotiation,
            min_version: target.min_version,
            max_version: target.max_version,
            sni: target.sni,
            client: EndpointClient::default(),
        }
    }

    /// The Unix sockets that it may mean; none where it is reached over TCP.
    fn sockets(&self) -> Vec<String> {
        conninfo::socket::paths(self.host.as_deref(), self.hostaddr.as_deref(), self.port)
    }

    /// The name that the server gets (SNI): the host as it was typed, unless it is an address (`initialize_SSL` in
    /// `fe-secure-openssl.c`).
    fn server_name(&self) -> Option<&str> {
        let host = self.host.as_deref().filter(|host| self.sni && !host.is_empty())?;
        let is_address = host.contains(':') || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        (!is_address).then_some(host)
    }
}

/// How a server was reached.
#[derive(Clone, Debug)]
pub(crate) enum Reached {
    /// By this Unix socket, where there is no TLS.
    Socket(SocketCapture),
    /// Over TCP.
    Server(Box<Capture>),
}

/// Connects to the socket or the server, all before the deadline.
///
/// # Errors
/// As [`capture`].
async fn reach(endpoint: &Endpoint, resolver: &Resolver, deadline: Instant) -> Result<Reached, Unreachable> {
    if endpoint.port == conninfo::NO_PORT {
        return Err(Unreachable::InvalidPort);
    }
    let sockets = endpoint.sockets();
    if sockets.is_empty() {
        return capture(endpoint, resolver, deadline).await.map(|capture| Reached::Server(Box::new(capture)));
    }
    socket::connect(sockets, endpoint.client.startup.as_ref(), deadline).await.map(Reached::Socket)
}

/// Connects, asks for TLS, and carries the handshake to its end, all before the deadline.
///
/// # Errors
/// Where the server could not be reached, or did not answer in time.
async fn capture(
    endpoint: &Endpoint,
    resolver: &Resolver,
    deadline: Instant,
) -> Result<Capture, Unreachable> {
    let FirstLook { mut capture, mut connections, .. } = observe(endpoint, resolver, deadline).await?;
    if let Some(startup) = &endpoint.client.startup {
        let asked = in_plaintext(startup, capture.address, endpoint.port, deadline);
        // That this connection is not answered takes nothing from what is known of TLS.
        let asked = tokio::time::timeout_at(deadline, asked).await;
        capture.auth.plaintext = asked.unwrap_or(Some(AuthReply::Silent));
        connections += 1;
    }
    if endpoint.client.probes && matches!(capture.reply, None | Some(SslReply::Willing)) {
        capture.probe = Some(probe::probe(endpoint, capture.address, connections, deadline).await);
    }
    Ok(capture)
}

/// What the first connection shows, and those that explain it.
struct FirstLook {
    capture: Capture,
    /// The connection under TLS, where it stays open.
    open: Option<ServerStream>,
    /// How many connections were made.
    connections: usize,
}

/// The same without a connection in plaintext and without a probe.
///
/// # Errors
/// As [`capture`].
async fn observe(
    endpoint: &Endpoint,
    resolver: &Resolver,
    deadline: Instant,
) -> Result<FirstLook, Unreachable> {
    let (stream, address) = address::connect(endpoint, resolver, deadline).await?;
    let mut look = attempt(endpoint, stream, address, deadline).await?;
    look.connections += offer::look_again(endpoint, &mut look.capture, deadline).await;
    if is_strange(&look.capture) {
        look.connections += other::CONNECTIONS;
        let found = tokio::time::timeout_at(deadline, other::find_out(endpoint, address)).await;
        look.capture.other_protocol = found.ok().flatten();
    }
    Ok(look)
}

/// The answer to a startup message without TLS. None where the server takes no further connection.
async fn in_plaintext(
    startup: &StartupMessage,
    address: IpAddr,
    port: u16,
    deadline: Instant,
) -> Option<AuthReply> {
    let mut stream = address::connect_again(address, port).await.ok()?;
    Some(auth::ask(&mut stream, startup, deadline).await)
}

/// The server's answers, and how many connections that took.
async fn attempt(
    endpoint: &Endpoint,
    mut stream: TcpStream,
    address: IpAddr,
    deadline: Instant,
) -> Result<FirstLook, Unreachable> {
    let place = SocketAddr::new(address, endpoint.port);
    let (reply, early_bytes) = match endpoint.negotiation {
        Negotiation::Direct => (None, false),
        Negotiation::Postgres => {
            let asked = tokio::time::timeout_at(deadline, negotiation::ask(&mut stream)).await;
            let (reply, more) = asked.map_err(|_| Unreachable::Silent(place))?;
            (Some(reply), more)
        }
    };
    let TlsAnswer { mut tls, client, auth, promises_status, mut open } = match reply {
        Some(SslReply::Willing) | None => {
            let asked = tls::handshake(endpoint, stream, early_bytes, deadline);
            // One that speaks first may wait forever for more of its own protocol.
            let limit = if early_bytes { deadline.min(Instant::now() + SECOND_LOOK) } else { deadline };
            match tokio::time::timeout_at(limit, asked).await {
                Ok(answer) => answer,
                Err(_) if early_bytes => TlsAnswer::stuck(),
                Err(_) => return Err(Unreachable::StuckHandshake(place)),
            }
        }
        _ => TlsAnswer::without_client(Tls::NotTried),
    };
    if promises_status && let Some(refused) = offer::refused(endpoint, address, deadline).await {
        tls = Tls::Failed(refused);
        open = None;
    }
    let auth = AuthCapture { tls: auth, plaintext: None };
    let capture =
        Capture { address, reply, early_bytes, tls, client, auth, other_protocol: None, probe: None };
    // libpq ends such a connection, too.
    let open = open.filter(|_| !early_bytes);
    Ok(FirstLook { capture, open, connections: 1 + usize::from(promises_status) })
}

/// Whether the server behaves as no PostgreSQL does.
fn is_strange(capture: &Capture) -> bool {
    let is_strange_reply = match &capture.reply {
        Some(SslReply::Other(_) | SslReply::Closed | SslReply::Broken(_)) => true,
        // The first byte of MySQL's greeting is a length, which may be any letter.
        Some(SslReply::Error(message)) => message.is_empty(),
        Some(SslReply::Unwilling) => capture.early_bytes,
        Some(SslReply::Willing) | None => false,
    };
    let is_strange_tls = match capture.tls {
        Tls::Failed(HandshakeFailure::NotTls) => true,
        Tls::Failed(_) => capture.early_bytes,
        Tls::NotTried | Tls::Established(_) => false,
    };
    is_strange_reply || is_strange_tls
}

/// Verifies a handshake's signature, for the fuzzer.
#[cfg(fuzzing)]
pub(crate) fn verify_proof(
    certificate: &[u8],
    scheme: u16,
    message: &[u8],
    signature: &[u8],
) -> crate::x509::signature::Signature {
    tls::verify_proof(certificate, scheme.into(), message, signature)
}

/// The time for what a second connection finds out.
const SECOND_LOOK: Duration = Duration::from_secs(1);
