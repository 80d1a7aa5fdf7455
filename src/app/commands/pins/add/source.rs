//! Where the certificate comes from: a file, standard input or an address.

use std::path::Path;

use super::super::downloader;
use crate::app::cli::PinsAddArgs;
use crate::app::cli::values::plain_id;
use crate::app::failures::{RAISE_LIMIT, unread_or_piped};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::io::http;
use crate::libpq::environment::Environment;
use crate::pins::url_rules;

/// What the command line alone can get wrong.
pub(super) fn check(args: &PinsAddArgs) -> Result<(), Diagnostic> {
    if let Some(id) = args.id.as_ref().filter(|id| !plain_id(id)) {
        let message = format!("`--id {id}` is not a name for a root");
        return Err(Diagnostic::usage(
            message,
            "use letters, digits, `-`, `_` and `.`, as in `team-root-2027`",
        ));
    }
    let from = Some(&args.from).filter(|from| is_address(from));
    for (flag, url) in
        from.map(|url| ("--from", url)).into_iter().chain(args.url.iter().map(|url| ("--url", url)))
    {
        if url_rules::has_user(url) {
            let message = format!("`{flag}`: the address has a user or a password");
            return Err(Diagnostic::usage(
                message,
                "nothing was written; the manifest would tell it to everyone",
            ));
        }
        url_rules::official(url)
            .map_err(|why| Diagnostic::usage(format!("`{flag}`: {why}"), "nothing was written"))?;
    }
    Ok(())
}

/// Whether it begins as an address does; a drive has one letter.
pub(super) fn is_address(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
    })
}

/// Reads it.
pub(super) fn read(args: &PinsAddArgs, environment: &Environment) -> Result<Vec<u8>, Diagnostic> {
    if !is_address(&args.from) {
        return files::read_or_stdin(Path::new(&args.from)).map_err(unread_or_piped("the certificate"));
    }
    let downloader = downloader(&args.network, false, environment)?;
    let url = args.from.clone();
    let get = async move { downloader.get(&url).await };
    let shown = url_rules::redact(&args.from);
    match http::together(vec![get], |_, _| {})?.pop() {
        Some(Ok(body)) => Ok(body.to_vec()),
        Some(Err(failure)) if failure.is_out_of_descriptors() => {
            let fix = format!("nothing was written; {RAISE_LIMIT}");
            Err(network(&shown, &failure.to_string()).with_fix(fix))
        }
        Some(Err(failure)) => Err(network(&shown, &failure.to_string())),
        None => Err(network(&shown, "it broke off")),
    }
}

fn network(url: &str, why: &str) -> Diagnostic {
    let message = format!("cannot download the certificate from `{url}`: {why}");
    Diagnostic::failure(
        Code::Network,
        message,
        "nothing was written; fetch it in another way and name the file",
    )
    .at_url(url)
}

/// What messages call it.
pub(super) fn shown(args: &PinsAddArgs) -> String {
    match args.from.as_str() {
        "-" => "standard input".into(),
        from if is_address(from) => url_rules::redact(from),
        from => from.to_owned(),
    }
}
