//! `pgcerts pins show`: what the manifest knows about a certificate.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{certificates, read_pins};
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsShowArgs};
use crate::app::commands::store_password::StorePassword;
use crate::app::report::layout::Page;
use crate::app::report::pins::show::{ShowReport, Shown};
use crate::check::Observation;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::postgres::{self, Endpoint};
use crate::io::{clock, files, store};
use crate::libpq::conninfo::{self, ConninfoContext, Overrides, Target};
use crate::libpq::environment::Environment;
use crate::libpq::secret::plain_word;
use crate::paste::command_line::is_stream;
use crate::pins::identity::Identifier;
use crate::pins::{Pin, Pins, some_of};
use crate::store::certificate_file;
use crate::store::placed::{CertificatePlace, Placed};
use crate::x509::certificate::Certificate;
use crate::x509::digest::{Sha1, Sha256};

/// `ub-common-name` of RFC 5280.
const LONGEST_SUBJECT: usize = 64;

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
    let is_piped = args.what.iter().any(is_stream);
    let password = StorePassword::read(&args.password, environment, is_piped)?;
    let reading = |bytes: &[u8]| certificate_file::open_any(bytes, password.opening());
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
                let placed = certificates(&path, reading).map_err(StorePassword::ask_for)?;
                shown.extend(identified(what, placed, &identifier));
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
    if is_stream(what) || store::is_file(path) {
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
    let ids = pins.written_roots().iter().map(|pin| pin.id.as_str());
    let roots = some_of(ids, ", which `pgcerts pins list` shows");
    let name = if is_harmless(what, pins) { format!(" `{what}`") } else { String::new() };
    Diagnostic::usage(
        format!("there is no root, no fingerprint and no file{name}"),
        format!(
            "give a whole subject; a server needs its port, as in `db.example.com:5432`; the roots are {roots}"
        ),
    )
}

/// Whether a text can be shown: a word, or what begins as the subject of a pinned root. In other words there may be a password.
fn is_harmless(text: &str, pins: &Pins) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || " -_.,()'&".contains(c);
    let first = |text: &str| text.split(' ').next().unwrap_or_default().to_ascii_lowercase();
    let begins = |pin: &Pin| first(&pin.subject) == first(text);
    let is_subject = text.chars().count() <= LONGEST_SUBJECT && text.chars().all(is_plain);
    plain_word(text).is_some() || is_subject && pins.manifest().roots.iter().any(begins)
}
