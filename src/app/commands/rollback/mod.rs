//! `pgcerts rollback`: restores a backup and keeps what was there as another one.

mod choice;
mod differences;
mod warnings;

use crate::app::answer::Reply;
use crate::app::cli::{Global, RollbackArgs};
use crate::app::commands::store_access::StoreAccess;
use crate::app::commands::{folder_rule, write_mode};
use crate::app::location::root_crt;
use crate::app::report::layout::Page;
use crate::app::report::rollback::RollbackReport;
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{BackupList, Existing, LockedStore, TargetFile};
use crate::libpq::environment::Environment;
use crate::libpq::location::Location;
use crate::store::loaded;

use differences::Differences;

pub(crate) fn run(
    args: &RollbackArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let location = root_crt(args.dest.as_deref(), environment)?;
    let access = StoreAccess::read(&args.keystore, environment, false)?;
    let target = TargetFile::find(&location.path)?;
    let backups = target.backups(clock::now())?;
    let report = if args.list {
        list(&location, backups)?
    } else if args.dry_run {
        foresee(args, &location, &target, &backups, &access)?
    } else {
        // Nothing is locked or made where there is nothing to restore.
        choice::choose(args, &backups, &location.path)?;
        restore(args, &location, target, &access, output)?
    };
    Ok(report.present(global, Page::for_answer(output)))
}

fn list(location: &Location, backups: BackupList) -> Result<RollbackReport, Diagnostic> {
    if backups.own.is_empty() {
        return Err(choice::none(&location.path, &backups));
    }
    let warnings = warnings::foreign(&backups);
    Ok(RollbackReport { backups: Some(backups.own), warnings, ..RollbackReport::new(&location.path) })
}

/// What a run would do.
fn foresee(
    args: &RollbackArgs,
    location: &Location,
    target: &TargetFile,
    backups: &BackupList,
    access: &StoreAccess,
) -> Result<RollbackReport, Diagnostic> {
    let chosen = choice::choose(args, backups, &location.path)?;
    let old = target.read()?;
    let new = chosen.read(|path| target.read_backup(path))?;
    target.check_rule(&folder_rule("rollback", args.folder, location))?;
    target.check_writable(write_mode(args.in_place))?;
    let report = report(args, location, backups, old.as_ref(), &new, access);
    Ok(RollbackReport { restored: Some(chosen.path), dry_run: true, ..report })
}

fn restore(
    args: &RollbackArgs,
    location: &Location,
    target: TargetFile,
    access: &StoreAccess,
    output: &Output,
) -> Result<RollbackReport, Diagnostic> {
    let rule = folder_rule("rollback", args.folder, location);
    let store = LockedStore::lock(target, rule, || output.waiting())?;
    // Listed again: another run may have made one while this one waited.
    let backups = store.backups(clock::now())?;
    let chosen = choice::choose(args, &backups, &location.path)?;
    let old = store.read()?;
    let new = chosen.read(|path| store.read_backup(path))?;
    let report = report(args, location, &backups, old.as_ref(), &new, access);
    let report = RollbackReport { restored: Some(chosen.path.clone()), ..report };
    if !report.changed {
        return Ok(report);
    }
    let mut warnings = report.warnings;
    warnings.extend(store.is_unlocked().then(|| super::no_lock(&location.path)));
    warnings.extend(store.recovered().iter().map(|file| super::recovered(file)));
    let mode = write_mode(args.in_place);
    let backup = store.restore(old.as_ref(), &new.bytes, chosen.like(&new), mode, clock::now())?;
    Ok(RollbackReport { backup, warnings, ..report })
}

/// What comes and goes, and what there is to warn of.
fn report(
    args: &RollbackArgs,
    location: &Location,
    backups: &BackupList,
    old: Option<&Existing>,
    new: &Existing,
    access: &StoreAccess,
) -> RollbackReport {
    let changed = old.is_none_or(|old| old.bytes != new.bytes);
    let found = Differences::find(old.map(|old| old.bytes.as_slice()), &new.bytes, access.password());
    let unlisted = found.as_ref().err().map(|fault| warnings::unlisted(fault, &location.path));
    let differences = found.unwrap_or_default();
    let doubtful = differences.doubtful();
    let mut warnings = if args.to.is_some() { Vec::new() } else { warnings::foreign(backups) };
    if changed {
        warnings.extend(warnings::content(&location.path, old, new));
    }
    warnings.extend(unlisted);
    let is_needless = access.password().is_some() && loaded::is_open(&new.bytes);
    warnings.extend(is_needless.then(|| warnings::needless_password(&location.path)));
    let is_doubtful = !doubtful.is_empty();
    warnings.extend(doubtful);
    RollbackReport {
        changed,
        is_doubtful,
        added: differences.added,
        removed: differences.removed,
        warnings,
        ..RollbackReport::new(&location.path)
    }
}
