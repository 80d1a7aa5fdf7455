//! Downloads: one thread for all of them, so that together they take as long as the slowest one.

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, StatusCode};

use super::files;
use crate::diagnostic::{Code, Diagnostic};
use crate::pins::url_rules;

/// A root certificate has 2 KB; a body beyond this is something else.
const BODY_LIMIT: usize = 1 << 20;

/// As many as browsers and curl follow.
const REDIRECT_LIMIT: usize = 10;

/// The first pause before a further attempt; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// How to download.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The time for one attempt from connect to last byte.
    pub timeout: Duration,
    /// The further attempts after the first, made after passing faults only.
    pub retries: u32,
    /// The only certificates that servers' chains may end in, in place of the system's.
    pub cacert: Option<PathBuf>,
    /// http is allowed, redirects included.
    pub mirror: bool,
}

/// Why a download failed.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    reason: String,
    passing: bool,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// A client for any number of downloads.
#[derive(Clone, Debug)]
pub(crate) struct Downloader {
    https: Result<Client, Failure>,
    /// For addresses that need no trust: it works where the system has no trusted certificates.
    http: Result<Client, Failure>,
    options: Options,
}

impl Downloader {
    /// Sets the client up. That the system has no trusted certificates fails the downloads only: the pins do
    /// not depend on them.
    ///
    /// # Errors
    /// `io`, where `--cacert` cannot be read.
    pub(crate) fn new(options: Options) -> Result<Self, Diagnostic> {
        // Installing fails only if a provider is there already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let cacert = options.cacert.as_deref().map(read_cacert).transpose()?;
        let builder = || builder(options.mirror);
        let https = match cacert {
            Some(certificates) => builder().tls_certs_only(certificates),
            None => builder(),
        }
        .build();
        let http = match &https {
            Ok(client) => Ok(client.clone()),
            Err(_) => builder().tls_certs_only(Vec::new()).build(),
        };
        let described = |client: reqwest::Result<Client>| client.map_err(|error| failure(&error));
        Ok(Self { https: described(https), http: described(http), options })
    }

    /// Gets the body behind `url`, with further attempts after passing faults.
    ///
    /// # Errors
    /// Whatever the last attempt failed with.
    pub(crate) async fn get(&self, url: &str) -> Result<Vec<u8>, Failure> {
        let client = if url.starts_with("http:") { &self.http } else { &self.https };
        let client = client.as_ref().map_err(Clone::clone)?;
        let mut pause = FIRST_PAUSE;
        for _ in 0..self.options.retries {
            match self.attempt(client, url).await {
                Err(failure) if failure.passing => tokio::time::sleep(pause).await,
                result => return result,
            }
            pause = pause.saturating_mul(2);
        }
        self.attempt(client, url).await
    }

    async fn attempt(&self, client: &Client, url: &str) -> Result<Vec<u8>, Failure> {
        let limit = self.options.timeout;
        tokio::time::timeout(limit, body(client, url)).await.unwrap_or_else(|_| {
            let reason = format!("no answer within {} s", limit.as_secs_f64());
            Err(Failure { reason, passing: true })
        })
    }
}

fn builder(mirror: bool) -> ClientBuilder {
    let policy = Policy::custom(move |attempt| {
        let from = attempt.previous().last();
        if attempt.previous().len() > REDIRECT_LIMIT {
            attempt.error(format!("more than {REDIRECT_LIMIT} redirects"))
        } else if from.is_some_and(|from| url_rules::redirect(from, attempt.url(), mirror)) {
            attempt.follow()
        } else {
            let refused = format!(
                "a redirect to `{}`, which is not https",
                url_rules::without_password(attempt.url().as_str())
            );
            attempt.error(refused)
        }
    });
    Client::builder()
        .user_agent(concat!("pgcerts/", env!("CARGO_PKG_VERSION")))
        .redirect(policy)
        .referer(false)
}

async fn body(client: &Client, url: &str) -> Result<Vec<u8>, Failure> {
    let mut response = client.get(url).send().await.map_err(|error| failure(&error))?;
    let status = response.status();
    if status != StatusCode::OK {
        let passing = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
        return Err(Failure { reason: format!("the server answered {status}"), passing });
    }
    let oversized = || Failure { reason: format!("more than {BODY_LIMIT} bytes"), passing: false };
    if response.content_length().is_some_and(|length| length > BODY_LIMIT as u64) {
        return Err(oversized());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(oversized());
        }
        body.extend_from_slice(&chunk);
    }
    if body.is_empty() {
        return Err(Failure { reason: "the body is empty".into(), passing: false });
    }
    Ok(body)
}

/// Runs all tasks at once and gives their results in order; `each` is told how many are done.
///
/// # Errors
/// `io`, where the system gives no event queue.
pub(crate) fn together<T: Send + 'static>(
    tasks: Vec<impl Future<Output = T> + Send + 'static>,
    mut each: impl FnMut(usize),
) -> Result<Vec<T>, Diagnostic> {
    let runtime = super::runtime::start()?;
    let mut results: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    runtime.block_on(async {
        let mut running = tokio::task::JoinSet::new();
        for (index, task) in tasks.into_iter().enumerate() {
            running.spawn(async move { (index, task.await) });
        }
        let mut done = 0;
        while let Some(finished) = running.join_next().await {
            if let Ok((index, result)) = finished {
                results[index] = Some(result);
                done += 1;
                each(done);
            }
        }
    });
    // A name look-up that still hangs must not hold up the end.
    runtime.shutdown_background();
    let all: Option<Vec<T>> = results.into_iter().collect();
    all.ok_or_else(|| {
        Diagnostic::failure(Code::Network, "a download broke off", "run again, or use `--offline`")
    })
}

fn read_cacert(path: &std::path::Path) -> Result<Vec<Certificate>, Diagnostic> {
    let bytes = files::read(path, "`--cacert`")?;
    let certificates = match Certificate::from_pem_bundle(&bytes) {
        Ok(bundle) if !bundle.is_empty() => Ok(bundle),
        _ => Certificate::from_der(&bytes).map(|one| vec![one]),
    };
    let usable = certificates.and_then(|all| {
        Client::builder().tls_certs_only(all.clone()).build()?;
        Ok(all)
    });
    usable.map_err(|error| {
        Diagnostic::failure(
            Code::Io,
            format!("`--cacert` `{}` holds no certificates: {}", path.display(), innermost(&error)),
            "give a PEM file with the certificate of the authority that signed the server's",
        )
    })
}

fn failure(error: &reqwest::Error) -> Failure {
    let untrusted = causes(error).any(is_tls);
    // What reqwest calls decoding is reading the body: nothing here is compressed.
    let cut = error.is_body() || error.is_decode();
    let passing = (error.is_connect() || error.is_timeout() || error.is_request() || cut)
        && !untrusted
        && !error.is_redirect();
    let reason = innermost(error);
    let reason = match () {
        () if untrusted => format!("no trusted TLS connection: {reason}"),
        () if error.is_connect() => format!("cannot connect: {reason}"),
        () if cut => format!("the body was cut short: {reason}"),
        () => reason,
    };
    Failure { reason, passing }
}

fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    // An io::Error passes itself over in source(), so one within another is reached only through get_ref.
    error.is::<rustls::Error>() || wrapped.is_some_and(|inner| is_tls(inner))
}

/// The error and what caused it, the outermost first.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| StdError::source(*error))
}

fn innermost(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().map_or_else(String::new, ToString::to_string)
}
