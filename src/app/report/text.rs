//! Small texts that several commands print.

use std::path::PathBuf;

use super::layout::show;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::libpq::location::Location;
use crate::paste::command_line::Install;

/// Files that were written, one per line.
pub(crate) fn files(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| show(path) + "\n").collect()
}

/// The warning that the file of a line or a snippet does not exist, and what clients do without it.
pub(crate) fn missing_target(location: &Location, without_it: &str) -> Diagnostic {
    let message = format!("there is no file `{}`; without it {without_it}", location.path.display());
    let fix = Fix::run(Install::into_file(location).command(""), "creates it");
    Diagnostic::warning(Code::MissingFile, message, fix)
}
