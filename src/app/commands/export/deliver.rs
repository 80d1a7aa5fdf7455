//! Writes the files of an export.

use std::path::Path;

use super::render::Rendered;
use crate::app::cli::ExportArgs;
use crate::app::commands::written_file::{self, FileRule};
use crate::app::report::export::WrittenFile;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;

/// Writes them.
///
/// # Errors
/// Where one cannot be written. Those before it are written then.
pub(super) fn write(
    path: &Path,
    rendered: &Rendered,
    args: &ExportArgs,
    output: &Output,
) -> Result<Vec<WrittenFile>, Diagnostic> {
    let rule =
        FileRule { command: "export", flag: "--output", as_root: args.folder.as_root, backup: args.backup };
    let write = |path: &Path, bytes: &[u8]| written_file::write(path, bytes, rule, output);
    match rendered {
        Rendered::File(bytes) => write(path, bytes).map(|file| vec![file]),
        Rendered::Folder(files) => files.iter().map(|(name, bytes)| write(&path.join(name), bytes)).collect(),
    }
}
