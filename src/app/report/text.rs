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

/// The parser's complaint as an error: its first line says what is wrong, its tips what to do.
pub(crate) fn of_usage(error: &clap::Error) -> Diagnostic {
    let text = error.render().to_string();
    let mut lines = text.lines().map(str::trim);
    let mut message = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    // What is missing stands in the lines below.
    if message.ends_with(':') {
        let missing: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        message = format!("{message} {}", missing.join(", "));
    }
    let tips: Vec<&str> = lines.filter_map(|line| line.strip_prefix("tip: ")).collect();
    let hint = if tips.is_empty() {
        "`pgcerts --help` lists the commands and their flags".into()
    } else {
        tips.join("; ")
    };
    Diagnostic::usage(message, hint)
}
