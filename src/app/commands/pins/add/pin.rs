//! The root as the manifest describes it.

use std::path::Path;

use time::OffsetDateTime;

use super::source::{is_address, shown};
use crate::app::cli::PinsAddArgs;
use crate::diagnostic::{Code, Diagnostic};
use crate::pins::{self, Pin, Pins, url_rules};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha1;

/// The root, if the manifest pins it under this name already.
pub(super) fn existing<'a>(pins: &'a Pins, args: &PinsAddArgs) -> Result<Option<&'a Pin>, Diagnostic> {
    let roots = &pins.manifest().roots;
    let found = roots.iter().find(|pin| pin.id == args.id || pin.sha256 == args.sha256);
    match found {
        Some(pin) if pin.id != args.id => Err(Diagnostic::usage(
            format!("`{}` pins this certificate already, as `{}`", args.file.display(), pin.id),
            format!("use `--id {}` to put it into a further set", pin.id),
        )),
        Some(pin) if pin.sha256 != args.sha256 => Err(Diagnostic::usage(
            format!("`{}` has another root `{}`, {}", args.file.display(), pin.id, pin.sha256),
            "give the new one a name of its own; clients need both until the last server has changed",
        )),
        found => Ok(found),
    }
}

/// Describes a root that the manifest has not yet.
pub(super) fn describe(
    args: &PinsAddArgs,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Pin, Diagnostic> {
    let readable = certificate.serial().zip(certificate.not_before()).zip(certificate.not_after());
    let Some(((serial, not_before), not_after)) = readable else {
        let message = format!("`{}` is not a certificate that can be read", shown(args));
        return Err(Diagnostic::failure(
            Code::UnfitRoot,
            message,
            "nothing was written; give the root itself",
        ));
    };
    let from = Some(args.from.clone()).filter(|from| is_address(from));
    let source = args.source.clone().unwrap_or_else(|| {
        let from = match (from.as_deref(), args.from.as_str()) {
            (Some(url), _) => url_rules::redact(url),
            (None, "-") => "standard input".into(),
            (None, path) => Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned(),
        };
        format!("{from}, {}", now.date())
    });
    Ok(Pin {
        id: args.id.clone(),
        subject: certificate.subject().to_owned(),
        serial,
        sha256: certificate.sha256(),
        sha1: Some(Sha1::hash(certificate.der())),
        not_before,
        not_after,
        file: Some(file_name(args, from.as_deref())),
        urls: from.into_iter().chain(args.url.iter().cloned()).collect(),
        single_source: false,
        public_distrust: None,
        source,
    })
}

/// As its address ends, so that the folder can serve as a mirror; else by its name.
fn file_name(args: &PinsAddArgs, from: Option<&str>) -> String {
    let address = from.or(args.url.first().map(String::as_str)).unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let segment = path.rsplit('/').next().unwrap_or_default().replace("%20", " ");
    if pins::is_plain_name(&segment)
        && !segment.contains('%')
        && segment.contains('.')
        && !segment.starts_with('.')
    {
        segment
    } else {
        format!("{}.crt", args.id)
    }
}
