//! `pgcerts pins add`: a root joins a manifest of one's own. The fingerprint is what its user vouches for; nothing
//! parses the certificate before it is found to have it.

mod certificate;
mod merge;
mod pin;
mod source;

use std::path::{Path, PathBuf};

use super::{read_pins, write};
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsAddArgs};
use crate::app::report::diagnostics;
use crate::app::report::pins::edit::Added;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::clock;
use crate::io::output::Output;
use crate::libpq::environment::Environment;
use crate::pins::identity::{Identifier, Recognition};
use crate::pins::{Pin, Pins};
use crate::x509::certificate::Certificate;

pub(super) fn run(
    args: &PinsAddArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let candidate = gather(args, environment)?;
    let change = decide(args, &candidate)?;
    output_warning(&candidate, output);
    if change.is_needed() {
        apply(args, &candidate, &change, output)?;
    } else {
        write::tidy(&args.file, args.folder, output);
    }
    Ok(report(args, candidate, change).present(global))
}

/// The root that is to join, and the manifest as it is.
struct Candidate {
    pins: Pins,
    certificate: Certificate,
    pin: Pin,
}

/// What is to change.
struct PlannedAddition {
    is_new: bool,
    /// How many sets the root joins.
    sets: usize,
    /// The certificate's file beside the manifest, if it is to be written.
    file: Option<PathBuf>,
}

impl PlannedAddition {
    fn is_needed(&self) -> bool {
        self.is_new || self.sets > 0
    }
}

fn gather(args: &PinsAddArgs, environment: &Environment) -> Result<Candidate, Diagnostic> {
    source::check(args)?;
    let now = clock::now();
    let pins = read_pins(Some(&args.file))?;
    let certificate = certificate::admit(args, &source::read(args, environment)?, now)?;
    let pin = match pin::existing(&pins, args)? {
        Some(pin) => pin.clone(),
        None => pin::describe(args, &certificate, now)?,
    };
    Ok(Candidate { pins, certificate, pin })
}

fn decide(args: &PinsAddArgs, candidate: &Candidate) -> Result<PlannedAddition, Diagnostic> {
    let Candidate { pins, pin, .. } = candidate;
    merge::merged(args, pin, pins)?;
    let is_new = !pins.manifest().roots.contains(pin);
    let file = pin.file.as_ref().filter(|_| is_new).map(|file| args.file.with_file_name(file));
    Ok(PlannedAddition { is_new, sets: merge::open_sets(args, pins)?.len(), file })
}

fn apply(
    args: &PinsAddArgs,
    candidate: &Candidate,
    change: &PlannedAddition,
    output: &Output,
) -> Result<(), Diagnostic> {
    let file: Option<(&Path, &[u8])> = change.file.as_deref().map(|file| (file, candidate.certificate.der()));
    write::edit(&args.file, file, args.folder, output, |old, pins| {
        merge::edited(args, &candidate.pin, old, pins)
    })
}

fn report(args: &PinsAddArgs, candidate: Candidate, change: PlannedAddition) -> Added {
    Added {
        path: args.file.clone(),
        changed: change.is_needed(),
        pin: candidate.pin,
        sets: args.set.clone(),
        role: args.role,
        file: change.file,
    }
}

/// That a root has the name of another pinned one may be right, but nobody should overlook it.
fn output_warning(candidate: &Candidate, output: &Output) {
    let identity = Identifier::new(&candidate.pins).of_certificate(&candidate.certificate);
    let likeness = match identity.recognition {
        Recognition::Impostor | Recognition::Namesake | Recognition::Edition => identity.likeness,
        Recognition::RetiredRoot => {
            let warning =
                Diagnostic::warning(Code::RetiredRoot, "this root is retired", "see whether you need it");
            return diagnostics::warn(&warning, output);
        }
        _ => return,
    };
    if let Some((likeness, pin)) = likeness.zip(identity.pin) {
        let common = likeness.common_trait();
        let message = format!("the certificate {common} the pinned root `{}` and is another one", pin.id);
        let fix = "see that this is what its authority says";
        diagnostics::warn(&Diagnostic::warning(likeness.code(), message, fix), output);
    }
}
