//! The file under its lock: read, decided on, replaced. A dry run only looks.

use std::path::PathBuf;

use crate::app::cli::InstallArgs;
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{Existing, FolderRule, LockedStore, TargetFile, WriteMode};
use crate::libpq::location::PathSource;
use crate::pins::gate::PinnedRoot;
use crate::pins::obtained::Obtained;
use crate::store::plan::Plan;
use crate::store::writer::User;

use super::decide::decide;
use super::request::Request;

/// What became of the file, or would.
pub(super) struct InstallOutcome {
    pub(super) plan: Plan,
    pub(super) target: PathBuf,
    pub(super) backup: Option<PathBuf>,
    /// The outermost folder that this run made for the file, or would have to make.
    pub(super) private_folder: Option<PathBuf>,
    /// Other names of the file keep the old content.
    pub(super) hard_link: bool,
    /// Nothing kept other runs out.
    pub(super) unlocked: bool,
    /// The user who had made the file before root did, where everybody may make files.
    pub(super) planted_by: Option<User>,
}

/// Carries out what is decided.
///
/// # Errors
/// Those of the decision, and `io` where the file cannot be locked, read or replaced.
pub(super) fn apply(
    args: &InstallArgs,
    request: &Request,
    obtained: &[Obtained],
    output: &Output,
) -> Result<InstallOutcome, Diagnostic> {
    let roots: Vec<PinnedRoot> = obtained.iter().map(|obtained| obtained.root.clone()).collect();
    let target = TargetFile::find(&request.location.path)?;
    if args.dry_run {
        foresee(args, request, &roots, &target)
    } else {
        replace(args, request, &roots, target, output)
    }
}

fn foresee(
    args: &InstallArgs,
    request: &Request,
    roots: &[PinnedRoot],
    target: &TargetFile,
) -> Result<InstallOutcome, Diagnostic> {
    let existing = target.read()?;
    let plan = decide(args, request, roots, content(existing.as_ref()))?;
    if plan.change.is_some() {
        target.check_writable(rule(args, request))?;
        if target.is_mount_point() && !args.in_place {
            return Err(target.mount_point().into());
        }
    }
    Ok(InstallOutcome {
        private_folder: target.missing_folder().filter(|_| cfg!(unix)),
        hard_link: keeps_old_content(args, existing.as_ref(), &plan),
        target: target.path().to_owned(),
        plan,
        backup: None,
        unlocked: false,
        planted_by: None,
    })
}

fn replace(
    args: &InstallArgs,
    request: &Request,
    roots: &[PinnedRoot],
    target: TargetFile,
    output: &Output,
) -> Result<InstallOutcome, Diagnostic> {
    let path = target.path().to_owned();
    let store = LockedStore::lock(target, rule(args, request), || output.waiting())?;
    let existing = store.read()?;
    let plan = decide(args, request, roots, content(existing.as_ref()))?;
    let unchanged = InstallOutcome {
        hard_link: keeps_old_content(args, existing.as_ref(), &plan),
        target: path,
        plan,
        private_folder: None,
        backup: None,
        unlocked: store.is_unlocked(),
        planted_by: None,
    };
    let Some(change) = &unchanged.plan.change else { return Ok(unchanged) };
    let private_folder = store.private_folder();
    let planted_by = existing.as_ref().and_then(|existing| store.planted_by(existing));
    let backup = store.replace(existing.as_ref(), &change.bytes, args.backup, mode(args), clock::now())?;
    Ok(InstallOutcome { backup, private_folder, planted_by, ..unchanged })
}

fn rule(args: &InstallArgs, request: &Request) -> FolderRule {
    let is_home = request.location.source == PathSource::Default;
    FolderRule { lifted: args.folder.as_root, is_home, is_public: false }
}

fn mode(args: &InstallArgs) -> WriteMode {
    if args.in_place { WriteMode::InPlace } else { WriteMode::Replace }
}

fn content(existing: Option<&Existing>) -> Option<&[u8]> {
    existing.map(|file| file.bytes.as_slice())
}

/// A file that is written into keeps all of its names.
fn keeps_old_content(args: &InstallArgs, existing: Option<&Existing>, plan: &Plan) -> bool {
    let is_replaced = plan.change.is_some() && !args.in_place;
    is_replaced && existing.is_some_and(|file| file.has_other_names)
}
