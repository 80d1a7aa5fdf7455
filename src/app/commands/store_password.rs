//! The password of a Java trust store, as the arguments give it.

use std::ffi::OsStr;
use std::path::Path;

use crate::app::cli::PasswordArgs;
use crate::app::failures::unread;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::files;
use crate::libpq::environment::Environment;
use crate::libpq::secret::Secret;
use crate::paste::command_line::is_stream;
use crate::store::keystore::Opening;

/// The password, if one is given.
#[derive(Debug)]
pub(super) struct StorePassword(Option<Secret>);

impl StorePassword {
    /// `is_piped` says whether standard input has something else.
    ///
    /// # Errors
    /// A password that cannot be read or that Java could not use.
    pub(super) fn read(
        args: &PasswordArgs,
        environment: &Environment,
        is_piped: bool,
    ) -> Result<Self, Diagnostic> {
        match (&args.storepass_file, &args.storepass_env) {
            (Some(file), _) if is_piped && is_stream(file) => {
                let message = "standard input can be read only once, and `--storepass-file` names it too";
                Err(Diagnostic::usage(message, "name a file for one of them, or use `--storepass-env`"))
            }
            (Some(file), _) => from_file(file).map(|password| Self(Some(password))),
            (None, Some(variable)) => {
                from_variable(variable, environment).map(|password| Self(Some(password)))
            }
            (None, None) => Ok(Self(None)),
        }
    }

    pub(super) fn expose(&self) -> Option<&str> {
        self.0.as_ref().map(Secret::expose)
    }

    /// How a store is opened that is only read.
    pub(super) fn opening(&self) -> Opening<'_> {
        self.expose().map_or(Opening::Unsealed, |password| Opening::Sealed(Some(password)))
    }

    /// Names the flags where a store needs its password.
    pub(super) fn ask_for(failure: Diagnostic) -> Diagnostic {
        if failure.code != Code::Password {
            return failure;
        }
        failure.with_fix("give its password with `--storepass-file` or `--storepass-env`")
    }
}

fn from_file(path: &Path) -> Result<Secret, Diagnostic> {
    let bytes = files::read_or_stdin(path).map_err(unread("the password"))?;
    let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    checked(line.strip_suffix(b"\r").unwrap_or(line), "the file of `--storepass-file`")
}

fn from_variable(name: &str, environment: &Environment) -> Result<Secret, Diagnostic> {
    let Some(value) = environment.variables.get(OsStr::new(name)) else {
        let message = "the variable that `--storepass-env` names is not set";
        return Err(Diagnostic::usage(message, "set it to the password of the trust store"));
    };
    checked(value.as_encoded_bytes(), "the variable of `--storepass-env`")
}

/// Java derives a key from ASCII only: it refuses other characters in some forms and cuts them in others
/// (`PBEKey` in the JDK).
fn checked(bytes: &[u8], source: &str) -> Result<Secret, Diagnostic> {
    if bytes.is_empty() {
        let message = format!(
            "{source} is empty: pgcerts writes stores without a password, but none with an empty one"
        );
        return Err(Diagnostic::usage(message, "leave the flag out for a PKCS#12 store without a password"));
    }
    let is_printable = |byte: &u8| matches!(byte, b' '..=b'~');
    match std::str::from_utf8(bytes).ok().filter(|text| text.as_bytes().iter().all(is_printable)) {
        Some(text) => Ok(Secret::from(text.to_owned())),
        None => Err(Diagnostic::usage(
            format!(
                "the password in {source} has characters other than printable ASCII, which Java cannot use"
            ),
            "choose a password of ASCII letters, digits and punctuation on one line",
        )),
    }
}
