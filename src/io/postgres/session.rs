//! A session after its login: simple queries, and the pauses between them.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::Instant;

use super::auth::{self, FAREWELL, TERMINATE};
use super::login::LoggedIn;
use super::stream::ServerStream;
use crate::io::runtime::Reactor;
use crate::libpq::capture::AuthReply;
use crate::libpq::query::{self, AnswerFault, QueryAnswer, SimpleQuery, TextRow};

/// A session.
pub(crate) struct Session {
    reactor: Reactor,
    connection: Connected,
    process: Option<i32>,
}

/// The connection, with the bytes of it that nobody has read yet.
struct Connected {
    stream: ServerStream,
    bytes: Vec<u8>,
}

/// Why a query has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SessionFault {
    /// The answer is not one that is taken.
    Answer(AnswerFault),
    /// The connection ended, or nothing came in time.
    Ended(AuthReply),
}

/// How long and how often to look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SamplingPlan {
    pub(crate) lasting: Duration,
    pub(crate) every: Duration,
    /// The time for each answer.
    pub(crate) limit: Duration,
}

/// How much is read at once.
const PIECE: usize = 64 << 10;

impl Session {
    pub(super) fn new(reactor: Reactor, stream: ServerStream, logged_in: LoggedIn) -> Self {
        let LoggedIn { process, rest } = logged_in;
        Self { reactor, connection: Connected { stream, bytes: rest }, process }
    }

    /// The number of the server's process as the server announced it. A pooler announces a number of its own.
    pub(crate) fn process(&self) -> Option<i32> {
        self.process
    }

    /// The rows of this query.
    ///
    /// # Errors
    /// If the server refuses it, its answer is too large, or it does not come within `limit`.
    pub(crate) fn query(
        &mut self,
        query: &SimpleQuery,
        limit: Duration,
    ) -> Result<Vec<TextRow>, SessionFault> {
        let Self { reactor, connection, .. } = self;
        let asked = reactor.wait(async {
            let deadline = Instant::now() + limit;
            let answered = tokio::time::timeout_at(deadline, ask(connection, query)).await;
            answered.unwrap_or(Err(SessionFault::Ended(AuthReply::Silent)))
        });
        asked.unwrap_or(Err(SessionFault::Ended(AuthReply::Closed)))
    }

    /// Asks this again and again. `each` gets the rows, and the time that is left. Returns whether it went on to the end:
    /// the user may interrupt it.
    ///
    /// # Errors
    /// As [`Self::query`], and what `each` fails with.
    pub(crate) fn sample<E: From<SessionFault>>(
        &mut self,
        query: &SimpleQuery,
        plan: &SamplingPlan,
        mut each: impl FnMut(&[TextRow], Duration) -> Result<(), E>,
    ) -> Result<bool, E> {
        let Self { reactor, connection, .. } = self;
        let sampled = reactor.wait(async {
            let end = Instant::now() + plan.lasting;
            let mut interrupt = pin!(tokio::signal::ctrl_c());
            loop {
                let now = Instant::now();
                let asked = tokio::time::timeout(plan.limit, ask(connection, query));
                let Some(answered) = unless(interrupt.as_mut(), asked).await else { return Ok(false) };
                let rows = answered.unwrap_or(Err(SessionFault::Ended(AuthReply::Silent)))?;
                each(&rows, end.saturating_duration_since(Instant::now()))?;
                let next = now + plan.every;
                if next > end {
                    return Ok(true);
                }
                if tokio::time::timeout_at(next, interrupt.as_mut()).await.is_ok() {
                    return Ok(false);
                }
            }
        });
        sampled.unwrap_or(Err(SessionFault::Ended(AuthReply::Closed).into()))
    }

    /// Ends the session.
    pub(crate) fn end(mut self) {
        let farewell = async {
            let _ = self.connection.stream.write_all(&TERMINATE).await;
            let _ = self.connection.stream.shutdown().await;
            // A session that is closed is gone from the server's list, too.
            while matches!(self.connection.stream.read(&mut [0; 64]).await, Ok(1..)) {}
        };
        self.reactor.wait(async { tokio::time::timeout(FAREWELL, farewell).await });
    }
}

/// What comes of `work`, unless `end` comes first.
async fn unless<F: Future>(mut end: Pin<&mut impl Future>, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    poll_fn(|context| match end.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(None),
        Poll::Pending => work.as_mut().poll(context).map(Some),
    })
    .await
}

async fn ask(connection: &mut Connected, query: &SimpleQuery) -> Result<Vec<TextRow>, SessionFault> {
    let Connected { stream, bytes } = connection;
    let broken = |error: &std::io::Error| SessionFault::Ended(auth::broken(error));
    stream.write_all(&query.message()).await.map_err(|error| broken(&error))?;
    stream.flush().await.map_err(|error| broken(&error))?;
    let mut answer = QueryAnswer::new(query);
    loop {
        let mut read = 0;
        while let Some((kind, body, length)) =
            query::next_message(&bytes[read..]).map_err(SessionFault::Answer)?
        {
            read += length;
            if answer.take(kind, body).map_err(SessionFault::Answer)? {
                bytes.drain(..read);
                return answer.finish().map_err(SessionFault::Answer);
            }
        }
        bytes.drain(..read);
        bytes.reserve(PIECE);
        match stream.read_buf(bytes).await {
            Ok(0) => return Err(SessionFault::Ended(AuthReply::Closed)),
            Ok(_) => {}
            Err(error) => return Err(broken(&error)),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("process", &self.process).finish_non_exhaustive()
    }
}
