//! `pgcerts pins chain`: which chain servers send, and which root it ends in.

use super::write;
use crate::app::answer::Reply;
use crate::app::cli::values::plain_id;
use crate::app::cli::{Global, PinsChainArgs};
use crate::app::report::pins::edit::EditedEntry;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::pins::{Manifest, PinnedChain, Pins};

pub(super) fn run(args: &PinsChainArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    let (manifest, changed) = write::change(&args.file, args.folder, output, |pins| planned(args, pins))?;
    let chain = manifest.chains.into_iter().find(|chain| chain.id == args.id);
    let chain = chain.ok_or_else(|| Diagnostic::failure(Code::Io, "the chain is gone", "run it again"))?;
    Ok(EditedEntry { path: args.file.clone(), changed, entry: chain }.present(global))
}

fn planned(args: &PinsChainArgs, pins: &Pins) -> Result<Manifest, Diagnostic> {
    let mut manifest = pins.manifest().clone();
    if let Some(anchor) = &args.anchor {
        super::known_root(&args.file, anchor, &manifest)?;
    }
    let Some(chain) = manifest.chains.iter_mut().find(|chain| chain.id == args.id) else {
        manifest.chains.push(new_chain(args)?);
        return Ok(manifest);
    };
    if let Some(anchor) = &args.anchor {
        chain.anchor.clone_from(anchor);
    }
    if let Some(title) = &args.title {
        chain.title.clone_from(title);
    }
    chain.served = args.served.unwrap_or(chain.served);
    Ok(manifest)
}

fn new_chain(args: &PinsChainArgs) -> Result<PinnedChain, Diagnostic> {
    if !plain_id(&args.id) {
        let fix = "use letters, digits, `-`, `_` and `.`, as in `team-2027`";
        return Err(Diagnostic::usage(format!("`{}` is not a name for a chain", args.id), fix));
    }
    let Some(anchor) = &args.anchor else {
        let message = format!("`{}` has no chain `{}` yet", args.file.display(), args.id);
        return Err(Diagnostic::usage(message, "name the root that it ends in with `--anchor`"));
    };
    Ok(PinnedChain {
        id: args.id.clone(),
        title: args.title.clone().unwrap_or_default(),
        anchor: anchor.clone(),
        // A chain that counts as served keeps its root, which is the safe mistake.
        served: args.served.unwrap_or(true),
        until: None,
        intermediates: Vec::new(),
        source: String::new(),
    })
}
