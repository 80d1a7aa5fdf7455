//! `pgcerts pins add`: a root joins a manifest of one's own. The fingerprint is what its user vouches for; nothing
//! parses the certificate before it is found to have it.

use std::path::Path;

use time::OffsetDateTime;

use super::{options, read_pins, write};
use crate::app::cli::{Global, PinsAddArgs};
use crate::app::report::diagnostics;
use crate::app::report::pins::edit::Added;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::http::{self, Downloader};
use crate::io::output::{Output, Reply};
use crate::io::{clock, files};
use crate::pins::gate;
use crate::pins::identity::{Identifier, Recognition};
use crate::pins::url_rules;
use crate::pins::{self, Addition, Manifest, Member, Pin, Pins, Set};
use crate::x509::certificate::{Certificate, Kind};
use crate::x509::digest::{Sha1, Sha256};
use crate::x509::signature::Signature;

/// How many fingerprints a message names.
const NAMED: usize = 5;

pub(super) fn run(args: &PinsAddArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    check(args)?;
    let now = clock::now();
    let pins = read_pins(Some(&args.file))?;
    let certificate = admit(args, &read(args)?, now)?;
    let pin =
        existing(&pins, args)?.map_or_else(|| describe(args, &certificate, now), |pin| Ok(pin.clone()))?;
    plan(args, &pin, &pins)?;
    warn(&certificate, &pins, output);
    let is_new = !pins.manifest().roots.contains(&pin);
    let file = pin.file.as_ref().filter(|_| is_new).map(|file| args.file.with_file_name(file));
    let sets = open_sets(args, &pins)?.len();
    if is_new || sets > 0 {
        let beside = file.as_deref().map(|file| (file, certificate.der()));
        write::edit(&args.file, beside, output, |old, pins| {
            let expected = plan(args, &pin, pins)?;
            let addition = Addition {
                pin: Some(&pin).filter(|pin| !pins.manifest().roots.contains(pin)),
                id: &pin.id,
                sets: open_sets(args, pins)?,
                role: args.role,
            };
            Ok((pins::add(old, &addition), expected))
        })?;
    }
    let report = Added {
        path: args.file.clone(),
        changed: is_new || sets > 0,
        pin,
        sets: args.set.clone(),
        role: args.role,
        file,
    };
    Ok(report.present(global))
}

/// What the command line alone can get wrong.
fn check(args: &PinsAddArgs) -> Result<(), Diagnostic> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !args.id.starts_with(|c: char| c.is_ascii_alphanumeric()) || !args.id.chars().all(plain) {
        let message = format!("`--id {}` is no name for a root", args.id);
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
            let message = format!("`{flag}`: a user or a password stands in the address");
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
fn is_address(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
    })
}

