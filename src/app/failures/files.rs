//! Failures to read the files that arguments name, and to read the system's certificates.

use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::io::fault::{FileFault, is_out_of_descriptors};
use crate::io::files::{ReadFailure, ReadSource, SIZE_LIMIT};
use crate::io::system_store::NoSystemCertificates;
use crate::libpq::secret::file_name;
use crate::paste::command_line::is_stream;

use super::RAISE_LIMIT;

/// What messages call a file or, where the path is `-`, standard input.
pub(crate) fn input_name(path: &Path) -> String {
    if is_stream(path) { "standard input".into() } else { file_name(path) }
}

/// The failure to read a file, which messages call `what`.
pub(crate) fn unread(what: &str) -> impl Fn(ReadFailure) -> Diagnostic {
    move |failure| word(what, &failure, "name the file itself")
}

/// The same where the command takes a pipe as `-`.
pub(crate) fn unread_or_piped(what: &str) -> impl Fn(ReadFailure) -> Diagnostic {
    move |failure| word(what, &failure, "name the file itself; a pipe is given as `-`")
}

/// `itself` is the fix where it is not a regular file.
fn word(what: &str, failure: &ReadFailure, itself: &str) -> Diagnostic {
    let place = match &failure.source {
        ReadSource::Path(path) => file_name(path),
        ReadSource::Stdin => "from standard input".into(),
    };
    let message = format!("cannot read {what} {place}: {}", reason(&failure.fault));
    let fix = match (&failure.source, &failure.fault) {
        (_, fault) if fault.system_error().is_some_and(is_out_of_descriptors) => RAISE_LIMIT,
        (ReadSource::Stdin, _) => "see what writes to it",
        (_, FileFault::TooLarge) => "none that is meant here is that large: check that it is the right file",
        (_, FileFault::NotRegular) => itself,
        (_, fault) if fault.system_error().map(Error::kind) == Some(ErrorKind::InvalidInput) => itself,
        _ => "check that the path is right and that this user may read it",
    };
    Diagnostic::failure(Code::Io, message, fix)
}

fn reason(fault: &FileFault) -> String {
    match fault {
        FileFault::NotRegular => "not a regular file".into(),
        FileFault::TooLarge => format!("larger than {} MiB", SIZE_LIMIT >> 20),
        FileFault::System(error) | FileFault::Owner(error) | FileFault::Attribute { error, .. } => {
            error.to_string()
        }
    }
}

impl From<NoSystemCertificates> for Diagnostic {
    fn from(failure: NoSystemCertificates) -> Self {
        let why = failure.error.unwrap_or_else(|| "it has none".into());
        Self::failure(
            Code::Io,
            format!("cannot read the system's trusted certificates: {why}"),
            "install the package ca-certificates, or name a file of certificates instead of `system`",
        )
    }
}
