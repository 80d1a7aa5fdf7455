//! Why a server could not be reached, as values. `app` has the words.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use crate::io::fault::is_out_of_descriptors;

/// Why a server could not be reached.
#[derive(Debug)]
pub enum Unreachable {
    /// The look-up of this host did not end within the time limit.
    LookUpTimedOut(String),
    /// The look-up of a host failed.
    LookUpFailed {
        /// The host.
        host: String,
        /// The resolver's error, which all targets with this host share.
        error: Arc<io::Error>,
        /// Whether it failed because no file descriptor was left.
        out_of_descriptors: bool,
    },
    /// The `hostaddr` is no address.
    UnreadableAddress,
    /// The port's number is no port.
    InvalidPort,
    /// The look-up of this host gave no address.
    NoAddress(String),
    /// No address took the connection. Each is there with its fault, in the order of the attempts.
    NotConnected(Vec<(SocketAddr, ConnectFault)>),
    /// No Unix socket took the connection. Each is there with its fault, in the order of the attempts.
    NoSocket(Vec<(String, ConnectFault)>),
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

impl Unreachable {
    /// Whether it is this process or the system that has no file descriptor left, and no fault of the server.
    pub(crate) fn lacks_descriptors(&self) -> bool {
        match self {
            Self::LookUpFailed { out_of_descriptors, .. } => *out_of_descriptors,
            Self::NotConnected(faults) => faults.iter().any(|(_, fault)| fault.lacks_descriptors()),
            Self::NoSocket(faults) => faults.iter().any(|(_, fault)| fault.lacks_descriptors()),
            _ => false,
        }
    }
}

impl ConnectFault {
    fn lacks_descriptors(&self) -> bool {
        matches!(self, Self::System(error) if is_out_of_descriptors(error))
    }
}
