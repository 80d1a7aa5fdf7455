//! The certificates: the roots of a set from their copies, or what clients trust of a store.

use std::collections::HashSet;
use std::path::Path;

use crate::app::cli::ExportArgs;
use crate::app::commands::bundled_root::{bundled_root, no_copy};
use crate::app::commands::store_password::StorePassword;
use crate::app::commands::{no_certificate, read_pins};
use crate::app::failures::{input_name, unread_or_piped};
use crate::app::report::export::{ExportOrigin, ExportedRoot, left_out};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::libpq::environment::Environment;
use crate::openssl::pem::{Bundle, PemEntry};
use crate::paste::command_line::is_stream;
use crate::pins::{Pin, Pins};
use crate::store::certificate_file;
use crate::store::keystore;
use crate::x509::certificate::Certificate;

/// What is exported, and what there is to say of it.
pub(super) struct Gathered {
    pub(super) origin: ExportOrigin,
    pub(super) certificates: Vec<ExportedRoot>,
    pub(super) notes: Vec<String>,
}

/// Gathers it.
///
/// # Errors
/// A set that is not there, a root of it without a copy, a store that cannot be read or that clients refuse.
pub(super) fn gather(args: &ExportArgs, environment: &Environment) -> Result<Gathered, Diagnostic> {
    let pins = read_pins(args.pins.as_deref())?;
    match &args.from {
        Some(path) => {
            let is_piped = is_stream(path);
            of_store(path, &StorePassword::read(&args.password, environment, is_piped)?, &pins)
        }
        None => of_set(args, &pins),
    }
}

fn of_set(args: &ExportArgs, pins: &Pins) -> Result<Gathered, Diagnostic> {
    let otherwise =
        "export the file that has its root with `--from FILE`; `pgcerts pins list` shows the sets";
    let set = args.set.or_default(pins, otherwise)?;
    let root = |pin: &Pin| {
        let root = bundled_root(pins, pin)?.ok_or_else(|| no_copy(pin))?;
        Ok(ExportedRoot { id: Some(pin.id.clone()), certificate: root.certificate().clone() })
    };
    let certificates = pins.roots_of(set).into_iter().map(root).collect::<Result<_, Diagnostic>>()?;
    Ok(Gathered { origin: ExportOrigin::Set(set.id.clone()), certificates, notes: Vec::new() })
}

fn of_store(path: &Path, password: &StorePassword, pins: &Pins) -> Result<Gathered, Diagnostic> {
    let bytes = files::read_or_stdin(path).map_err(unread_or_piped("the store"))?;
    let (found, notes) = trusted(path, &bytes, password)?;
    let mut seen = HashSet::new();
    let certificates = found.into_iter().filter(|found| seen.insert(found.sha256()));
    let known = |certificate: Certificate| {
        let sha256 = certificate.sha256();
        let pin = pins.manifest().roots.iter().find(|pin| pin.sha256 == sha256);
        ExportedRoot { id: pin.map(|pin| pin.id.clone()), certificate }
    };
    let certificates = certificates.map(known).collect();
    Ok(Gathered { origin: ExportOrigin::Store(path.to_owned()), certificates, notes })
}

/// What clients trust of a store, and what is left out. In PEM that is what OpenSSL loads.
fn trusted(
    path: &Path,
    bytes: &[u8],
    password: &StorePassword,
) -> Result<(Vec<Certificate>, Vec<String>), Diagnostic> {
    if matches!(keystore::kind(bytes), Ok(None)) {
        let bundle = Bundle::read(bytes);
        if bundle.spoiled.is_some() {
            return Err(spoiled(path, &bundle));
        }
        if !bundle.certificates.is_empty() {
            return Ok(loaded(path, bundle));
        }
    }
    let placed = certificate_file::read(bytes, password.opening())
        .map_err(|why| StorePassword::ask_for(no_certificate(path, &why)))?;
    Ok((placed.into_iter().map(|placed| placed.certificate).collect(), Vec::new()))
}

fn loaded(path: &Path, bundle: Bundle) -> (Vec<Certificate>, Vec<String>) {
    let is_plain = |entry: &PemEntry| entry.trust_settings().is_empty();
    let hidden = bundle.hidden().count();
    let line = bundle.certificates.iter().find(|entry| !is_plain(entry)).map(|entry| entry.line);
    let notes = left_out(&input_name(path), hidden, line);
    let plain = bundle.certificates.into_iter().filter(is_plain).map(|entry| entry.certificate);
    (plain.collect(), notes)
}

/// A store that libpq refuses as a whole.
fn spoiled(path: &Path, bundle: &Bundle) -> Diagnostic {
    let (line, reason) = bundle.spoiled.as_ref().map_or((1, ""), |block| (block.line, block.reason));
    let message = format!("clients cannot read {}: line {line}: {reason}", input_name(path));
    let fix = "remove that block, or use `pgcerts install --repair`";
    Diagnostic::failure(Code::UnreadableStore, message, fix).at_line(line)
}
