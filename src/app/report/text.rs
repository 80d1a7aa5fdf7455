//! Small texts that several commands print.

use std::path::{Path, PathBuf};

use super::layout::show;
use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::location::PathSource;

/// Files that were written, one per line.
pub(crate) fn files(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| show(path) + "\n").collect()
}

/// The warning that the file of a line or a snippet does not exist, and what happens until it does.
pub(crate) fn missing_target(path: &Path, source: PathSource, until: &str) -> Diagnostic {
    let dest = if source == PathSource::Flag { " with the same `--dest`" } else { "" };
    Diagnostic::warning(
        Code::MissingFile,
        format!("there is no file `{}`", path.display()),
        format!("`pgcerts install`{dest} makes it; until then {until}"),
    )
}
