//! `pgcerts pins remove`: a root leaves a manifest of one's own, with its sets and, if asked for, its chains.

use super::{read_pins, write};
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsRemoveArgs};
use crate::app::report::pins::edit::Removed;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::io::output::Output;
use crate::paste::quote;
use crate::pins::{self, Manifest, PinnedChain, Pins};

pub(super) fn run(args: &PinsRemoveArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    let old = read_pins(Some(&args.file))?;
    write::tidy(&args.file, args.folder, output);
    plan(args, &old)?;
    write::edit(&args.file, None, args.folder, output, |pins| plan(args, pins))?;
    let manifest = old.manifest();
    let file = manifest.by_id(&args.id).and_then(|pin| pin.file.as_ref());
    // A bundle is the file of several roots.
    let left =
        file.filter(|file| manifest.roots.iter().filter(|pin| pin.file.as_ref() == Some(file)).count() == 1);
    let member = |set: &&pins::Set| set.member(&args.id).is_some();
    let report = Removed {
        path: args.file.clone(),
        id: args.id.clone(),
        sets: manifest.sets.iter().filter(member).map(|set| set.id.clone()).collect(),
        chains: chains(args, manifest).map(|chain| chain.id.clone()).collect(),
        unused: left.map(|file| args.file.with_file_name(file)),
    };
    Ok(report.present(global))
}

/// The chains that end in the root.
fn chains<'a>(args: &'a PinsRemoveArgs, manifest: &'a Manifest) -> impl Iterator<Item = &'a PinnedChain> {
    manifest.chains.iter().filter(|chain| chain.anchor == args.id)
}

/// The manifest after the removal.
fn plan(args: &PinsRemoveArgs, pins: &Pins) -> Result<Manifest, Diagnostic> {
    let mut manifest = pins.manifest().clone();
    let path = args.file.display();
    super::known_root(&args.file, &args.id, &manifest)?;
    if let Some(chain) = chains(args, pins.manifest()).find(|chain| chain.served) {
        let message = format!("servers send the chain `{}` today, which ends in `{}`", chain.id, args.id);
        let command = format!(
            "pgcerts pins chain {} {} --served no",
            quote::posix_path(&args.file),
            quote::posix(&chain.id)
        );
        let hint = Fix::run(command, "says that no server sends it any more, once that is so");
        return Err(Diagnostic::failure(Code::ServedChain, message, hint));
    }
    let kept = chains(args, pins.manifest()).next().filter(|_| !args.with_chains);
    if let Some(chain) = kept {
        let message = format!("the chain `{}` of `{path}` ends in `{}`", chain.id, args.id);
        return Err(Diagnostic::failure(
            Code::BadManifest,
            message,
            "`--with-chains` removes its chains too",
        ));
    }
    manifest.roots.retain(|pin| pin.id != args.id);
    manifest.chains.retain(|chain| chain.anchor != args.id);
    for set in &mut manifest.sets {
        set.roots.retain(|member| member.id != args.id);
        if set.roots.is_empty() {
            let message = format!("`{}` is the only root of the set `{}`", args.id, set.id);
            return Err(Diagnostic::failure(
                Code::BadManifest,
                message,
                "add the root that follows it first",
            ));
        }
    }
    Ok(manifest)
}
