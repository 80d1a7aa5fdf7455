//! A server's Unix socket: whether something listens there. Nothing is asked: libpq speaks no TLS on it.

use std::io;

use tokio::time::Instant;

use super::negotiation::words;
use crate::libpq::capture::{ConnectStep, Reason, Unreachable};

/// The first of the sockets that takes the connection.
pub(super) async fn connect(paths: Vec<String>, deadline: Instant) -> Result<String, Unreachable> {
    let mut failures = Vec::new();
    let mut reason = Reason::Network;
    for path in paths {
        let (why, text) = match tokio::time::timeout_at(deadline, open(&path)).await {
            Ok(Ok(())) => return Ok(path),
            Ok(Err(error)) => (reason_of(&error), words(&error)),
            Err(_) => (Reason::TimeLimit, "no answer within the time limit".to_owned()),
        };
        reason = why;
        failures.push(format!("`{path}`: {text}"));
    }
    let message = format!("cannot connect to the Unix socket {}", failures.join("; nor to "));
    Err(Unreachable { reason, step: ConnectStep::UnixSocket, message })
}

fn reason_of(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => Reason::Refused,
        _ => Reason::Network,
    }
}

#[cfg(unix)]
async fn open(path: &str) -> io::Result<()> {
    // The system's name of an abstract socket begins with a NUL in place of the `@`.
    let path = path.strip_prefix('@').map_or_else(|| path.to_owned(), |name| format!("\0{name}"));
    tokio::net::UnixStream::connect(path).await.map(drop)
}

#[cfg(not(unix))]
#[allow(clippy::unused_async, reason = "it stands for one that waits")]
async fn open(_: &str) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this program does not look at Unix sockets on Windows"))
}
