//! `pgcerts uninstall`: gather, decide, apply, report.

mod choice;
mod warnings;

use crate::app::answer::Reply;
use crate::app::cli::{Global, UninstallArgs};
use crate::app::commands::{folder_rule, read_pins, write_mode};
use crate::app::failures::refused;
use crate::app::location::{refuse_mistake, root_crt};
use crate::app::report::uninstall::UninstallReport;
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{Existing, LockedStore, TargetFile};
use crate::libpq::environment::Environment;
use crate::libpq::location::Location;
use crate::pins::Pins;
use crate::store::removal::{self, Cut};

use choice::RemovalChoice;

/// What a run was asked for.
struct UninstallRequest<'a> {
    args: &'a UninstallArgs,
    location: Location,
    choice: RemovalChoice,
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
    let request = UninstallRequest { choice: RemovalChoice::read(args, &pins)?, args, location, pins };
    let target = TargetFile::find(&request.location.path)?;
    let report = match target.read()? {
        // Nothing is locked or made where there is nothing to remove.
        None => UninstallReport::missing(&request.location.path, args.dry_run),
        Some(existing) if args.dry_run => foresee(&request, &target, &existing)?,
        Some(_) => apply(&request, target, output)?,
    };
    Ok(report.present(global))
}

fn foresee(
    request: &UninstallRequest,
    target: &TargetFile,
    existing: &Existing,
) -> Result<UninstallReport, Diagnostic> {
    target.check_rule(&folder_rule("uninstall", request.args.folder, &request.location))?;
    let cut = decide(request, existing)?;
    if cut.is_some() {
        target.check_writable(write_mode(request.args.in_place))?;
    }
    Ok(report(request, existing, cut))
}

fn apply(
    request: &UninstallRequest,
    target: TargetFile,
    output: &Output,
) -> Result<UninstallReport, Diagnostic> {
    let args = request.args;
    let path = &request.location.path;
    let rule = folder_rule("uninstall", args.folder, &request.location);
    let store = LockedStore::lock(target, rule, || output.waiting())?;
    let Some(existing) = store.read()? else { return Ok(UninstallReport::missing(path, false)) };
    let cut = decide(request, &existing)?;
    let bytes = cut.as_ref().map(|cut| cut.bytes.clone());
    let mut report = report(request, &existing, cut);
    report.warnings.extend(store.is_unlocked().then(|| super::no_lock(path)));
    report.warnings.extend(store.recovered().iter().map(|file| super::recovered(file)));
    report.backup = match bytes {
        None => None,
        Some(_) if report.removes_file() => store.remove(&existing, args.backup, clock::now())?,
        Some(bytes) => {
            let mode = write_mode(args.in_place);
            store.replace(Some(&existing), &bytes, args.backup, mode, clock::now())?
        }
    };
    Ok(report)
}

fn decide(request: &UninstallRequest, existing: &Existing) -> Result<Option<Cut>, Diagnostic> {
    let gone = request.choice.fingerprints(&existing.bytes, clock::now())?;
    removal::uninstall(&existing.bytes, &gone)
        .map_err(|refusal| refused(&refusal, &request.location.path, &existing.bytes))
}

fn report(request: &UninstallRequest, existing: &Existing, cut: Option<Cut>) -> UninstallReport {
    let warnings = match &cut {
        Some(cut) => warnings::all(request, existing, cut),
        None => Vec::new(),
    };
    UninstallReport::new(&request.location.path, request.args.dry_run, &existing.bytes, cut, warnings)
}
