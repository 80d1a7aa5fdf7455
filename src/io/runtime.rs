//! One thread for everything that waits for the network.

use tokio::runtime::{Builder, Runtime};

use crate::diagnostic::{Code, Diagnostic};

/// Starts the event queue.
///
/// # Errors
/// `io`, where the system gives none.
pub(super) fn start() -> Result<Runtime, Diagnostic> {
    Builder::new_current_thread().enable_all().build().map_err(|error| {
        let message = format!("the system gives no event queue: {error}");
        Diagnostic::failure(
            Code::Io,
            message,
            "raise the limit of open files; `install --offline` needs no network",
        )
    })
}
