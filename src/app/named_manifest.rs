//! The pin manifest that the environment names, for every command that has `--pins`.

use std::path::{Path, PathBuf};

use super::cli::Command;
use super::report::json;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::libpq::environment::Environment;
use crate::paste::escape::escape;

/// The variable.
const VARIABLE: &str = "PGCERTS_PINS";

/// Lets the command read the manifest that the variable names, as if `--pins` named it. The flag comes first. The output
/// says so, because nobody sees the variable in the command. Returns the path if it counts.
pub(super) fn apply(command: &mut Command, environment: &Environment, output: &Output) -> Option<PathBuf> {
    let flag = command.pins_flag().filter(|flag| flag.is_none())?;
    let path = PathBuf::from(environment.variable(VARIABLE).filter(|value| !value.is_empty())?);
    *flag = Some(path.clone());
    json::name_manifest(&path);
    let shown = escape(&path.to_string_lossy());
    output.talk(&format!("using the pin manifest `{shown}` from {VARIABLE}"));
    Some(path)
}

/// A failure over that manifest names the variable too.
pub(super) fn explain(failure: Diagnostic, path: &Path) -> Diagnostic {
    if failure.place.manifest.as_deref() != Some(&*path.to_string_lossy()) {
        return failure;
    }
    let fix = format!("{}; {VARIABLE} names this manifest", failure.fix);
    failure.with_fix(fix)
}
