//! Certificates in the folder of an export that are not part of it, such as those of a set that was exported there before.

use std::path::{Path, PathBuf};

use crate::app::report::export::{WrittenFile, leftover};
use crate::diagnostic::Diagnostic;
use crate::io::files;
use crate::x509::certificate::Certificate;

/// The warning that names them. They may be somebody's own, so they stay.
pub(super) fn warning(folder: &Path, written: &[WrittenFile]) -> Option<Diagnostic> {
    // That the folder can be listed is no part of the export.
    let there = files::list_folder(folder).unwrap_or_default();
    let is_other = |path: &PathBuf| written.iter().all(|file| file.path != *path);
    let others = there.into_iter().filter(|path| is_der(path) && is_other(path) && is_certificate(path));
    leftover(folder, &others.collect::<Vec<_>>())
}

fn is_der(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("der"))
}

fn is_certificate(path: &Path) -> bool {
    files::read(path).is_ok_and(|bytes| Certificate::new(bytes).kind().is_some())
}
