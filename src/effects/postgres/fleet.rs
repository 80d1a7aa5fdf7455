//! Many servers at once, on one thread.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{Endpoint, capture};
use crate::capture::{Capture, Unreachable};
use crate::effects::runtime;
use crate::error::Result;

/// Captures every endpoint, so many at a time, each within `limit`; `each` gets the results as they come, and says
/// whether to go on.
///
/// # Errors
/// `io`, where the system gives no event queue; what `each` fails with.
pub fn capture_all(
    endpoints: Vec<Endpoint>,
    jobs: usize,
    limit: Duration,
    mut each: impl FnMut(usize, std::result::Result<Capture, Unreachable>) -> Result<bool>,
) -> Result<()> {
    if endpoints.is_empty() {
        return Ok(());
    }
    let runtime = runtime::start()?;
    let result = runtime.block_on(async {
        let mut waiting = endpoints.into_iter().enumerate();
        let mut running = JoinSet::new();
        loop {
            while running.len() < jobs {
                let Some((index, endpoint)) = waiting.next() else { break };
                running.spawn(async move { (index, capture(&endpoint, Instant::now() + limit).await) });
            }
            let Some(finished) = running.join_next().await else { return Ok(()) };
            let Ok((index, captured)) = finished else { continue };
            if !each(index, captured)? {
                return Ok(());
            }
        }
    });
    // A name look-up that still hangs must not hold up the end.
    runtime.shutdown_background();
    result
}
