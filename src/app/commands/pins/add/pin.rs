//! The roots as the manifest describes them.

use std::collections::HashSet;
use std::path::Path;

use time::OffsetDateTime;

use super::source::{is_address, shown};
use crate::app::cli::PinsAddArgs;
use crate::diagnostic::{Code, Diagnostic};
use crate::pins::{self, Pin, Pins, url_rules};
use crate::x509::certificate::Certificate;
use crate::x509::digest::Sha256;

/// The pin of each certificate: the one that the manifest has, or a new one.
pub(super) fn describe_all(
    args: &PinsAddArgs,
    pins: &Pins,
    certificates: &[Certificate],
    now: OffsetDateTime,
) -> Result<Vec<Pin>, Diagnostic> {
    if let (Some(id), true) = (&args.id, certificates.len() > 1) {
        let message = format!("`--id {id}` is one name for {} roots", certificates.len());
        return Err(Diagnostic::usage(message, "leave it out: each gets a name from its subject"));
    }
    let existing = |certificate: &Certificate| pins.manifest().by_sha256(certificate.sha256());
    let new = certificates.iter().filter(|certificate| existing(certificate).is_none()).count();
    let mut taken: HashSet<String> = pins.manifest().roots.iter().map(|root| root.id.clone()).collect();
    let file = if new > 1 { Some(bundle_name(args, pins)) } else { None };
    let mut roots = Vec::new();
    for certificate in certificates {
        if let Some(pin) = existing(certificate) {
            roots.push(named_alike(args, pin)?.clone());
            continue;
        }
        let id = new_id(args, pins, certificate, &taken)?;
        taken.insert(id.clone());
        let file = file.clone().map_or_else(|| file_name(args, pins, &id), Ok)?;
        roots.push(describe(args, id, file, certificate, now)?);
    }
    Ok(roots)
}

/// The root that the manifest has, unless the arguments call it otherwise.
fn named_alike<'a>(args: &PinsAddArgs, pin: &'a Pin) -> Result<&'a Pin, Diagnostic> {
    match &args.id {
        Some(id) if *id != pin.id => Err(Diagnostic::usage(
            format!("`{}` pins this certificate already, as `{}`", args.file.display(), pin.id),
            format!("use `--id {}` to put it into a further set", pin.id),
        )),
        _ => Ok(pin),
    }
}

/// The name that the arguments give, or one made from the subject.
fn new_id(
    args: &PinsAddArgs,
    pins: &Pins,
    certificate: &Certificate,
    taken: &HashSet<String>,
) -> Result<String, Diagnostic> {
    let Some(id) = &args.id else { return Ok(id_from_subject(certificate, taken)) };
    match pins.manifest().by_id(id) {
        Some(pin) => Err(Diagnostic::usage(
            format!("`{}` has another root `{id}`, {}", args.file.display(), pin.sha256),
            "give the new one a name of its own; clients need both until the last server has changed",
        )),
        None => Ok(id.clone()),
    }
}

fn id_from_subject(certificate: &Certificate, taken: &HashSet<String>) -> String {
    let lower = certificate.subject().to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let plain = words.collect::<Vec<_>>().join("-");
    let base = match plain.as_str() {
        "" => format!("root-{}", &certificate.sha256().to_string()[..16]),
        _ => plain,
    };
    first_free(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") }, taken)
}

/// The first of these names that is not taken.
fn first_free(name: impl Fn(usize) -> String, taken: &HashSet<String>) -> String {
    let mut names = (1..=taken.len() + 1).map(name);
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

/// Describes a root that the manifest has not yet.
fn describe(
    args: &PinsAddArgs,
    id: String,
    file: String,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Pin, Diagnostic> {
    let Some(described) = Pin::describing(id, certificate) else {
        let message = format!("`{}` is not a certificate that can be read", shown(args));
        return Err(Diagnostic::failure(
            Code::UnfitRoot,
            message,
            "nothing was written; give the root itself",
        ));
    };
    Ok(Pin {
        file: Some(file),
        urls: address(args).into_iter().chain(&args.url).cloned().collect(),
        private: !args.public && !is_built_in(certificate.sha256()),
        source: args.source.clone().unwrap_or_else(|| source(args, now)),
        ..described
    })
}

fn is_built_in(sha256: Sha256) -> bool {
    Pins::built_in().manifest().by_sha256(sha256).is_some()
}

fn address(args: &PinsAddArgs) -> Option<&String> {
    Some(&args.from).filter(|from| is_address(from))
}

fn source(args: &PinsAddArgs, now: OffsetDateTime) -> String {
    let from = match (address(args), args.from.as_str()) {
        (Some(url), _) => url_rules::redact(url),
        (None, "-") => "standard input".into(),
        (None, path) => Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned(),
    };
    format!("{from}, {}", now.date())
}

/// The name of the file for one certificate: as its address ends, so that the folder can serve as a mirror; else its id.
fn file_name(args: &PinsAddArgs, pins: &Pins, id: &str) -> Result<String, Diagnostic> {
    let name = last_segment(args).unwrap_or_else(|| format!("{id}.crt"));
    let other = pins.manifest().roots.iter().find(|root| root.file.as_ref() == Some(&name));
    match other {
        None => Ok(name),
        Some(root) => Err(Diagnostic::usage(
            format!("the root `{}` has the file `{name}` already", root.id),
            "name the certificate otherwise, or give it another `--url`",
        )),
    }
}

/// The name of the file for several: as the bundle is called, with a number if the manifest has it for others.
fn bundle_name(args: &PinsAddArgs, pins: &Pins) -> String {
    let own = Path::new(&args.from).file_stem().and_then(|stem| stem.to_str());
    let own = own.filter(|_| address(args).is_none() && args.from != "-").unwrap_or("roots").to_owned();
    let name = last_segment(args).unwrap_or(own);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let taken = pins.manifest().roots.iter().filter_map(|root| root.file.clone()).collect();
    first_free(
        |number| if number == 1 { format!("{stem}.pem") } else { format!("{stem}-{number}.pem") },
        &taken,
    )
}

/// The end of the address, if it is a plain name.
fn last_segment(args: &PinsAddArgs) -> Option<String> {
    let address = address(args).or(args.url.first())?;
    let path = address.split(['?', '#']).next()?;
    let segment = path.rsplit('/').next()?.replace("%20", " ");
    let is_plain = pins::is_plain_name(&segment) && !segment.contains('%') && !segment.starts_with('.');
    (is_plain && segment.contains('.')).then_some(segment)
}
