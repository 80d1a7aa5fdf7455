//! A server's Unix socket: whether something listens there. Nothing is asked: libpq speaks no TLS on it.

use std::io;

use tokio::time::Instant;

use super::unreachable::{ConnectFault, Unreachable};

/// The first of the sockets that takes the connection.
pub(super) async fn connect(paths: Vec<String>, deadline: Instant) -> Result<String, Unreachable> {
    let mut faults = Vec::new();
    for path in paths {
        let fault = match tokio::time::timeout_at(deadline, open(&path)).await {
            Ok(Ok(())) => return Ok(path),
            Ok(Err(error)) => ConnectFault::System(error),
            Err(_) => ConnectFault::TimeLimit,
        };
        faults.push((path, fault));
    }
    Err(Unreachable::NoSocket(faults))
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
