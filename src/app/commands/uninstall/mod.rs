//! `pgcerts uninstall`: gather, decide, apply, report.

mod choice;
mod warnings;

use crate::app::answer::Reply;
use crate::app::cli::{Global, UninstallArgs};
use crate::app::commands::store_access::StoreAccess;
use crate::app::commands::{folder_rule, read_pins, write_mode};
use crate::app::failures::{keystore_fault, refused};
use crate::app::location::{refuse_mistake, root_crt};
use crate::app::report::layout::Page;
use crate::app::report::uninstall::UninstallReport;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{Existing, LockedStore, StoreFailure, TargetFile, WriteMode};
use crate::libpq::environment::Environment;
use crate::libpq::location::Location;
use crate::openssl::pem::Bundle;
use crate::pins::Pins;
use crate::store::placed::Placed;
use crate::store::refusal::Refusal;
use crate::store::{keystore_removal, loaded, removal};

use choice::{Chosen, RemovalChoice};

/// What a run was asked for.
struct UninstallRequest<'a> {
    args: &'a UninstallArgs,
    location: Location,
    choice: RemovalChoice,
    access: StoreAccess,
    pins: Pins,
}

pub(crate) fn run(
    args: &UninstallArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let location = root_crt(args.dest.as_deref(), environment)?;
    refuse_mistake(&location)?;
    let pins = read_pins(args.pins.as_deref())?;
    let request = UninstallRequest {
        choice: RemovalChoice::read(args, &pins)?,
        access: StoreAccess::read(&args.keystore, environment, false)?,
        args,
        location,
        pins,
    };
    let target = TargetFile::find(&request.location.path)?;
    let report = match target.read()? {
        // Nothing is locked or made where there is nothing to remove.
        None => UninstallReport::missing(&request.location.path, args.change.dry_run),
        Some(existing) if args.change.dry_run => foresee(&request, &target, &existing)?,
        Some(_) => apply(&request, target, output)?,
    };
    Ok(report.present(global, Page::for_answer(output)))
}

fn foresee(
    request: &UninstallRequest,
    target: &TargetFile,
    existing: &Existing,
) -> Result<UninstallReport, Diagnostic> {
    target.check_rule(&folder_rule("uninstall", request.args.change.folder, &request.location))?;
    let report = report(request, existing)?;
    if report.removes_file() {
        target.check_writable(WriteMode::Replace).map_err(unremovable)?;
    } else if report.changes_file() {
        target.check_writable(write_mode(request.args.change.in_place))?;
    }
    Ok(report)
}

fn apply(
    request: &UninstallRequest,
    target: TargetFile,
    output: &Output,
) -> Result<UninstallReport, Diagnostic> {
    let args = request.args;
    let path = &request.location.path;
    let rule = folder_rule("uninstall", args.change.folder, &request.location);
    let store = LockedStore::lock(target, rule, || output.waiting())?;
    let Some(existing) = store.read()? else { return Ok(UninstallReport::missing(path, false)) };
    let mut report = report(request, &existing)?;
    report.warnings.extend(store.is_unlocked().then(|| super::no_lock(path)));
    report.warnings.extend(store.recovered().iter().map(|file| super::recovered(file)));
    if report.removes_file() {
        report.backup = store.remove(&existing, args.change.backup, clock::now()).map_err(unremovable)?;
    } else if report.changes_file() {
        let mode = write_mode(args.change.in_place);
        report.backup =
            store.replace(Some(&existing), &report.bytes, args.change.backup, mode, clock::now())?;
    }
    Ok(report)
}

/// `--in-place` does not help where the file itself must go.
fn unremovable(failure: StoreFailure) -> Diagnostic {
    match failure {
        StoreFailure::MountPoint(path) => Diagnostic::failure(
            Code::Io,
            format!(
                "no certificate would be left in `{}`, and a mounted file cannot be removed",
                path.display()
            ),
            "remove the mount",
        ),
        other => other.into(),
    }
}

/// What becomes of the file, before anything is written.
fn report(request: &UninstallRequest, existing: &Existing) -> Result<UninstallReport, Diagnostic> {
    let path = &request.location.path;
    let bytes = existing.bytes.as_slice();
    let access = request.access.keystore(&request.location, Some(bytes))?;
    let is_keystore = access.is_some();
    let there = match access {
        Some(_) => loaded::certificates(bytes, request.access.password())
            .map_err(|fault| keystore_fault(&fault, path))?,
        None => Bundle::read(bytes).certificates.iter().map(Placed::from).collect(),
    };
    let Chosen { gone, not_found } = request.choice.find(&there, clock::now())?;
    let cut = match access {
        Some(access) => keystore_removal::uninstall(bytes, &gone, &access).map_err(Refusal::from),
        None => removal::uninstall(bytes, &gone),
    };
    let cut = cut.map_err(|refusal| refused(&refusal, &request.location, bytes))?;
    if !is_keystore {
        request.access.refuse_password(path)?;
    }
    let warnings = cut.as_ref().map_or_else(Vec::new, |cut| warnings::all(request, existing, cut));
    let mut report = UninstallReport::new(path, request.args.change.dry_run, there, cut, warnings);
    report.not_found = not_found;
    report.is_keystore = is_keystore;
    Ok(report)
}
