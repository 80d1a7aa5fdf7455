//! Many servers at once, on a thread of their own: if the results are taken slowly, as a pager does, no server runs
//! into its time limit because of that.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::resolver::{self, Resolver};
use super::unreachable::Unreachable;
use super::worker::{FleetEnd, Worker};
use super::{Endpoint, Reached, capture, reach};
use crate::io::descriptors;
use crate::io::runtime::{self, NoEventQueue};
use crate::libpq::capture::Capture;

/// Reaches every endpoint, Unix sockets included. Ctrl-C stops nothing where the run `is_of_one`: nothing is known then.
/// Otherwise as [`capture_all`].
///
/// # Errors
/// As [`capture_all`].
pub(crate) fn reach_all<E: From<NoEventQueue>>(
    endpoints: Vec<Endpoint>,
    is_of_one: bool,
    jobs: usize,
    limit: Duration,
    each: impl FnMut(usize, Result<Reached, Unreachable>) -> Result<bool, E>,
) -> Result<FleetEnd, E> {
    let resolver = Resolver::default();
    let ask = move |endpoint: Endpoint| {
        let resolver = resolver.clone();
        async move { reach(&endpoint, &resolver, Instant::now() + limit).await }
    };
    ask_all(endpoints, is_of_one, jobs, ask, each)
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
) -> Result<FleetEnd, E> {
    let resolver = Resolver::default();
    let ask = move |endpoint: Endpoint| {
        let resolver = resolver.clone();
        async move { capture(&endpoint, &resolver, Instant::now() + limit).await }
    };
    let is_of_one = endpoints.len() == 1;
    ask_all(endpoints, is_of_one, jobs, ask, each)
}

fn ask_all<T, F, E>(
    endpoints: Vec<Endpoint>,
    is_of_one: bool,
    jobs: usize,
    ask: impl Fn(Endpoint) -> F + Send + 'static,
    mut each: impl FnMut(usize, Result<T, Unreachable>) -> Result<bool, E>,
) -> Result<FleetEnd, E>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Unreachable>> + Send + 'static,
    E: From<NoEventQueue>,
{
    if endpoints.is_empty() {
        return Ok(FleetEnd::Done);
    }
    let runtime = runtime::start()?;
    let (sender, mut results) = channel(jobs.max(1));
    if is_of_one {
        // The one answer fits into the channel, and a thread would cost more than its handshake.
        runtime.block_on(Fleet::new(endpoints, jobs).send_all(ask, sender));
        // A name look-up that still hangs must not hold up the end.
        runtime.shutdown_background();
        while let Some((index, answer)) = results.blocking_recv() {
            each(index, answer)?;
        }
        return Ok(FleetEnd::Done);
    }
    let fleet = Fleet::new(endpoints, jobs);
    let worker = Worker::start(runtime, async move { fleet.send_all(ask, sender).await });
    while let Some((index, answer)) = results.blocking_recv() {
        if !each(index, answer)? {
            return Ok(FleetEnd::Done);
        }
    }
    Ok(worker.end())
}

/// How often a server is asked again that alone lacks descriptors. Another process may give some back.
const LAST_TRIES: usize = 5;

const PAUSE: Duration = Duration::from_millis(100);

/// The endpoints that are not answered yet.
struct Fleet {
    waiting: VecDeque<(usize, Endpoint)>,
    /// How many are asked at once.
    jobs: usize,
    last_tries: usize,
}

impl Fleet {
    fn new(endpoints: Vec<Endpoint>, jobs: usize) -> Self {
        let jobs = descriptors::room_for(jobs.max(1));
        Self { waiting: endpoints.into_iter().enumerate().collect(), jobs, last_tries: 0 }
    }

    /// Sends each answer with its endpoint's place.
    async fn send_all<T, F>(
        mut self,
        ask: impl Fn(Endpoint) -> F,
        results: Sender<(usize, Result<T, Unreachable>)>,
    ) where
        T: Send + 'static,
        F: Future<Output = Result<T, Unreachable>> + Send + 'static,
    {
        let mut running = JoinSet::new();
        loop {
            while running.len() < self.jobs {
                let Some((index, endpoint)) = self.waiting.pop_front() else { break };
                let asked = ask(endpoint.clone());
                running.spawn(async move { (index, endpoint, asked.await) });
            }
            let Some(finished) = running.join_next().await else { return };
            let (index, endpoint, answer) =
                finished.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
            let lacks = answer.as_ref().is_err_and(Unreachable::lacks_descriptors);
            if lacks && self.may_try_again(running.len()).await {
                self.waiting.push_front((index, endpoint));
            } else if results.send((index, answer)).await.is_err() {
                return;
            }
        }
    }

    /// Whether a server may be asked again that could not be for lack of descriptors. It waits for those that the others
    /// give back, and from now on fewer are asked at once.
    async fn may_try_again(&mut self, running: usize) -> bool {
        self.jobs = running.max(1);
        if running > 0 {
            return true;
        }
        tokio::time::sleep(PAUSE).await;
        self.last_tries += usize::from(!resolver::is_looking_up());
        self.last_tries <= LAST_TRIES
    }
}
