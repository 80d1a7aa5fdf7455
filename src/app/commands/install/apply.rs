//! The file under its lock: read, decided on, replaced. A dry run only looks.

use std::path::PathBuf;

use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::Output;
use crate::io::store::{Existing, LockedStore, TargetFile, WriteMode};
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
    /// What another program had written when an earlier run was killed.
    pub(super) recovered: Vec<PathBuf>,
    /// The user who had made the file before root did, where everybody may make files.
    pub(super) planted_by: Option<User>,
}

/// Carries out what is decided.
///
/// # Errors
/// Those of the decision, and `io` where the file cannot be locked, read or replaced.
pub(super) fn apply(
    request: &Request,
    obtained: &[Obtained],
    output: &Output,
) -> Result<InstallOutcome, Diagnostic> {
    let roots: Vec<PinnedRoot> = obtained.iter().map(|obtained| obtained.root.clone()).collect();
    let target = TargetFile::find(&request.location.path)?;
    if request.dry_run { foresee(request, &roots, &target) } else { replace(request, &roots, target, output) }
}

fn foresee(
    request: &Request,
    roots: &[PinnedRoot],
    target: &TargetFile,
) -> Result<InstallOutcome, Diagnostic> {
    target.check_rule(&request.rule)?;
    let existing = target.read()?;
    let plan = decide(request, roots, content(existing.as_ref()))?;
    if plan.change.is_some() {
        target.check_writable(request.write)?;
    }
    Ok(InstallOutcome {
        private_folder: target.missing_folder().filter(|_| cfg!(unix)),
        hard_link: keeps_old_content(request, existing.as_ref(), &plan),
        target: target.path().to_owned(),
        plan,
        backup: None,
        unlocked: false,
        recovered: Vec::new(),
        planted_by: None,
    })
}

fn replace(
    request: &Request,
    roots: &[PinnedRoot],
    target: TargetFile,
    output: &Output,
) -> Result<InstallOutcome, Diagnostic> {
    let path = target.path().to_owned();
    let store = LockedStore::lock(target, request.rule.clone(), || output.waiting())?;
    let existing = store.read()?;
    let plan = decide(request, roots, content(existing.as_ref()))?;
    let unchanged = InstallOutcome {
        hard_link: keeps_old_content(request, existing.as_ref(), &plan),
        target: path,
        plan,
        private_folder: None,
        backup: None,
        unlocked: store.is_unlocked(),
        recovered: store.recovered().to_vec(),
        planted_by: None,
    };
    let Some(change) = &unchanged.plan.change else { return Ok(unchanged) };
    let private_folder = store.private_folder();
    let planted_by = existing.as_ref().and_then(|existing| store.planted_by(existing));
    let backup =
        store.replace(existing.as_ref(), &change.bytes, request.backup, request.write, clock::now())?;
    Ok(InstallOutcome { backup, private_folder, planted_by, ..unchanged })
}

fn content(existing: Option<&Existing>) -> Option<&[u8]> {
    existing.map(|file| file.bytes.as_slice())
}

/// A file that is written into keeps all of its names.
fn keeps_old_content(request: &Request, existing: Option<&Existing>, plan: &Plan) -> bool {
    let is_replaced = plan.change.is_some() && request.write == WriteMode::Replace;
    is_replaced && existing.is_some_and(|file| file.has_other_names)
}
