//! A server's Unix socket: whether something listens there, and what it answers to a startup message. libpq speaks no TLS
//! on it.

use std::io;

use tokio::time::Instant;

use super::auth;
use super::stream::ServerStream;
use super::unreachable::{ConnectFault, Unreachable};
use crate::libpq::capture::{AuthCapture, SocketCapture};
use crate::libpq::login::StartupMessage;
use crate::libpq::required_peer::SocketPeer;
#[cfg(unix)]
use crate::store::writer::User;

/// A connection by a Unix socket.
pub(super) struct OpenSocket {
    pub(super) path: String,
    pub(super) stream: ServerStream,
    pub(super) peer: Option<SocketPeer>,
}

/// The first of the sockets that takes the connection, asked with the startup message.
pub(super) async fn connect(
    paths: Vec<String>,
    startup: Option<&StartupMessage>,
    deadline: Instant,
) -> Result<SocketCapture, Unreachable> {
    let OpenSocket { path, peer, mut stream } = open_first(paths, deadline).await?;
    let plaintext = match startup {
        Some(startup) => Some(auth::ask(&mut stream, startup, deadline).await),
        None => None,
    };
    Ok(SocketCapture { path, peer, auth: AuthCapture { tls: None, plaintext } })
}

/// The first of the sockets that takes the connection.
pub(super) async fn open_first(paths: Vec<String>, deadline: Instant) -> Result<OpenSocket, Unreachable> {
    let mut faults = Vec::new();
    for path in paths {
        let fault = match tokio::time::timeout_at(deadline, open(&path)).await {
            Ok(Ok((stream, peer))) => return Ok(OpenSocket { path, stream, peer: peer.map(user) }),
            Ok(Err(error)) => ConnectFault::System(error),
            Err(_) => ConnectFault::TimeLimit,
        };
        faults.push((path, fault));
    }
    Err(Unreachable::NoSocket(faults))
}

#[cfg(unix)]
async fn open(path: &str) -> io::Result<(ServerStream, Option<u32>)> {
    // The system's name of an abstract socket begins with a NUL in place of the `@`.
    let path = path.strip_prefix('@').map_or_else(|| path.to_owned(), |name| format!("\0{name}"));
    let stream = tokio::net::UnixStream::connect(path).await?;
    let peer = stream.peer_cred().ok().map(|peer| peer.uid());
    Ok((Box::new(stream), peer))
}

#[cfg(not(unix))]
#[allow(clippy::unused_async, reason = "it takes the place of one that waits")]
async fn open(_: &str) -> io::Result<(ServerStream, Option<u32>)> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this program does not look at Unix sockets on Windows"))
}

/// The user with this number.
#[cfg(unix)]
fn user(id: u32) -> SocketPeer {
    let User { id, name } = User::find(id);
    SocketPeer { id, name }
}

#[cfg(not(unix))]
fn user(id: u32) -> SocketPeer {
    SocketPeer { id, name: None }
}
