//! `pgcerts pins init`: a manifest of one's own to start with, empty or with built-in sets.

use std::collections::BTreeMap;

use super::write;
use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsInitArgs};
use crate::app::report::pins::edit::Exported;
use crate::diagnostic::Diagnostic;
use crate::io::clock;
use crate::io::output::Output;
use crate::pins::{Manifest, Pins};

pub(super) fn run(args: &PinsInitArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    let built_in = Pins::built_in();
    let manifest = start(&args.with, &built_in)?;
    Pins::check(&manifest).map_err(|why| {
        Diagnostic::usage(why, "nothing was written; name another set first, which becomes the default")
    })?;
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
    let mut files: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (name, der) in
        manifest.roots.iter().filter_map(|root| root.file.as_deref().zip(built_in.bundled(root)))
    {
        // The roots of one file stand in it one behind the other.
        files.entry(name).or_default().extend_from_slice(der);
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let written = write::with_certificates(&args.file, &text, &files, args.folder, output)?;
    let path = args.file.clone();
    Ok(Exported { command: "pins init", path, certificates: files.len(), written }.present(global))
}

/// A manifest with these sets of the built-in one, their roots and the chains that end there. The first set is its
/// default.
fn start(with: &[String], built_in: &Pins) -> Result<Manifest, Diagnostic> {
    let mut manifest = built_in.manifest().clone();
    with.iter().try_for_each(|id| built_in.set(Some(id)).map(drop))?;
    manifest.default_set = with.first().cloned().unwrap_or_default();
    if with.is_empty() {
        manifest.updated = clock::now().date().to_string();
    }
    manifest.sets.retain(|set| with.contains(&set.id));
    let sets = &manifest.sets;
    manifest.roots.retain(|root| sets.iter().any(|set| set.member(&root.id).is_some()));
    let roots = &manifest.roots;
    manifest.chains.retain(|chain| roots.iter().any(|root| root.id == chain.anchor));
    // What to recognize belongs to the chains.
    if manifest.chains.is_empty() {
        manifest.known.clear();
    }
    Ok(manifest)
}
