//! Every root of the set, through the one gate, from where the arguments say.

use std::path::{Path, PathBuf};

use crate::app::cli::{InstallArgs, RootSource};
use crate::app::failures::{RAISE_LIMIT, unread};
use crate::app::report::install::Origin;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::http::{self, Downloader, Options};
use crate::io::{files, output::Output};
use crate::libpq::environment::Environment;
use crate::pins::gate::{PinnedRoot, Rejection};
use crate::pins::url_rules;
use crate::pins::{Pin, Pins};
use crate::x509::digest::Sha256;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// A root that was let in, and where it came from.
#[derive(Debug)]
pub(crate) struct Obtained {
    pub(crate) root: PinnedRoot,
    pub(crate) origin: Origin,
    /// The address that was asked last.
    pub(crate) url: Option<String>,
    /// Why that failed, if the copy beside the manifest had to do.
    pub(crate) failure: Option<Failure>,
}

/// Why a root did not come from an address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Failure {
    pub(crate) url: String,
    pub(crate) reason: String,
    /// The pinned and the actual fingerprint, where other bytes came.
    pub(crate) mismatch: Option<(Sha256, Sha256)>,
    /// Whether no file descriptor was left.
    out_of_descriptors: bool,
}

/// Refuses combinations that the argument parser cannot tell apart.
pub(super) fn check(args: &InstallArgs) -> Result<(), Diagnostic> {
    if args.mirror.is_some() && args.source == RootSource::Bundled {
        return Err(Diagnostic::usage(
            "`--source bundled` uses no network, so `--mirror` has no part in it",
            "leave one out",
        ));
    }
    match &args.mirror {
        Some(mirror) => url_rules::mirror(mirror).map_err(|why| {
            Diagnostic::usage(
                format!("`--mirror`: {why}"),
                "give the address of the folder that holds the files",
            )
        }),
        None => Ok(()),
    }
}

/// Obtains all `pins`, or fails with the first that could not be.
pub(super) fn all(
    args: &InstallArgs,
    set: &Pins,
    pins: &[&Pin],
    output: &Output,
) -> Result<Vec<Obtained>, Diagnostic> {
    if let Some(folder) = &args.from {
        return from_folder(folder, pins);
    }
    let copy = if args.pins.is_some() { Origin::Beside } else { Origin::Bundled };
    if args.offline || args.source == RootSource::Bundled {
        return pins.iter().map(|pin| beside(set, pin, copy, None)).collect();
    }
    let downloads = download(args, pins, output)?;
    let or_bundled = |(pin, download): (&&Pin, Result<Obtained, Failure>)| match download {
        Err(failure) if args.source == RootSource::Auto => beside(set, pin, copy, Some(failure)),
        other => other.map_err(|failure| failed(pin, &failure)),
    };
    pins.iter().zip(downloads).map(or_bundled).collect()
}

fn download(
    args: &InstallArgs,
    pins: &[&Pin],
    output: &Output,
) -> Result<Vec<Result<Obtained, Failure>>, Diagnostic> {
    let downloader = Downloader::new(Options {
        timeout: args.timeout,
        retries: args.retries,
        cacert: args.cacert.clone(),
        mirror: args.mirror.is_some(),
    })?;
    let origin = if args.mirror.is_some() { Origin::Mirror } else { Origin::Download };
    let tasks = pins.iter().map(|pin| {
        let urls = addresses(pin, args.mirror.as_deref());
        fetch(downloader.clone(), (*pin).clone(), urls, origin)
    });
    let total = pins.len();
    let limit = args.timeout.as_secs_f64();
    output.progress(&format!("downloading {total} roots, at most {limit} s an attempt"));
    let results = http::together(tasks.collect(), |done| {
        output.progress(&format!("{done} of {total} downloads ended"));
    });
    output.progress("");
    Ok(results?)
}

/// Where a root is to be had, in turn.
pub(crate) fn addresses(pin: &Pin, mirror: Option<&str>) -> Vec<String> {
    const SEGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'%').add(b'?');
    let at = |url: &String| mirror.map_or_else(|| url.clone(), |mirror| url_rules::at_mirror(mirror, url));
    // A mirror may have a root that has no official address, under the name of its file.
    let named = pin.file.as_ref().filter(|_| pin.urls.is_empty()).zip(mirror);
    let named = named
        .map(|(file, mirror)| url_rules::at_mirror(mirror, &utf8_percent_encode(file, SEGMENT).to_string()));
    pin.urls.iter().map(at).chain(named).collect()
}

