//! The root.crt that a command works on, named with `--dest` or found by libpq's rule.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::io::store;
use crate::libpq::environment::Environment;
use crate::libpq::location::{self, Location, LocationFault};
use crate::libpq::path_mistake::PathMistake;

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
    location::read_root_crt(given, environment).map_err(diagnostic)
}

/// Refuses a path that names no file, unless there is one. A `~` has a warning of its own.
pub(crate) fn refuse_mistake(location: &Location) -> Result<(), Diagnostic> {
    let mistake = PathMistake::find(&location.path).filter(|mistake| *mistake != PathMistake::Tilde);
    let Some(mistake) = mistake.filter(|_| !store::is_file(&location.path)) else { return Ok(()) };
    let path = if mistake == PathMistake::Content {
        String::new()
    } else {
        format!(" `{}`", location.path.display())
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
        assert!(diagnostic(LocationFault::NoHome).fix.contains("--dest"));
        assert!(diagnostic(LocationFault::EmptyPath).message.contains("--dest"));
    }
}
