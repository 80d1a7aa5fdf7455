//! The values of a service, from the first file that defines it.

use std::ffi::OsStr;
use std::path::Path;

use super::ConninfoContext;
use super::settings::ConninfoSettings;
use crate::diagnostic::Diagnostic;
use crate::libpq::secret::{may_hold_password, plain_word};
use crate::libpq::service_file::{KeyValue, ServiceFile, ServiceFileFault};
use crate::libpq::service_text::ServiceText;

/// Looks the service up.
///
/// # Errors
/// libpq's: PGSERVICEFILE names a file that does not exist, a file has a fault before the service ends, or no file
/// defines the service.
pub(super) fn resolve(name: &str, context: &ConninfoContext<'_>) -> Result<ConninfoSettings, Diagnostic> {
    require_named_file(context)?;
    for (path, text) in context.service_files {
        let file = ServiceFile::parse(readable(text, path)?);
        if let Some(lines) = file.section(name).map_err(|fault| refused(fault, path))? {
            return Ok(settings(lines));
        }
    }
    let name = plain_word(name).map_or_else(String::new, |name| format!(" \"{name}\""));
    Err(Diagnostic::usage(format!("definition of service{name} not found"), looked_in(context)))
}

/// The first value of a key counts, unlike in a connection string.
fn settings(lines: &[KeyValue<'_>]) -> ConninfoSettings {
    let mut settings = ConninfoSettings::default();
    for line in lines.iter().rev() {
        settings.store(line.key, line.value);
    }
    settings
}

/// An empty PGSERVICEFILE names a file too, one that does not exist.
fn require_named_file(context: &ConninfoContext<'_>) -> Result<(), Diagnostic> {
    let Some(named) = context.environment.variables.get(OsStr::new("PGSERVICEFILE")) else { return Ok(()) };
    let is_there =
        !named.is_empty() && context.service_files.iter().any(|(path, _)| path == Path::new(named));
    if is_there {
        return Ok(());
    }
    Err(Diagnostic::usage(
        format!("service file{} not found", shown_path(&named.to_string_lossy())),
        "correct PGSERVICEFILE, or unset it: then ~/.pg_service.conf is read",
    ))
}

fn shown_path(path: &str) -> String {
    if may_hold_password(path) { String::new() } else { format!(" \"{path}\"") }
}

fn looked_in(context: &ConninfoContext<'_>) -> String {
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

/// The text of a file that is there. libpq has the same words for one that it cannot open and one that is missing.
fn readable<'a>(text: &'a ServiceText, path: &Path) -> Result<&'a str, Diagnostic> {
    let path = path.display();
    let (message, fix) = match text {
        ServiceText::Read(text) => return Ok(text),
        ServiceText::NotOpened => (
            format!("service file \"{path}\" not found"),
            "it is there: see that this user may read it (`chmod u+r`), and its folder",
        ),
        ServiceText::NotRegular => {
            (format!("service file \"{path}\" is not a regular file"), "put a text file there")
        }
        ServiceText::TooLarge { mib } => (
            format!("service file \"{path}\" is larger than {mib} MiB"),
            "no list of services needs that much: check that it is the right file",
        ),
    };
    Err(Diagnostic::usage(message, fix))
}

fn refused(fault: ServiceFileFault, path: &Path) -> Diagnostic {
    let path = path.display();
    match fault {
        ServiceFileFault::TooLong(line) => Diagnostic::usage(
            format!("line {line} too long in service file \"{path}\""),
            "libpq reads lines of at most 1021 bytes: shorten it",
        ),
        ServiceFileFault::Syntax(line) => Diagnostic::usage(
            format!("syntax error in service file \"{path}\", line {line}"),
            "a line is `key=value` without blanks before the `=`; the keys are those of libpq 18",
        ),
        ServiceFileFault::Nested(line) => Diagnostic::usage(
            format!("nested service specifications not supported in service file \"{path}\", line {line}"),
            "write the values of the other service into this one",
        ),
    }
}
