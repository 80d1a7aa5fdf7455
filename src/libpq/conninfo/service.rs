//! The values of a service, from the first file that defines it.

use std::ffi::OsStr;
use std::path::Path;

use super::Context;
use super::keys::{Settings, is_known};
use crate::diagnostic::Diagnostic;
use crate::libpq::service_file::{self, Fault};

/// Looks the service up.
///
/// # Errors
/// libpq's: a file that PGSERVICEFILE names and that is not there, one that cannot be read up to the end of the
/// service, no such service.
pub(super) fn resolve(name: &str, context: &Context<'_>) -> Result<Settings, Diagnostic> {
    require_named_file(context)?;
    for (path, text) in context.service_files {
        let section = service_file::section(text, name, is_known).map_err(|fault| refused(&fault, path))?;
        if let Some(values) = section {
            return Ok(settings(&values));
        }
    }
    Err(Diagnostic::usage(format!("definition of service \"{name}\" not found"), looked_in(context)))
}

/// The first value of a key counts, other than in a connection string.
fn settings(values: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    for (key, value) in values.iter().rev() {
        settings.store(key, value);
    }
    settings
}

/// An empty PGSERVICEFILE names a file, too.
fn require_named_file(context: &Context<'_>) -> Result<(), Diagnostic> {
    let Some(named) = context.environment.variables.get(OsStr::new("PGSERVICEFILE")) else { return Ok(()) };
    let is_there =
        !named.is_empty() && context.service_files.iter().any(|(path, _)| path == Path::new(named));
    if is_there {
        return Ok(());
    }
    Err(Diagnostic::usage(
        format!("service file \"{}\" not found", named.to_string_lossy()),
        "correct PGSERVICEFILE, or unset it: then ~/.pg_service.conf is read",
    ))
}

fn looked_in(context: &Context<'_>) -> String {
    let paths: Vec<_> =
        context.service_files.iter().map(|(path, _)| format!("`{}`", path.display())).collect();
    if paths.is_empty() {
        "there is no service file: libpq reads PGSERVICEFILE, else ~/.pg_service.conf, then pg_service.conf in \
         PGSYSCONFDIR"
            .to_owned()
    } else {
        format!("a service starts with its name in brackets; looked in {}", paths.join(" and "))
    }
}

fn refused(fault: &Fault, path: &Path) -> Diagnostic {
    let path = path.display();
    match fault {
        Fault::TooLong(line) => Diagnostic::usage(
            format!("line {line} too long in service file \"{path}\""),
            "libpq reads lines of at most 1021 bytes: shorten it",
        ),
        Fault::Syntax(line) => Diagnostic::usage(
            format!("syntax error in service file \"{path}\", line {line}"),
            "a line is `key=value` without blanks before the `=`; the keys are those of libpq 18",
        ),
        Fault::Nested(line) => Diagnostic::usage(
            format!("nested service specifications not supported in service file \"{path}\", line {line}"),
            "write the values of the other service into this one",
        ),
    }
}
