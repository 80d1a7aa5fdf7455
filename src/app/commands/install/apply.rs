//! The file under its lock: read, decided on, replaced. A dry run only looks.

use std::path::{Path, PathBuf};

use crate::app::cli::InstallArgs;
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::files;
use crate::io::output::Output;
use crate::io::store::{self, Existing, LockedStore};
use crate::pins::gate::PinnedRoot;
use crate::pins::obtained::Obtained;
use crate::store::plan::Plan;

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
    let target = store::resolve(&request.location.path)?;
    if args.dry_run {
        foresee(args, request, &roots, target)
    } else {
        replace(args, request, &roots, target, output)
    }
}

fn foresee(
    args: &InstallArgs,
    request: &Request,
    roots: &[PinnedRoot],
    target: PathBuf,
) -> Result<InstallOutcome, Diagnostic> {
    let existing = store::read(&target)?;
    let plan = decide(args, request, roots, content(existing.as_ref()))?;
    if plan.change.is_some() {
        store::check_writable(&target)?;
    }
    let private_folder = missing_folder(&target).filter(|_| cfg!(unix));
    let hard_link = keeps_old_content(existing.as_ref(), &plan);
    Ok(InstallOutcome { plan, target, backup: None, private_folder, hard_link })
}

fn replace(
    args: &InstallArgs,
    request: &Request,
    roots: &[PinnedRoot],
    target: PathBuf,
    output: &Output,
) -> Result<InstallOutcome, Diagnostic> {
    let store = LockedStore::lock(&target, || output.waiting())?;
    let existing = store.read()?;
    let plan = decide(args, request, roots, content(existing.as_ref()))?;
    let hard_link = keeps_old_content(existing.as_ref(), &plan);
    let (private_folder, backup) = match &plan.change {
        None => (None, None),
        Some(change) => {
            let private_folder = store.private_folder();
            (private_folder, store.replace(existing.as_ref(), &change.bytes, args.backup, clock::now())?)
        }
    };
    Ok(InstallOutcome { plan, target, backup, private_folder, hard_link })
}

fn content(existing: Option<&Existing>) -> Option<&[u8]> {
    existing.map(|file| file.bytes.as_slice())
}

fn keeps_old_content(existing: Option<&Existing>, plan: &Plan) -> bool {
    plan.change.is_some() && existing.is_some_and(|file| file.has_other_names)
}

/// The outermost folder that a run would have to make.
fn missing_folder(target: &Path) -> Option<PathBuf> {
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !files::is_folder(folder);
    target.ancestors().skip(1).take_while(is_missing).last().map(Path::to_owned)
}