/// Asks the addresses in turn until one gives the pinned bytes.
async fn fetch(
    downloader: Downloader,
    pin: Pin,
    urls: Vec<String>,
    origin: Origin,
) -> Result<Obtained, Failure> {
    let mut last = Failure { reason: "the manifest names no address".into(), ..Failure::default() };
    for address in urls {
        let url = url_rules::without_password(&address);
        let failure = match downloader.get(&address).await {
            Err(failure) => Failure {
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

fn rejected(pin: &Pin, url: String, rejection: &Rejection) -> Failure {
    match rejection {
        Rejection::Mismatch { actual } => Failure {
            url,
            reason: format!("its SHA-256 is {actual}, the pin is {}", pin.sha256),
            mismatch: Some((pin.sha256, *actual)),
            ..Failure::default()
        },
        other => Failure {
            url,
            reason: format!("it is the pinned certificate, but {other}"),
            ..Failure::default()
        },
    }
}

/// The copy beside the manifest, which for the built-in one is in this program.
fn beside(set: &Pins, pin: &Pin, origin: Origin, failure: Option<Failure>) -> Result<Obtained, Diagnostic> {
    let Some(bytes) = set.bundled(pin) else {
        return Err(match failure {
            Some(failure) => failed(pin, &failure),
            None => Diagnostic::failure(
                Code::MissingRoot,
                format!("there is no file for the root `{}` beside the manifest", pin.id),
                "put its certificate there under the name that the manifest gives, or download it",
            ),
        });
    };
    let root = PinnedRoot::admit(pin, bytes).map_err(|_| {
        let message = format!("the copy of `{}` beside the manifest is not the pinned certificate", pin.id);
        Diagnostic::failure(Code::BadManifest, message, "do not use this copy of pgcerts or of the manifest")
    })?;
    let url = failure.as_ref().map(|failure| failure.url.clone());
    Ok(Obtained { root, origin, url, failure })
}

fn failed(pin: &Pin, failure: &Failure) -> Diagnostic {
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

/// Finds each pin among the files of a folder; the fingerprint decides, not the name.
fn from_folder(folder: &Path, pins: &[&Pin]) -> Result<Vec<Obtained>, Diagnostic> {
    let mut searches: Vec<Search> =
        pins.iter().map(|pin| Search { pin, found: None, namesake: None }).collect();
    let mut unreadable = Vec::new();
    for path in files::list_folder(folder).map_err(unread("the folder of `--from`"))? {
        match files::read(&path).map_err(unread("a file of `--from`")) {
            Ok(bytes) => searches.iter_mut().try_for_each(|search| search.look_at(&path, &bytes))?,
            Err(error) => unreadable.push(error.message),
        }
    }
    searches.into_iter().map(|search| search.end(folder, &unreadable)).collect()
}

/// The search for one root.
struct Search<'a> {
    pin: &'a Pin,
    found: Option<PinnedRoot>,
    /// A file under the root's name that is another one.
    namesake: Option<(PathBuf, Sha256)>,
}

impl Search<'_> {
    fn look_at(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
        if self.found.is_some() {
            return Ok(());
        }
        let own_name = self.pin.file.as_deref().is_some_and(|file| path.ends_with(file));
        match PinnedRoot::admit(self.pin, bytes) {
            Ok(root) => self.found = Some(root),
            Err(Rejection::Mismatch { actual }) if own_name => {
                self.namesake = Some((path.to_owned(), actual));
            }
            Err(Rejection::Mismatch { .. }) => {}
            Err(other) => {
                let message = format!(
                    "`{}` is the pinned certificate of `{}`, but {other}",
                    path.display(),
                    self.pin.id
                );
                return Err(Diagnostic::failure(Code::BadManifest, message, "correct the manifest"));
            }
        }
        Ok(())
    }

    fn end(self, folder: &Path, unreadable: &[String]) -> Result<Obtained, Diagnostic> {
        let pin = self.pin;
        if let Some(root) = self.found {
            return Ok(Obtained { root, origin: Origin::Directory, url: None, failure: None });
        }
        if let Some((path, actual)) = self.namesake {
            let message = format!(
                "`{}` is not {}: its SHA-256 is {actual}, the pin is {}",
                path.display(),
                pin.subject,
                pin.sha256
            );
            let hint = "nothing was written; put the right file there";
            return Err(
                Diagnostic::failure(Code::PinMismatch, message, hint).with_mismatch(pin.sha256, actual)
            );
        }
        let message =
            format!("no file in `{}` is {} (SHA-256 {})", folder.display(), pin.subject, pin.sha256);
        let hint = unreadable.first().map_or_else(
            || "nothing was written; put its certificate there, DER or PEM, under any name".to_owned(),
            |first| format!("nothing was written; one file could not be read: {first}"),
        );
        Err(Diagnostic::failure(Code::MissingRoot, message, hint))
    }
}

/// The variable that names a proxy for https, where the official addresses are.
fn proxy(environment: &Environment) -> Option<&'static str> {
    ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        .into_iter()
        .find(|name| environment.variable(name).is_some())
}

/// What to tell of roots for which the copy had to do.
pub(super) fn warnings(obtained: &[Obtained], environment: &Environment) -> Vec<Diagnostic> {
    let failures = obtained.iter().filter_map(|root| Some((root, root.failure.as_ref()?)));
    failures.map(|(obtained, failure)| failed_download(obtained, failure, environment)).collect()
}

fn failed_download(obtained: &Obtained, failure: &Failure, environment: &Environment) -> Diagnostic {
    let code = if failure.mismatch.is_some() { Code::PinMismatch } else { Code::DownloadFailed };
    let copy =
        if obtained.origin == Origin::Beside { "the copy beside the manifest" } else { "the bundled copy" };
    let message = format!(
        "`{}` did not give {}: {}; {copy} was used",
        failure.url,
        obtained.root.pin().subject,
        failure.reason
    );
    let fix = match proxy(environment) {
        _ if failure.out_of_descriptors => RAISE_LIMIT.into(),
        Some(proxy) => {
            format!("the environment names a proxy in {proxy}; the pin makes both the same bytes")
        }
        None => "the pin makes both the same bytes; `--offline` spares the attempt".into(),
    };
    let warning = Diagnostic::warning(code, message, fix).at_url(&failure.url);
    match failure.mismatch {
        Some((expected, actual)) => warning.with_mismatch(expected, actual),
        None => warning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_one_segment_at_a_mirror() {
        let mut pin = Pins::built_in().manifest().roots[0].clone();
        pin.urls.clear();
        for (file, segment) in [("a b%2F.crt", "a%20b%252F.crt"), ("c#1?.crt", "c%231%3F.crt")] {
            pin.file = Some(file.into());
            assert_eq!(addresses(&pin, Some("http://m/a?k")), [format!("http://m/a/{segment}?k")]);
            assert_eq!(addresses(&pin, None), [""; 0]);
        }
    }
}
