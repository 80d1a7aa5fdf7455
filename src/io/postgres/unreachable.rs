//! Why a server could not be reached, as values. `app` has the words.

use std::io;
use std::net::SocketAddr;

/// Why a server could not be reached.
#[derive(Debug)]
pub enum Unreachable {
    /// The look-up of this host did not end within the time limit.
    LookUpTimedOut(String),
    /// The look-up of a host failed.
    LookUpFailed {
        /// The host.
        host: String,
        /// The resolver's error.
        error: io::Error,
        /// Whether it failed because no file descriptor was left.
        out_of_descriptors: bool,
    },
    /// The look-up of this host gave no address.
    NoAddress(String),
    /// No address took the connection. Each is there with its fault, in the order of the attempts.
    NotConnected(Vec<(SocketAddr, ConnectFault)>),
    /// No Unix socket took the connection. Each is there with its fault, in the order of the attempts.
    NoSocket(Vec<(String, ConnectFault)>),
    /// The connection broke before anything was sent.
    Broken(io::Error),
    /// The server took the connection and did not answer within the time limit.
    Silent(SocketAddr),
    /// The TLS handshake did not end within the time limit.
    StuckHandshake(SocketAddr),
}

/// Why a connection was not made.
#[derive(Debug)]
pub enum ConnectFault {
    /// There was no answer within the time limit.
    TimeLimit,
    /// The system refused.
    System(io::Error),
}
