//! The root.crt that a command works on, named with `--dest` or found by libpq's rule.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::libpq::environment::Environment;
use crate::libpq::location::{self, Location, LocationFault};

/// Picks the file.
///
/// # Errors
/// An empty `--dest`, or no home folder to be found.
pub(crate) fn root_crt(dest: Option<&Path>, environment: &Environment) -> Result<Location, Diagnostic> {
    location::root_crt(dest, environment).map_err(diagnostic)
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
