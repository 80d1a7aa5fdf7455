//! `pgcerts pins export`: the built-in manifest and its certificates, as files to go on from.

use crate::app::answer::Reply;
use crate::app::cli::{Global, PinsExportArgs};
use crate::app::report::pins::edit::Exported;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::pins::{BUILT_IN, BUNDLED};

use super::write;

pub(super) fn run(args: &PinsExportArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    let written = write::with_certificates(&args.file, BUILT_IN, &BUNDLED, args.folder, output)?;
    let command = "pins export";
    Ok(Exported { command, path: args.file.clone(), certificates: BUNDLED.len(), written }.present(global))
}
