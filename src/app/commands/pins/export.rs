//! `pgcerts pins export`: the built-in manifest and its certificates, as files to go on from.

use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsExportArgs};
use crate::app::report::pins::edit::Exported;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::pins::{BUILT_IN, BUNDLED};

use super::write;

pub(super) fn run(args: &PinsExportArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    let files = BUNDLED.map(|(name, der)| (args.file.with_file_name(name), der));
    if let Some((path, _)) = files.iter().find(|(path, _)| *path == args.file) {
        let message =
            format!("`{}` is the name of one of the certificates beside the manifest", path.display());
        return Err(Diagnostic::usage(message, "name the manifest otherwise, as in `team/pins.json`"));
    }
    for (path, bytes) in
        files.iter().map(|(path, der)| (path, *der)).chain([(&args.file, BUILT_IN.as_bytes())])
    {
        write::is_free(path, bytes)?;
    }
    let mut written = Vec::new();
    // The manifest comes last, so that it is never there without its certificates.
    for (path, der) in files {
        if write::new_file(&path, der, args.folder, output)? {
            written.push(path);
        }
    }
    if write::new_file(&args.file, BUILT_IN.as_bytes(), args.folder, output)? {
        written.push(args.file.clone());
    }
    Ok(Exported { path: args.file.clone(), written }.present(global))
}
