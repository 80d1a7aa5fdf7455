//! A value that names a file.

use crate::diagnostic::Diagnostic;
use crate::libpq::secret::may_hold_password;

/// The name of a file is shown, so that it must not be the start of other settings.
pub(super) fn read_file(key: &str, file: &str) -> Result<String, Diagnostic> {
    if !may_hold_password(file) {
        return Ok(file.to_owned());
    }
    Err(Diagnostic::usage(
        format!("the value of \"{key}\" looks like a setting or an address, not like a file"),
        "parameters are separated by blanks, in a URI by `&`; a value with blanks needs single quotes",
    ))
}
