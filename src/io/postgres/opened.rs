//! A server whose connection stays open while it is judged, for a login on the very same connection.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use super::login::Credentials;
use super::resolver::Resolver;
use super::session::Session;
use super::socket::OpenSocket;
use super::stream::ServerStream;
use super::{Endpoint, FirstLook, LoginFault, Reached, Unreachable, address, login, observe, socket};
use crate::io::runtime::{NoEventQueue, Reactor};
use crate::libpq::capture::{AuthCapture, Capture, SocketCapture};
use crate::libpq::conninfo;

/// An open connection, and what was captured of the server.
pub(crate) struct OpenServer {
    reactor: Reactor,
    reached: Reached,
    port: u16,
    /// The connection under TLS or by a Unix socket.
    stream: Option<ServerStream>,
}

/// What came of connecting.
struct FirstContact {
    reached: Reached,
    stream: Option<ServerStream>,
}

impl OpenServer {
    /// Connects, and leaves the connection open.
    ///
    /// # Errors
    /// If the server cannot be reached, or does not answer in time.
    pub(crate) fn connect<E: From<NoEventQueue> + From<Unreachable>>(
        endpoint: &Endpoint,
        limit: Duration,
    ) -> Result<Self, E> {
        let reactor = Reactor::start()?;
        let opened = reactor.wait(async { open(endpoint, Instant::now() + limit).await });
        let FirstContact { reached, stream } =
            opened.ok_or_else(|| NoEventQueue(std::io::ErrorKind::Unsupported.into()))??;
        Ok(Self { reactor, reached, port: endpoint.port, stream })
    }

    /// What was captured.
    pub(crate) fn reached(&self) -> &Reached {
        &self.reached
    }

    /// Whether there is an open connection under TLS or by a Unix socket.
    pub(crate) fn is_open(&self) -> bool {
        self.stream.is_some()
    }

    /// Drops the connection, so that the login is on a new one in plaintext.
    pub(crate) fn forget_connection(&mut self) {
        self.stream = None;
    }

    /// Logs in. Without an open connection, that is in plaintext on another one. The time limit is the login's own: whoever
    /// types the password first may take long.
    ///
    /// # Errors
    /// If the server refuses, or the policy refuses what the server asks.
    pub(crate) fn log_in(self, credentials: &Credentials, limit: Duration) -> Result<Session, LoginFault> {
        let Self { reactor, reached, port, stream, .. } = self;
        let logged_in = reactor.wait(async {
            let deadline = Instant::now() + limit;
            let mut stream = match (stream, reached) {
                (Some(stream), _) => stream,
                (None, Reached::Server(capture)) => in_plaintext(&capture, port, deadline).await?,
                (None, Reached::Socket(_)) => return Err(LoginFault::closed()),
            };
            let logged_in = login::log_in(&mut stream, credentials, deadline).await?;
            Ok((stream, logged_in))
        });
        let (stream, logged_in) = logged_in.ok_or_else(LoginFault::closed)??;
        Ok(Session::new(reactor, stream, logged_in))
    }
}

async fn open(endpoint: &Endpoint, deadline: Instant) -> Result<FirstContact, Unreachable> {
    if endpoint.port == conninfo::NO_PORT {
        return Err(Unreachable::InvalidPort);
    }
    let sockets = endpoint.sockets();
    if sockets.is_empty() {
        let FirstLook { capture, open, .. } = observe(endpoint, &Resolver::default(), deadline).await?;
        let reached = Reached::Server(Box::new(capture));
        return Ok(FirstContact { reached, stream: open });
    }
    let OpenSocket { path, stream, peer } = socket::open_first(sockets, deadline).await?;
    let capture = SocketCapture { path, peer, auth: AuthCapture::default() };
    Ok(FirstContact { reached: Reached::Socket(capture), stream: Some(stream) })
}

async fn in_plaintext(capture: &Capture, port: u16, deadline: Instant) -> Result<ServerStream, LoginFault> {
    let connected = address::connect_again(capture.address, port);
    match tokio::time::timeout_at(deadline, connected).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(LoginFault::broken(&error)),
        Err(_) => Err(LoginFault::silent()),
    }
}

impl fmt::Debug for OpenServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenServer").field("reached", &self.reached).finish_non_exhaustive()
    }
}
