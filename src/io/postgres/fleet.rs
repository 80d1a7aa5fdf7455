//! Many servers at once, on a thread of their own: if the results are taken slowly, as a pager does, no server runs
//! into its time limit because of that.

use std::time::Duration;

use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::unreachable::Unreachable;
use super::{Endpoint, Reached, capture, reach};
use crate::io::runtime::{self, NoEventQueue};
use crate::libpq::capture::Capture;

/// Reaches every endpoint, Unix sockets included. Otherwise as [`capture_all`].
///
/// # Errors
/// As [`capture_all`].
pub(crate) fn reach_all<E: From<NoEventQueue>>(
    endpoints: Vec<Endpoint>,
    jobs: usize,
    limit: Duration,
    each: impl FnMut(usize, Result<Reached, Unreachable>) -> Result<bool, E>,
) -> Result<(), E> {
    let ask = move |endpoint: Endpoint| async move { reach(&endpoint, Instant::now() + limit).await };
    ask_all(endpoints, jobs, ask, each)
}

/// Captures every endpoint, `jobs` at a time, each within `limit`. `each` gets the results as they come, and says
/// whether to go on.
///
/// # Errors
/// Where the system gives no event queue, and what `each` fails with.
pub fn capture_all<E: From<NoEventQueue>>(
    endpoints: Vec<Endpoint>,
    jobs: usize,
    limit: Duration,
    each: impl FnMut(usize, Result<Capture, Unreachable>) -> Result<bool, E>,
) -> Result<(), E> {
    let ask = move |endpoint: Endpoint| async move { capture(&endpoint, Instant::now() + limit).await };
    ask_all(endpoints, jobs, ask, each)
}

fn ask_all<T, F, E>(
    endpoints: Vec<Endpoint>,
    jobs: usize,
    ask: impl Fn(Endpoint) -> F + Send + 'static,
    mut each: impl FnMut(usize, T) -> Result<bool, E>,
) -> Result<(), E>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
    E: From<NoEventQueue>,
{
    if endpoints.is_empty() {
        return Ok(());
    }
    let runtime = runtime::start()?;
    let (sender, mut results) = channel(jobs.max(1));
    let worker = std::thread::spawn(move || {
        runtime.block_on(send_all(endpoints, jobs.max(1), ask, sender));
        // A name look-up that still hangs must not hold up the end.
        runtime.shutdown_background();
    });
    while let Some((index, answer)) = results.blocking_recv() {
        if !each(index, answer)? {
            return Ok(());
        }
    }
    worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    Ok(())
}

/// Sends each answer with its endpoint's place.
async fn send_all<T, F>(
    endpoints: Vec<Endpoint>,
    jobs: usize,
    ask: impl Fn(Endpoint) -> F,
    results: Sender<(usize, T)>,
) where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut waiting = endpoints.into_iter().enumerate();
    let mut running = JoinSet::new();
    loop {
        while running.len() < jobs {
            let Some((index, endpoint)) = waiting.next() else { break };
            let asked = ask(endpoint);
            running.spawn(async move { (index, asked.await) });
        }
        let Some(finished) = running.join_next().await else { return };
        let answer = finished.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        if results.send(answer).await.is_err() {
            return;
        }
    }
}
