//! Downloads: one thread for all of them, so that together they take as long as the slowest one.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, StatusCode};

use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout, timeout_at};

use super::descriptors;
use super::fault;
use super::files::{self, ReadFailure};
use super::proxies::Proxies;
use super::runtime::{self, NoEventQueue};
use super::system_store::{self, NoSystemCertificates};
use crate::libpq::environment::Environment;
use crate::pins::url_rules;

/// A root certificate has 2 KB. A larger body is something else.
pub(crate) const BODY_LIMIT: usize = 1 << 20;

/// As many as browsers and curl follow.
pub(crate) const REDIRECT_LIMIT: usize = 10;

/// The first pause before a further attempt. It doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// How often the user hears how long the downloads take.
const TICK: Duration = Duration::from_secs(1);

/// How long downloads may take.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TimeLimit {
    /// One attempt, from connect to last byte.
    Attempt(Duration),
    /// All downloads together, further attempts included.
    Together(Duration),
}

/// How to download.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub limit: TimeLimit,
    /// The further attempts after the first, made only after passing faults.
    pub retries: u32,
    /// The only certificates that servers' chains may end in, instead of the system's.
    pub cacert: Option<PathBuf>,
    /// http is allowed, redirects included.
    pub mirror: bool,
}

/// Why a download failed.
#[derive(Clone, Debug)]
pub(crate) enum HttpFailure {
    /// There was no answer within this time.
    TimeLimit(Duration),
    /// The server answered something other than 200.
    Status(StatusCode),
    /// A redirect was not followed.
    Redirect(RefusedRedirect),
    /// The body is larger than [`BODY_LIMIT`].
    TooLarge,
    /// The body is empty.
    Empty,
    /// The connection or the transfer failed.
    Transport {
        stage: TransportStage,
        /// The innermost cause.
        reason: String,
        /// Whether a further attempt may succeed.
        is_passing: bool,
        out_of_descriptors: bool,
    },
}

/// How far a transfer came.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TransportStage {
    /// No connection.
    Connect,
    /// No TLS connection that can be trusted.
    Trust,
    /// A part of the body.
    Body,
    /// Another one.
    Other,
}

/// Why a redirect was not followed.
#[derive(Clone, Debug)]
pub(crate) enum RefusedRedirect {
    /// More than [`REDIRECT_LIMIT`] came in turn.
    TooMany,
    /// It leads to this address, which is not https.
    NotHttps(String),
}

impl fmt::Display for RefusedRedirect {
    /// What reqwest needs of an error; the words for users are in `app`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("redirect refused")
    }
}

impl StdError for RefusedRedirect {}

/// Why the certificates of `cacert` cannot be used.
#[derive(Debug)]
pub(crate) enum CacertFailure {
    Unread(ReadFailure),
    /// The file has no usable certificates, for this reason.
    Unusable {
        path: PathBuf,
        reason: String,
    },
}

/// Why downloads did not come to their end.
#[derive(Debug)]
pub(crate) enum DownloadsFailure {
    NoEventQueue(NoEventQueue),
    /// A task was stopped.
    BrokenOff,
}

/// A client for any number of downloads.
#[derive(Clone, Debug)]
pub(crate) struct Downloader {
    https: Result<Client, HttpFailure>,
    /// For addresses that need no trust: it works where the system has no trusted certificates.
    http: Result<Client, HttpFailure>,
    options: Options,
    start: Instant,
    /// The bodies by address: several roots may be in one bundle.
    bodies: Arc<Mutex<HashMap<String, SharedBody>>>,
}

/// The body behind an address, once somebody has asked for it.
type SharedBody = Arc<OnceCell<Result<Arc<Vec<u8>>, HttpFailure>>>;

impl Downloader {
    /// Sets the client up. If the system has no trusted certificates, only the downloads fail: the pins do not depend
    /// on them.
    ///
    /// # Errors
    /// Where the file of certificates cannot be used.
    pub(crate) fn new(
        options: Options,
        proxies: &Proxies,
        environment: &Environment,
    ) -> Result<Self, CacertFailure> {
        // Installing fails only if a provider is there already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let cacert = options.cacert.as_deref().map(read_cacert).transpose()?;
        let builder = || proxies.apply(builder(options.mirror));
        let described = |client: reqwest::Result<Client>| client.map_err(failed);
        let https = match cacert {
            Some(certificates) => {
                described(builder().and_then(|builder| builder.tls_certs_only(certificates).build()))
            }
            None => system_store::refuse_endless(environment)
                .map_err(HttpFailure::from)
                .and_then(|()| described(builder().and_then(reqwest::ClientBuilder::build))),
        };
        let http = match &https {
            Ok(client) => Ok(client.clone()),
            Err(_) => described(builder().and_then(|builder| builder.tls_certs_only(Vec::new()).build())),
        };
        Ok(Self { https, http, options, start: Instant::now(), bodies: Arc::default() })
    }

