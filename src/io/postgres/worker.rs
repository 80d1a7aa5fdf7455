//! The thread that asks many servers, and what Ctrl-C does meanwhile.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc::{Receiver, channel};
use std::task::Poll;
use std::thread::JoinHandle;

use tokio::runtime::Runtime;

/// What a shell reports of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Why no more servers are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FleetEnd {
    /// All were asked, or nobody wants more answers.
    Done,
    /// The user interrupted it.
    Interrupted,
}

pub(super) struct Worker {
    thread: JoinHandle<()>,
    ended: Receiver<FleetEnd>,
}

impl Worker {
    /// Does this on a thread of its own, until Ctrl-C. A second Ctrl-C ends the process: it may be waiting for a reader. The
    /// first one after the work takes no answer away.
    pub(super) fn start(runtime: Runtime, work: impl Future<Output = ()> + Send + 'static) -> Self {
        let (sender, ended) = channel();
        let thread = std::thread::spawn(move || {
            let end = runtime.block_on(until_interrupted(work));
            // Nobody waits where the answers were not wanted any more.
            let _ = sender.send(end);
            let left = if end == FleetEnd::Interrupted { 1 } else { 2 };
            if (0..left).all(|_| runtime.block_on(tokio::signal::ctrl_c()).is_ok()) {
                exit();
            }
            // A name look-up that still hangs must not hold up the end.
            runtime.shutdown_background();
        });
        Self { thread, ended }
    }

    /// How it ended.
    pub(super) fn end(self) -> FleetEnd {
        self.ended.recv().unwrap_or_else(|_| match self.thread.join() {
            Ok(()) => FleetEnd::Done,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    }
}

async fn until_interrupted(work: impl Future<Output = ()>) -> FleetEnd {
    let (mut work, mut interrupt) = (pin!(work), pin!(tokio::signal::ctrl_c()));
    let mut listens = true;
    poll_fn(|context| {
        if listens && let Poll::Ready(heard) = interrupt.as_mut().poll(context) {
            // Where the system has no such signal, the work goes on.
            listens = false;
            if heard.is_ok() {
                return Poll::Ready(FleetEnd::Interrupted);
            }
        }
        work.as_mut().poll(context).map(|()| FleetEnd::Done)
    })
    .await
}

#[expect(clippy::exit, clippy::disallowed_methods, reason = "the main thread may hang in a write")]
fn exit() {
    std::process::exit(INTERRUPTED);
}
