//! Every root of the set, through the one gate, from where the arguments say.

use std::time::Duration;

use super::super::bundled_root::{bundled_root, no_copy};
use super::from_folder::from_folder;
use super::request::Request;
use crate::app::cli::{InstallArgs, RootSource};
use crate::app::failures::RAISE_LIMIT;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::http::{self, Downloader, Options, TimeLimit};
use crate::io::output::Output;
use crate::io::proxies::Proxies;
use crate::libpq::environment::Environment;
use crate::libpq::secret::Secret;
use crate::pins::addresses::addresses;
use crate::pins::gate::{PinnedRoot, Rejection};
use crate::pins::obtained::{DownloadFailure, Obtained, Origin};
use crate::pins::url_rules;
use crate::pins::{Pin, Pins};

/// Obtains all roots of the set and adds the own ones, or fails with the first that could not be.
pub(super) fn all(
    args: &InstallArgs,
    request: &Request,
    output: &Output,
) -> Result<Vec<Obtained>, Diagnostic> {
    let own = request.own.iter().map(|root| Obtained {
        root: root.clone(),
        origin: Origin::File,
        url: None,
        failure: None,
    });
    Ok(of_set(args, request, output)?.into_iter().chain(own).collect())
}

fn of_set(args: &InstallArgs, request: &Request, output: &Output) -> Result<Vec<Obtained>, Diagnostic> {
    let Some(set) = &request.set else { return Ok(Vec::new()) };
    let wanted = request.pins.roots_of(set);
    if let Some(folder) = &args.from {
        return from_folder(folder, &wanted);
    }
    let copy = if args.pins.is_some() { Origin::Beside } else { Origin::Bundled };
    if args.offline || args.source == RootSource::Bundled {
        return wanted.iter().map(|pin| beside(&request.pins, pin, copy, None)).collect();
    }
    let downloads = download(args, request.environment, &wanted, output)?;
    let or_copy = |(pin, download): (&&Pin, Result<Obtained, DownloadFailure>)| match download {
        Err(failure) if args.source == RootSource::Auto => beside(&request.pins, pin, copy, Some(failure)),
        other => other.map_err(|failure| failed(pin, &failure)),
    };
    wanted.iter().zip(downloads).map(or_copy).collect()
}

fn download(
    args: &InstallArgs,
    environment: &Environment,
    pins: &[&Pin],
    output: &Output,
) -> Result<Vec<Result<Obtained, DownloadFailure>>, Diagnostic> {
    let options = Options {
        limit: time_limit(args),
        retries: args.retries,
        cacert: args.cacert.clone(),
        mirror: args.mirror.is_some(),
    };
    let downloader = Downloader::new(options, &Proxies::from_environment(environment)?, environment)?;
    let origin = if args.mirror.is_some() { Origin::Mirror } else { Origin::Download };
    let tasks = pins.iter().map(|pin| {
        let urls = addresses(pin, args.mirror.as_ref().map(Secret::expose));
        fetch(downloader.clone(), (*pin).clone(), urls, origin)
    });
    let progress = |done, seconds| {
        let total = pins.len();
        output.progress(&format!("downloading {total} root certificates: {done} done, {seconds} s"));
    };
    progress(0, 0);
    let results = http::together(tasks.collect(), |done, passed| progress(done, passed.as_secs()));
    output.progress("");
    Ok(results?)
}

/// Under `auto` the built-in copies are the same bytes, so nobody waits long for a download.
fn time_limit(args: &InstallArgs) -> TimeLimit {
    let seconds = |default| args.timeout.unwrap_or(Duration::from_secs(default));
    match args.source {
        RootSource::Auto => TimeLimit::Together(seconds(10)),
        RootSource::Download | RootSource::Bundled => TimeLimit::Attempt(seconds(30)),
    }
}

/// Asks the addresses in turn until one gives the pinned bytes.
async fn fetch(
    downloader: Downloader,
    pin: Pin,
    urls: Vec<String>,
    origin: Origin,
) -> Result<Obtained, DownloadFailure> {
    let mut last =
        DownloadFailure { reason: "the manifest names no address".into(), ..DownloadFailure::default() };
    for address in urls {
        let url = url_rules::redact(&address);
        let failure = match downloader.get(&address).await {
            Err(failure) => DownloadFailure {
                url,
                reason: failure.to_string(),
                mismatch: None,
                out_of_descriptors: failure.is_out_of_descriptors(),
            },
            Ok(body) => match PinnedRoot::admit(&pin, &body) {
                Ok(root) => return Ok(Obtained { root, origin, url: Some(url), failure: None }),
                Err(rejection) => rejected(&pin, url, &rejection),
            },
        };
        // That other bytes came is worth more than that another address did not answer.
        if last.mismatch.is_none() {
            last = failure;
        }
    }
    Err(last)
}

fn rejected(pin: &Pin, url: String, rejection: &Rejection) -> DownloadFailure {
    match rejection {
        Rejection::Mismatch { actual } => DownloadFailure {
            url,
            reason: format!("its SHA-256 is {actual}, the pin is {}", pin.sha256),
            mismatch: Some((pin.sha256, *actual)),
            ..DownloadFailure::default()
        },
        other => DownloadFailure {
            url,
            reason: format!("it is the pinned certificate, but {other}"),
            ..DownloadFailure::default()
        },
    }
}

/// The copy beside the manifest, which for the built-in one is in this program.
fn beside(
    pins: &Pins,
    pin: &Pin,
    origin: Origin,
    failure: Option<DownloadFailure>,
) -> Result<Obtained, Diagnostic> {
    let root = match (bundled_root(pins, pin)?, &failure) {
        (Some(root), _) => root,
        (None, Some(failure)) => return Err(failed(pin, failure)),
        (None, None) => return Err(no_copy(pin)),
    };
    let url = failure.as_ref().map(|failure| failure.url.clone());
    Ok(Obtained { root, origin, url, failure })
}

fn failed(pin: &Pin, failure: &DownloadFailure) -> Diagnostic {
    let url = &failure.url;
    match failure.mismatch {
        Some((expected, actual)) => Diagnostic::failure(
            Code::PinMismatch,
            format!("`{url}` gave something else than {}: {}", pin.subject, failure.reason),
            "nothing was written; a proxy may have answered in its place: try `--cacert`, `--mirror` or `--offline`",
        )
        .with_mismatch(expected, actual),
        None => Diagnostic::failure(
            Code::Network,
            format!("cannot download {} from `{url}`: {}", pin.subject, failure.reason),
            if failure.out_of_descriptors {
                format!("nothing was written; {RAISE_LIMIT}")
            } else {
                "nothing was written; `--source auto` or `--offline` uses the copy in this program".into()
            },
        ),
    }
    .at_url(url)
}