    /// Gets the body behind `url`, with further attempts after passing faults. It is downloaded once, however many tasks
    /// ask for it.
    ///
    /// # Errors
    /// Whatever the last attempt failed with.
    pub(crate) async fn get(&self, url: &str) -> Result<Arc<Vec<u8>>, HttpFailure> {
        let body = {
            let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(bodies.entry(url.to_owned()).or_default())
        };
        body.get_or_init(|| async { self.download(url).await.map(Arc::new) }).await.clone()
    }

    async fn download(&self, url: &str) -> Result<Vec<u8>, HttpFailure> {
        let client = if url.starts_with("http:") { &self.http } else { &self.https };
        let client = client.as_ref().map_err(Clone::clone)?;
        let mut pause = FIRST_PAUSE;
        for _ in 0..self.options.retries {
            match self.attempt(client, url).await {
                Err(failure) if failure.is_passing() && self.is_time_left(pause) => {
                    tokio::time::sleep(pause).await;
                }
                result => return result,
            }
            pause = pause.saturating_mul(2);
        }
        self.attempt(client, url).await
    }

    async fn attempt(&self, client: &Client, url: &str) -> Result<Vec<u8>, HttpFailure> {
        let body = body(client, url);
        let (limit, body) = match self.options.limit {
            TimeLimit::Attempt(limit) => (limit, timeout(limit, body).await),
            TimeLimit::Together(limit) => (limit, timeout_at(self.start + limit, body).await),
        };
        body.unwrap_or(Err(HttpFailure::TimeLimit(limit)))
    }

    /// Whether another attempt after this pause may still come to an end.
    fn is_time_left(&self, pause: Duration) -> bool {
        match self.options.limit {
            TimeLimit::Attempt(_) => true,
            TimeLimit::Together(limit) => Instant::now() + pause < self.start + limit,
        }
    }
}

fn builder(mirror: bool) -> ClientBuilder {
    let policy = Policy::custom(move |attempt| {
        let from = attempt.previous().last();
        if attempt.previous().len() > REDIRECT_LIMIT {
            attempt.error(RefusedRedirect::TooMany)
        } else if from.is_some_and(|from| url_rules::redirect(from, attempt.url(), mirror)) {
            attempt.follow()
        } else {
            let refused = RefusedRedirect::NotHttps(url_rules::redact(attempt.url().as_str()));
            attempt.error(refused)
        }
    });
    Client::builder()
        .user_agent(concat!("pgcerts/", env!("CARGO_PKG_VERSION")))
        .redirect(policy)
        .referer(false)
}

