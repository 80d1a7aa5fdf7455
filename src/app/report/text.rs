//! What errors and warnings look like to a person. Text from outside is escaped here.

use std::path::{Path, PathBuf};

use super::layout::show;
use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::location::PathSource;

/// Files that were written, one a line.
pub(crate) fn files(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| show(path) + "\n").collect()
}

/// The file that the line or the snippet points to is not there, and what that means until it is.
pub(crate) fn missing_target(path: &Path, source: PathSource, until: &str) -> Diagnostic {
    let dest = if source == PathSource::Flag { " with the same `--dest`" } else { "" };
    Diagnostic::warning(
        Code::MissingFile,
        format!("there is no file `{}`", path.display()),
        format!("`pgcerts install`{dest} makes it; until then {until}"),
    )
}
