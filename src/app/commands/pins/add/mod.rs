//! `pgcerts pins add`: roots join a manifest of one's own. The fingerprints are what its user vouches for.

mod merge;
mod pin;
mod source;

use std::path::PathBuf;

use super::super::own_roots::{self, Fit};
use super::{read_pins, write};
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsAddArgs};
use crate::app::report::diagnostics;
use crate::app::report::pins::edit::{Added, AddedRoot};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::clock;
use crate::io::output::Output;
use crate::libpq::environment::Environment;
use crate::openssl::pem;
use crate::pins::identity::{Identifier, Recognition};
use crate::pins::{Manifest, Pin, Pins};
use crate::x509::certificate::Certificate;

pub(super) fn run(
    args: &PinsAddArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let addition = gather(args, environment)?;
    let expected = merge::merged(args, &addition.roots, &addition.pins)?;
    let built_in = Pins::exported();
    for pins in [&addition.pins, &built_in] {
        addition.certificates.iter().for_each(|one| output_warning(one, pins, output));
    }
    let is_changed = expected != *addition.pins.manifest();
    if is_changed {
        apply(args, &addition, output)?;
    } else {
        write::tidy(&args.file, args.folder, output);
    }
    report(args, addition, is_changed).map(|report| report.present(global))
}

/// The roots that are to join, and the manifest as it is.
struct Addition {
    pins: Pins,
    certificates: Vec<Certificate>,
    /// One for each certificate.
    roots: Vec<Pin>,
}

impl Addition {
    /// Whether the manifest does not have this root yet.
    fn is_new(&self, root: &Pin) -> bool {
        self.pins.manifest().by_sha256(root.sha256).is_none()
    }

    /// The new file beside the manifest and its content.
    fn file(&self, args: &PinsAddArgs) -> Option<(PathBuf, Vec<u8>)> {
        let both = self.roots.iter().zip(&self.certificates);
        let new: Vec<(&Pin, &Certificate)> = both.filter(|(root, _)| self.is_new(root)).collect();
        let name = new.first()?.0.file.as_ref()?;
        let bytes = match new.as_slice() {
            [(_, certificate)] => certificate.der().to_vec(),
            several => {
                let mut text = Vec::new();
                pem::append(&mut text, several.iter().map(|(_, certificate)| *certificate));
                text
            }
        };
        Some((args.file.with_file_name(name), bytes))
    }
}

fn gather(args: &PinsAddArgs, environment: &Environment) -> Result<Addition, Diagnostic> {
    source::check(args)?;
    let now = clock::now();
    let pins = read_pins(Some(&args.file))?;
    let bytes = source::read(args, environment)?;
    let certificates = own_roots::read(&source::shown(args), &bytes, &args.sha256, Fit::Roots, now)?;
    let roots = pin::describe_all(args, &pins, &certificates, now)?;
    Ok(Addition { pins, certificates, roots })
}

fn apply(args: &PinsAddArgs, addition: &Addition, output: &Output) -> Result<(), Diagnostic> {
    let file = addition.file(args);
    let file = file.as_ref().map(|(path, bytes)| (path.as_path(), bytes.as_slice()));
    let planned =
        |pins: &Pins| -> Result<Manifest, Diagnostic> { merge::merged(args, &addition.roots, pins) };
    write::edit(&args.file, file, args.folder, output, planned)
}

fn report(args: &PinsAddArgs, addition: Addition, changed: bool) -> Result<Added, Diagnostic> {
    let sets = merge::targets(args, &addition.pins)?;
    let file = addition.file(args).map(|(path, _)| path);
    let is_new: Vec<bool> = addition.roots.iter().map(|root| addition.is_new(root)).collect();
    let added = addition.roots.into_iter().zip(is_new);
    let roots = added.map(|(pin, is_new)| AddedRoot { pin, is_new }).collect();
    Ok(Added { path: args.file.clone(), changed, roots, sets, role: args.role, file })
}

/// That a root has the name of another pinned one may be right, but nobody should overlook it.
fn output_warning(certificate: &Certificate, pins: &Pins, output: &Output) {
    let identity = Identifier::new(pins).of_certificate(certificate);
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