async fn body(client: &Client, url: &str) -> Result<Vec<u8>, HttpFailure> {
    let mut response = client.get(url).send().await.map_err(failed)?;
    let status = response.status();
    if status != StatusCode::OK {
        return Err(HttpFailure::Status(status));
    }
    if response.content_length().is_some_and(|length| length > BODY_LIMIT as u64) {
        return Err(HttpFailure::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(HttpFailure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    if body.is_empty() { Err(HttpFailure::Empty) } else { Ok(body) }
}

/// Runs all tasks at once and gives their results in order. `each` gets the number of those that are done and the time
/// that has passed, whenever a task ends and every second.
///
/// # Errors
/// Where the system gives no event queue.
pub(crate) fn together<T: Send + 'static>(
    tasks: Vec<impl Future<Output = T> + Send + 'static>,
    each: impl FnMut(usize, Duration),
) -> Result<Vec<T>, DownloadsFailure> {
    let runtime = runtime::start().map_err(DownloadsFailure::NoEventQueue)?;
    let results = runtime.block_on(join_all(tasks, each));
    // A name look-up that still hangs must not hold up the end.
    runtime.shutdown_background();
    results.into_iter().collect::<Option<Vec<T>>>().ok_or(DownloadsFailure::BrokenOff)
}

/// The results in the order of the tasks, none for a task that was stopped. Where descriptors are few, the tasks take
/// turns: a failed look-up is explained by the descriptors that are left (`descriptors_are_exhausted`), and others must
/// not hold or give back any meanwhile.
async fn join_all<T: Send + 'static>(
    tasks: Vec<impl Future<Output = T> + Send + 'static>,
    mut each: impl FnMut(usize, Duration),
) -> Vec<Option<T>> {
    let (start, room) = (Instant::now(), descriptors::room_for(tasks.len()));
    let mut results: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    let mut waiting = tasks.into_iter().enumerate();
    let mut running = tokio::task::JoinSet::new();
    loop {
        for (index, task) in waiting.by_ref().take(room.saturating_sub(running.len())) {
            running.spawn(async move { (index, task.await) });
        }
        match timeout(TICK, running.join_next()).await {
            Ok(None) => return results,
            Ok(Some(Ok((index, result)))) => results[index] = Some(result),
            Ok(Some(Err(_))) | Err(_) => {}
        }
        each(results.iter().flatten().count(), start.elapsed());
    }
}

fn read_cacert(path: &Path) -> Result<Vec<Certificate>, CacertFailure> {
    let bytes = files::read(path).map_err(CacertFailure::Unread)?;
    let certificates = match Certificate::from_pem_bundle(&bytes) {
        Ok(bundle) if !bundle.is_empty() => Ok(bundle),
        _ => Certificate::from_der(&bytes).map(|one| vec![one]),
    };
    let usable = certificates.and_then(|all| {
        Client::builder().tls_certs_only(all.clone()).build()?;
        Ok(all)
    });
    usable.map_err(|error| CacertFailure::Unusable { path: path.to_owned(), reason: innermost(&error) })
}

impl HttpFailure {
    /// Whether a further attempt may succeed.
    fn is_passing(&self) -> bool {
        match self {
            Self::TimeLimit(_) => true,
            Self::Status(status) => *status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error(),
            Self::Redirect(_) | Self::TooLarge | Self::Empty => false,
            Self::Transport { is_passing, .. } => *is_passing,
        }
    }

    /// Whether it failed because no file descriptor was left.
    pub(crate) fn is_out_of_descriptors(&self) -> bool {
        matches!(self, Self::Transport { out_of_descriptors: true, .. })
    }
}

impl From<NoSystemCertificates> for HttpFailure {
    fn from(failure: NoSystemCertificates) -> Self {
        Self::Transport {
            stage: TransportStage::Trust,
            reason: failure.error.unwrap_or_default(),
            is_passing: false,
            out_of_descriptors: false,
        }
    }
}

/// The address in reqwest's own text may hold a password or a key.
fn failed(error: reqwest::Error) -> HttpFailure {
    let error = &error.without_url();
    if let Some(refused) = causes(error).find_map(|cause| cause.downcast_ref::<RefusedRedirect>()) {
        return HttpFailure::Redirect(refused.clone());
    }
    let stage = stage(error);
    let is_sent = error.is_timeout() || error.is_request();
    HttpFailure::Transport {
        stage,
        reason: innermost(error),
        is_passing: match stage {
            TransportStage::Connect | TransportStage::Body => true,
            TransportStage::Trust => false,
            TransportStage::Other => is_sent,
        },
        out_of_descriptors: is_out_of_descriptors(error),
    }
}

fn stage(error: &reqwest::Error) -> TransportStage {
    if causes(error).any(is_tls) {
        TransportStage::Trust
    } else if error.is_connect() {
        TransportStage::Connect
    // What reqwest calls decoding is reading the body: nothing here is compressed.
    } else if error.is_body() || error.is_decode() {
        TransportStage::Body
    } else {
        TransportStage::Other
    }
}

fn is_out_of_descriptors(error: &reqwest::Error) -> bool {
    let of_system = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>());
    of_system.clone().any(fault::is_out_of_descriptors)
        || (error.is_connect() && fault::descriptors_are_exhausted())
}

fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    // The source() of an io::Error skips the error that it wraps, which only get_ref reaches.
    error.is::<rustls::Error>() || wrapped.is_some_and(|inner| is_tls(inner))
}

/// The error and what caused it, the outermost first.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> + Clone {
    std::iter::successors(Some(error), |error| StdError::source(*error))
}

fn innermost(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().map_or_else(String::new, ToString::to_string)
}
