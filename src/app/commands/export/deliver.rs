//! Writes the files of an export.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::render::Rendered;
use crate::app::cli::ExportArgs;
use crate::app::commands::written_file::{self, FileRule};
use crate::app::report::export::WrittenFile;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;

/// Writes them.
///
/// # Errors
/// Where one must not be replaced; then none is written. Where one cannot be written, those before it are.
pub(super) fn write(
    path: &Path,
    rendered: &Rendered,
    args: &ExportArgs,
    output: &Output,
) -> Result<Vec<WrittenFile>, Diagnostic> {
    let rule =
        FileRule { command: "export", flag: "--output", as_root: args.folder.as_root, backup: args.backup };
    let files: Vec<(PathBuf, &[u8])> = match rendered {
        Rendered::File(bytes) => vec![(path.to_owned(), bytes)],
        Rendered::Folder(files) => {
            files.iter().map(|(name, bytes)| (path.join(name), bytes.as_slice())).collect()
        }
    };
    check(&files, rule)?;
    files.into_iter().map(|(path, bytes)| written_file::write(&path, bytes, rule, output)).collect()
}

/// Refuses what must not be replaced. Each file is checked again under its lock.
fn check(files: &[(PathBuf, &[u8])], rule: FileRule) -> Result<(), Diagnostic> {
    let mut targets: HashMap<PathBuf, &Path> = HashMap::new();
    for (path, bytes) in files {
        let target = written_file::check(path, bytes, rule)?;
        if let Some(other) = targets.insert(target, path) {
            return Err(one_file(other, path));
        }
    }
    Ok(())
}

fn one_file(one: &Path, other: &Path) -> Diagnostic {
    let message = format!("`{}` and `{}` are links to one file", one.display(), other.display());
    let fix = "nothing was written; remove the links, or give `--output` another folder";
    Diagnostic::failure(Code::Io, message, fix)
}
