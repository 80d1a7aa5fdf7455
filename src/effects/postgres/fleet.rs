//! Many servers at once, on a thread of their own: whoever takes the results may take his time, as a pager does,
//! and no server runs into its limit for it.

use std::time::Duration;

use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{Endpoint, capture};
use crate::capture::{Capture, Unreachable};
use crate::effects::runtime;
use crate::error::Result;

/// A server's place among the endpoints, and what came of it.
type Captured = (usize, std::result::Result<Capture, Unreachable>);

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
    let (sender, mut results) = channel(jobs.max(1));
    let worker = std::thread::spawn(move || {
        runtime.block_on(send_all(endpoints, jobs.max(1), limit, sender));
        // A name look-up that still hangs must not hold up the end.
        runtime.shutdown_background();
    });
    while let Some((index, captured)) = results.blocking_recv() {
        if !each(index, captured)? {
            return Ok(());
        }
    }
    worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    Ok(())
}

async fn send_all(endpoints: Vec<Endpoint>, jobs: usize, limit: Duration, results: Sender<Captured>) {
    let mut waiting = endpoints.into_iter().enumerate();
    let mut running = JoinSet::new();
    loop {
        while running.len() < jobs {
            let Some((index, endpoint)) = waiting.next() else { break };
            running.spawn(async move { (index, capture(&endpoint, Instant::now() + limit).await) });
        }
        let Some(finished) = running.join_next().await else { return };
        let captured = finished.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        if results.send(captured).await.is_err() {
            return;
        }
    }
}
