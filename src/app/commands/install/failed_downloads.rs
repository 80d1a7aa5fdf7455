//! What to say of roots for which a copy was used, since their download failed.

use crate::app::failures::RAISE_LIMIT;
use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::environment::Environment;
use crate::pins::obtained::{DownloadFailure, Obtained, Origin};

/// A warning for each.
pub(super) fn warnings(obtained: &[Obtained], environment: &Environment) -> Vec<Diagnostic> {
    failures(obtained).map(|(root, failure)| warning(root, failure, environment)).collect()
}

/// One warning for all that did not answer, if there are several: they fail together as a rule.
pub(super) fn summary(obtained: &[Obtained], environment: &Environment) -> Option<Diagnostic> {
    let unanswered: Vec<_> = failures(obtained).filter(|(_, failure)| failure.mismatch.is_none()).collect();
    let [(root, first), _, ..] = unanswered.as_slice() else { return None };
    let message = format!(
        "{} of {} downloads failed, for each of them {} was used; the first: {}",
        unanswered.len(),
        obtained.len(),
        copy(root),
        cause(root, first)
    );
    Some(Diagnostic::warning(
        Code::DownloadFailed,
        message,
        format!("{}; `-v` shows the others", fix(first, environment)),
    ))
}

fn failures(obtained: &[Obtained]) -> impl Iterator<Item = (&Obtained, &DownloadFailure)> {
    obtained.iter().filter_map(|root| Some((root, root.failure.as_ref()?)))
}

fn warning(root: &Obtained, failure: &DownloadFailure, environment: &Environment) -> Diagnostic {
    let code = if failure.mismatch.is_some() { Code::PinMismatch } else { Code::DownloadFailed };
    let message = format!("{}; {} was used", cause(root, failure), copy(root));
    let warning = Diagnostic::warning(code, message, fix(failure, environment)).at_url(&failure.url);
    match failure.mismatch {
        Some((expected, actual)) => warning.with_mismatch(expected, actual),
        None => warning,
    }
}

fn cause(root: &Obtained, failure: &DownloadFailure) -> String {
    format!("`{}` did not give {}: {}", failure.url, root.root.pin().subject, failure.reason)
}

fn copy(root: &Obtained) -> &'static str {
    if root.origin == Origin::Beside { "the copy beside the manifest" } else { "the built-in copy" }
}

fn fix(failure: &DownloadFailure, environment: &Environment) -> String {
    match proxy(environment) {
        _ if failure.out_of_descriptors => RAISE_LIMIT.into(),
        Some(proxy) => format!("the environment names a proxy in {proxy}; the pin makes both the same bytes"),
        None => "the pin makes both the same bytes; `--offline` spares the attempt".into(),
    }
}

/// The variable that names a proxy for https, where the official addresses are.
fn proxy(environment: &Environment) -> Option<&'static str> {
    let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    names.into_iter().find(|name| environment.variable(name).is_some())
}
