//! The manifest with the roots in it, and the sets that they join.

use crate::app::cli::PinsAddArgs;
use crate::diagnostic::{Code, Diagnostic};
use crate::pins::{Manifest, Member, Pin, Pins, Set};

/// The manifest as it is to be.
pub(super) fn merged(args: &PinsAddArgs, roots: &[Pin], pins: &Pins) -> Result<Manifest, Diagnostic> {
    let mut manifest = pins.manifest().clone();
    for root in roots {
        join_manifest(args, root, &mut manifest)?;
    }
    let targets = targets(args, pins)?;
    if let Some(id) = &args.new_set {
        make_set(args, id, roots, &mut manifest)?;
    }
    for id in &targets {
        let known = pins.unknown_set(id);
        let set =
            manifest.sets.iter_mut().find(|set| set.id == *id).ok_or_else(|| unknown_set(args, known))?;
        roots.iter().try_for_each(|root| join_set(args, root, set))?;
    }
    Ok(manifest)
}

/// The sets that the roots join.
pub(super) fn targets(args: &PinsAddArgs, pins: &Pins) -> Result<Vec<String>, Diagnostic> {
    let named: Vec<String> = args.new_set.iter().chain(&args.set).cloned().collect();
    match (named.is_empty(), pins.manifest().is_empty()) {
        (false, _) => Ok(named),
        (true, false) => Ok(vec![pins.manifest().default_set.clone()]),
        (true, true) => {
            let message = format!("`{}` has no set yet for the root to join", args.file.display());
            Err(Diagnostic::usage(message, "make its first set with `--new-set ID`"))
        }
    }
}

fn join_manifest(args: &PinsAddArgs, root: &Pin, manifest: &mut Manifest) -> Result<(), Diagnostic> {
    let other = manifest.roots.iter().find(|other| other.id == root.id || other.sha256 == root.sha256);
    match other {
        Some(other) if other == root => return Ok(()),
        Some(other) => {
            // Another run added it between.
            let message = format!("`{}` has the root `{}` meanwhile", args.file.display(), other.id);
            return Err(Diagnostic::usage(message, "run it again"));
        }
        None => {}
    }
    manifest.roots.push(root.clone());
    Ok(())
}

/// Makes the set. A second run finds it with all of these roots.
fn make_set(args: &PinsAddArgs, id: &str, roots: &[Pin], manifest: &mut Manifest) -> Result<(), Diagnostic> {
    if let Some(set) = manifest.set(id) {
        if roots.iter().all(|root| set.member(&root.id).is_some()) {
            return Ok(());
        }
        let message = format!("`{}` has a set `{id}` already", args.file.display());
        return Err(Diagnostic::usage(message, format!("add to it with `--set {id}`")));
    }
    if manifest.sets.is_empty() {
        id.clone_into(&mut manifest.default_set);
    }
    let title = args.title.clone().unwrap_or_default();
    manifest.sets.push(Set { id: id.to_owned(), title, hosts: Vec::new(), roots: Vec::new() });
    Ok(())
}

fn join_set(args: &PinsAddArgs, root: &Pin, set: &mut Set) -> Result<(), Diagnostic> {
    match set.member(&root.id) {
        Some(member) if member.role != args.role => {
            let message = format!("`{}` is in the set `{}` already, with another role", root.id, set.id);
            let fix = format!("change its role with `pgcerts pins set {} {}`", args.file.display(), set.id);
            Err(Diagnostic::usage(message, fix))
        }
        Some(_) => Ok(()),
        None => {
            set.roots.push(Member { id: root.id.clone(), role: args.role });
            Ok(())
        }
    }
}

fn unknown_set(args: &PinsAddArgs, unknown: Diagnostic) -> Diagnostic {
    debug_assert_eq!(unknown.code, Code::UnknownSet);
    let fix =
        format!("{}; `--new-set` in place of `--set` makes a set in `{}`", unknown.fix, args.file.display());
    unknown.with_fix(fix)
}
