//! `pgcerts pins show`: what the manifest knows about a certificate.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{certificates, read_pins};
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsShowArgs};
use crate::app::report::layout::Page;
use crate::app::report::pins::show::{ShowReport, Shown};
use crate::check::Observation;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::postgres::{self, Endpoint};
use crate::io::{clock, files, store};
use crate::libpq::conninfo::{self, ConninfoContext, Overrides, Target};
use crate::libpq::environment::Environment;
use crate::libpq::secret::plain_word;
use crate::pins::identity::Identifier;
use crate::pins::{Pin, Pins};
use crate::store::certificate_file;
use crate::store::placed::{CertificatePlace, Placed};
use crate::x509::certificate::Certificate;
use crate::x509::digest::{Sha1, Sha256};

/// What was asked for. Its form decides which it is.
enum Subject {
    Id(String),
    Sha256(Sha256),
    Sha1(Sha1),
    File(PathBuf),
    Server(Box<Target>),
}

pub(super) fn run(
    args: &PinsShowArgs,
    global: Global,
    environment: &Environment,
    page: Page,
) -> Result<Reply, Diagnostic> {
    let pins = read_pins(args.pins.as_deref())?;
    let identifier = Identifier::new(&pins);
    let mut shown = Vec::new();
    for what in &args.what {
        match subject(what, &pins, environment)? {
            Subject::Id(id) => {
                shown.extend(identifier.of_id(&id).map(|identity| Shown::named(what, identity)));
            }
            Subject::Sha256(digest) => shown.push(Shown::named(what, identifier.of_sha256(digest))),
            Subject::Sha1(digest) => shown.push(Shown::named(what, identifier.of_sha1(digest))),
            Subject::Server(target) => {
                let placed = sent(&target, args.timeout)?;
                shown.extend(identified(&target.label, placed, &identifier));
            }
            Subject::File(path) => {
                shown.extend(identified(what, certificates(&path, certificate_file::read_any)?, &identifier));
            }
        }
    }
    let report = ShowReport { pins: &pins, shown, now: clock::now() };
    let code = u8::from(!report.is_ok());
    let answer = global.answer(|| report.json(), || report.text(global.verbose, page));
    Ok(Reply::new(answer, code))
}

fn identified<'a>(what: &str, placed: Vec<Placed>, identifier: &Identifier<'a>) -> Vec<Shown<'a>> {
    let show = |placed: Placed| {
        let identity = identifier.of_certificate(&placed.certificate);
        Shown::placed(what, placed, identity)
    };
    placed.into_iter().map(show).collect()
}

fn subject(what: &str, pins: &Pins, environment: &Environment) -> Result<Subject, Diagnostic> {
    if pins.manifest().by_id(what).is_some() {
        return Ok(Subject::Id(what.to_owned()));
    }
    let path = Path::new(what);
    if what == "-" || store::is_file(path) {
        return Ok(Subject::File(path.to_owned()));
    }
    if files::is_folder(path) {
        let message = format!("`{what}` is a folder, not a file of certificates");
        return Err(Diagnostic::usage(message, "name the files in it"));
    }
    let digits: String = what.split_whitespace().collect();
    match (digits.parse(), digits.parse(), by_subject(what, pins)?) {
        (Ok(sha256), ..) => Ok(Subject::Sha256(sha256)),
        (_, Ok(sha1), _) => Ok(Subject::Sha1(sha1)),
        (.., Some(id)) => Ok(Subject::Id(id)),
        _ => server(what, environment).unwrap_or_else(|| Err(unknown(what, pins))),
    }
}

/// The id of the root with this subject.
fn by_subject(what: &str, pins: &Pins) -> Result<Option<String>, Diagnostic> {
    let has_subject = |pin: &&Pin| pin.subject.eq_ignore_ascii_case(what);
    let ids: Vec<&str> =
        pins.manifest().roots.iter().filter(has_subject).map(|pin| pin.id.as_str()).collect();
    match ids.as_slice() {
        [] => Ok(None),
        [id] => Ok(Some((*id).to_owned())),
        several => {
            let message = format!("{} roots have the subject `{what}`", several.len());
            Err(Diagnostic::usage(message, format!("name one of them: {}", several.join(", "))))
        }
    }
}

/// `HOST:PORT`. None without a port.
fn server(what: &str, environment: &Environment) -> Option<Result<Subject, Diagnostic>> {
    let (host, port) = what.rsplit_once(':')?;
    // Digits after several colons are those of a fingerprint of any length.
    let is_host = host.starts_with('[') || !host.contains(':');
    if !is_host || port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let overrides = Overrides::default();
    let context = ConninfoContext { environment, use_env: false, service_files: &[], overrides: &overrides };
    let targets = conninfo::read(what, &context);
    Some(targets.map(|mut targets| Subject::Server(Box::new(targets.swap_remove(0)))))
}

/// The certificates that a server sends, the leaf first.
fn sent(target: &Target, limit: Duration) -> Result<Vec<Placed>, Diagnostic> {
    let what = &target.label;
    let mut found = Err(Diagnostic::failure(Code::Network, format!("`{what}` was not asked"), "run again"));
    postgres::capture_all(vec![Endpoint::for_target(target)], 1, limit, |_, captured| {
        found = captured.map_err(Diagnostic::from);
        Ok::<_, Diagnostic>(false)
    })?;
    let capture = found?;
    let sent = Observation::Captured(&capture).chain();
    if sent.is_empty() {
        let hint = format!("`pgcerts check {what}` says why");
        return Err(Diagnostic::failure(Code::Network, format!("`{what}` sent no certificate"), hint));
    }
    let placed = |(index, der): (usize, &Vec<u8>)| Placed {
        place: CertificatePlace::Sent(index),
        certificate: Certificate::new(der.clone()),
    };
    Ok(sent.iter().enumerate().map(placed).collect())
}

fn unknown(what: &str, pins: &Pins) -> Diagnostic {
    let digits = what.chars().filter(|c| *c != ':' && !c.is_whitespace());
    if digits.clone().count() >= 32 && digits.clone().all(|c| c.is_ascii_hexdigit()) {
        let message = format!("what looks like a fingerprint has {} hex digits", digits.count());
        return Diagnostic::usage(message, "a SHA-256 has 64 and a SHA-1 has 40; colons do not count");
    }
    let ids: Vec<&str> = pins.written_roots().iter().map(|pin| pin.id.as_str()).collect();
    // Anything longer than a word may be a target with a password.
    let name = plain_word(what).map_or_else(String::new, |what| format!(" `{what}`"));
    Diagnostic::usage(
        format!("there is no root, no fingerprint and no file{name}"),
        format!("a server needs its port, as in `db.example.com:5432`; the roots are {}", ids.join(", ")),
    )
}
