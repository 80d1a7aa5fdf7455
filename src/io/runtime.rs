//! One thread for everything that waits for the network.

use std::io;

use tokio::runtime::{Builder, Runtime};

/// The system gave no event queue (`epoll`, `kqueue`, I/O completion ports).
#[derive(Debug)]
pub struct NoEventQueue(pub(crate) io::Error);

/// Starts the event queue.
///
/// # Errors
/// Where the system gives none.
pub(super) fn start() -> Result<Runtime, NoEventQueue> {
    Builder::new_current_thread().enable_all().build().map_err(NoEventQueue)
}