fn read(args: &PinsAddArgs) -> Result<Vec<u8>, Diagnostic> {
    if !is_address(&args.from) {
        return files::read_or_stdin(Path::new(&args.from), "the certificate");
    }
    let downloader = Downloader::new(options(&args.network, false))?;
    let url = args.from.clone();
    let get = async move { downloader.get(&url).await };
    let shown = url_rules::without_password(&args.from);
    match http::together(vec![get], |_| {})?.pop() {
        Some(Ok(body)) => Ok(body),
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

/// The certificate, if it has the fingerprint and is a root that is worth pinning.
fn admit(args: &PinsAddArgs, bytes: &[u8], now: OffsetDateTime) -> Result<Certificate, Diagnostic> {
    let certificate =
        gate::with_fingerprint(args.sha256, bytes).map_err(|first| mismatch(args, first, bytes))?;
    let unfit = |why: &str, hint: &str| {
        Err(Diagnostic::failure(
            Code::UnfitRoot,
            format!("`{}` {why}", shown(args)),
            format!("nothing was written; {hint}"),
        ))
    };
    let anchors = "libpq anchors on self-signed authorities alone: pin the root above it";
    match (certificate.kind(), certificate.not_after()) {
        (None, _) | (_, None) => {
            unfit("is no certificate that can be read", "give the root itself, DER or PEM")
        }
        (Some(Kind::Root), Some(end)) if certificate.own_signature() != Signature::Invalid => {
            if end < now {
                return unfit(&format!("ended {}", end.date()), "ask for the root that followed it");
            }
            Ok(certificate)
        }
        (Some(Kind::Root), _) => unfit("is not self-signed: its own signature does not verify", anchors),
        (Some(Kind::Intermediate), _) => unfit("is an intermediate, not self-signed", anchors),
        (Some(Kind::Leaf | Kind::SelfSignedLeaf), _) => {
            unfit("is a server's or client's certificate, no authority", anchors)
        }
    }
}

/// Says which certificates came instead: of a bundle, the first alone would mislead.
fn mismatch(args: &PinsAddArgs, first: Sha256, bytes: &[u8]) -> Diagnostic {
    let (name, wanted, found) = (shown(args), args.sha256, gate::fingerprints(bytes));
    let message = match found.as_slice() {
        [actual] => format!("`{name}` has the SHA-256 {actual}, not {wanted}"),
        several => format!(
            "none of the {} certificates in `{name}` has the SHA-256 {wanted}: they have {}",
            several.len(),
            some_of(several)
        ),
    };
    let hint = "nothing was written; find out which SHA-256 is right before you go on";
    Diagnostic::failure(Code::PinMismatch, message, hint)
        .with_mismatch(wanted, found.first().copied().unwrap_or(first))
}

/// A handful of fingerprints, and how many there are besides.
fn some_of(found: &[Sha256]) -> String {
    let named: Vec<String> = found.iter().take(NAMED).map(Sha256::to_string).collect();
    let more = found.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    named.join(", ") + &more
}

fn shown(args: &PinsAddArgs) -> String {
    if args.from == "-" { "standard input".into() } else { url_rules::without_password(&args.from) }
}

/// The root, if the manifest pins it under this name already.
fn existing<'a>(pins: &'a Pins, args: &PinsAddArgs) -> Result<Option<&'a Pin>, Diagnostic> {
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

fn describe(args: &PinsAddArgs, certificate: &Certificate, now: OffsetDateTime) -> Result<Pin, Diagnostic> {
    let readable = certificate.serial().zip(certificate.not_before()).zip(certificate.not_after());
    let Some(((serial, not_before), not_after)) = readable else {
        let message = format!("`{}` is no certificate that can be read", shown(args));
        return Err(Diagnostic::failure(
            Code::UnfitRoot,
            message,
            "nothing was written; give the root itself",
        ));
    };
    let from = Some(args.from.clone()).filter(|from| is_address(from));
    let source = args.source.clone().unwrap_or_else(|| {
        let from = match (from.as_deref(), args.from.as_str()) {
            (Some(url), _) => url_rules::without_password(url),
            (None, "-") => "standard input".into(),
            (None, path) => Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned(),
        };
        format!("{from}, {}", now.date())
    });
    Ok(Pin {
        id: args.id.clone(),
        subject: certificate.subject().to_owned(),
        serial: serial.to_owned(),
        sha256: certificate.sha256(),
        sha1: Some(Sha1::of(certificate.der())),
        not_before,
        not_after,
        file: Some(file_name(args, from.as_deref())),
        urls: from.into_iter().chain(args.url.iter().cloned()).collect(),
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

/// A set cannot be empty, so a new one is written once its root is there.
fn unknown_set(error: Diagnostic, args: &PinsAddArgs, id: &str) -> Diagnostic {
    let hint = format!(
        "{}; to make it, add the root to one of them, then write {{ \"id\": \"{id}\", \"roots\": [{{ \"id\": \"{}\", \
         \"role\": \"current\" }}] }} into `sets` of `{}`",
        error.fix,
        args.id,
        args.file.display()
    );
    error.with_fix(hint)
}

/// The sets of the arguments in which the root is not yet.
fn open_sets<'a>(args: &PinsAddArgs, pins: &'a Pins) -> Result<Vec<&'a str>, Diagnostic> {
    let mut open = Vec::new();
    for id in &args.set {
        let set = pins.set(Some(id)).map_err(|error| unknown_set(error, args, id))?;
        match set.roots.iter().find(|member| member.id == args.id) {
            Some(member) if member.role != args.role => {
                let message = format!("`{}` is in the set `{id}` already, with another role", args.id);
                return Err(Diagnostic::usage(message, "change the role in the manifest itself"));
            }
            Some(_) => {}
            None if open.contains(&set.id.as_str()) => {}
            None => open.push(set.id.as_str()),
        }
    }
    Ok(open)
}

/// The manifest as it shall be.
fn plan(args: &PinsAddArgs, pin: &Pin, pins: &Pins) -> Result<Manifest, Diagnostic> {
    existing(pins, args)?;
    let mut manifest = pins.manifest().clone();
    let is_new = !manifest.roots.contains(pin);
    if is_new {
        let same_file = manifest.roots.iter().find(|root| root.file == pin.file);
        if let Some((root, file)) = same_file.zip(pin.file.as_ref()) {
            let message = format!("the root `{}` has the file `{file}` already", root.id);
            return Err(Diagnostic::usage(
                message,
                "name the certificate otherwise, or give it another `--url`",
            ));
        }
        manifest.roots.push(pin.clone());
    }
    let open = open_sets(args, pins)?;
    let joins = |set: &&mut Set| open.contains(&set.id.as_str());
    for set in manifest.sets.iter_mut().filter(joins) {
        set.roots.push(Member { id: pin.id.clone(), role: args.role });
    }
    Ok(manifest)
}

/// That a root bears the name of another pinned one may be right, but nobody should overlook it.
fn warn(certificate: &Certificate, pins: &Pins, output: &Output) {
    let identity = Identifier::new(pins).of_certificate(certificate);
    let likeness = match identity.recognition {
        Recognition::Impostor | Recognition::Namesake | Recognition::Edition => identity.likeness,
        Recognition::RetiredRoot => {
            return output.talk(&diagnostics::talk(&Diagnostic::warning(
                Code::RetiredRoot,
                "this root is retired",
                "see whether you need it",
            )));
        }
        _ => return,
    };
    if let Some((likeness, pin)) = likeness.zip(identity.pin) {
        let common = likeness.common_trait();
        let message = format!("the certificate {common} the pinned root `{}` and is another one", pin.id);
        let fix = "see that this is what its authority says";
        output.talk(&diagnostics::talk(&Diagnostic::warning(likeness.code(), message, fix)));
    }
}
