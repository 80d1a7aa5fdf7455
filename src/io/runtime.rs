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

/// An event queue that ends at once: a name look-up that still hangs must not hold up the end.
#[derive(Debug)]
pub(super) struct Reactor(Option<Runtime>);

impl Reactor {
    /// As [`start`].
    ///
    /// # Errors
    /// As [`start`].
    pub(super) fn start() -> Result<Self, NoEventQueue> {
        start().map(|runtime| Self(Some(runtime)))
    }

    /// Waits for this. None after the end.
    pub(super) fn wait<F: Future>(&self, work: F) -> Option<F::Output> {
        self.0.as_ref().map(|runtime| runtime.block_on(work))
    }
}

impl Drop for Reactor {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
