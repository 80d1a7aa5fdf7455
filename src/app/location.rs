//! The root.crt that a command works on, named with `--dest` or found by libpq's rule.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::io::store;
use crate::libpq::environment::Environment;
use crate::libpq::location::{self, Location, LocationFault};
use crate::libpq::path_mistake::PathMistake;
use crate::libpq::secret::may_be_shown;

/// Picks the file.
///
/// # Errors
/// An empty `--dest`, or no home folder to be found.
pub(crate) fn root_crt(dest: Option<&Path>, environment: &Environment) -> Result<Location, Diagnostic> {
    location::root_crt(dest, environment).map_err(diagnostic)
}

/// Picks the file that libpq would read, for a command that changes nothing.
///
/// # Errors
/// An empty path, or no home folder to be found.
pub(crate) fn read_root_crt(given: Option<&Path>, environment: &Environment) -> Result<Location, Diagnostic> {
    let location = location::read_root_crt(given, environment).map_err(diagnostic)?;
    if may_be_shown(&location.path) {
        return Ok(location);
    }
    let place = if given.is_some() { "an argument" } else { "the value of PGSSLROOTCERT" };
    let message = format!("{place} looks like a target or a setting, not like a file");
    Err(Diagnostic::usage(message, "name the file alone; `pgcerts check` asks servers"))
}

/// Refuses an argument that names no file and does not look like a path: it may be anything, a password too.
pub(crate) fn refuse_word(path: &Path) -> Result<(), Diagnostic> {
    let text = path.to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\._- ".contains(c);
    let is_path = path.is_absolute()
        || text.starts_with(['/', '.', '~', '\\'])
        || (text.chars().all(is_plain) && text.contains(['/', '\\', '.']));
    if is_path || PathMistake::find(path).is_some() || store::is_there(path) {
        return Ok(());
    }
    Err(Diagnostic::usage(
        "an argument names no file",
        "give the path of a trust store, such as `./root.crt`",
    ))
}

/// Refuses a path that names no file, unless there is one. A `~` has a warning of its own.
pub(crate) fn refuse_mistake(location: &Location) -> Result<(), Diagnostic> {
    let mistake = PathMistake::find(&location.path).filter(|mistake| *mistake != PathMistake::Tilde);
    let Some(mistake) = mistake.filter(|_| !store::is_file(&location.path)) else { return Ok(()) };
    let path = match mistake {
        PathMistake::Content => String::new(),
        _ if !may_be_shown(&location.path) => String::new(),
        _ => format!(" `{}`", location.path.display()),
    };
    let message = format!("`--dest`{path} is not a path: {}", mistake.reason());
    Err(Diagnostic::usage(message, format!("nothing was written; {}", mistake.fix())))
}

fn diagnostic(fault: LocationFault) -> Diagnostic {
    match fault {
        LocationFault::EmptyPath => {
            Diagnostic::usage("`--dest` is empty", "name the file to write, or leave the flag out")
        }
        LocationFault::NoHome => Diagnostic::failure(
            Code::Io,
            "this user has no home folder, so libpq has no default root.crt",
            "name a file with `--dest FILE` and let PGSSLROOTCERT point to it",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_names_dest() {
        assert!(diagnostic(LocationFault::NoHome).fix.words().contains("--dest"));
        assert!(diagnostic(LocationFault::EmptyPath).message.contains("--dest"));
    }
}
