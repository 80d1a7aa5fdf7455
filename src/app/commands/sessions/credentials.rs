//! The password, from where libpq would take it.

use std::path::PathBuf;

use crate::app::cli::SessionsArgs;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::io::password;
use crate::libpq::conninfo::Target;
use crate::libpq::environment::Environment;
use crate::libpq::passfile::{self, PassfileText, PasswordKey};
use crate::libpq::secret::{Secret, file_name};

/// A password.
pub(super) struct FoundPassword {
    pub(super) secret: Secret,
    /// The file that it is from.
    pub(super) file: Option<PathBuf>,
}

/// The password of standard input, of the target or the environment, or of the password file.
pub(super) fn find(
    args: &SessionsArgs,
    target: &Target,
    (user, database): (&str, &str),
    environment: &Environment,
    output: &Output,
) -> Result<Option<FoundPassword>, Diagnostic> {
    password::forbid_core_dumps();
    if args.password_stdin {
        let secret = password::read_stdin().map_err(|error| {
            let message = format!("cannot read the password from standard input: {error}");
            Diagnostic::failure(Code::Io, message, "write it there as one line of UTF-8")
        })?;
        return Ok(Some(FoundPassword { secret, file: None }));
    }
    if let Some(secret) = target.login.password.clone() {
        return Ok(Some(FoundPassword { secret, file: None }));
    }
    let Some(path) = passfile::location(target.login.passfile.as_deref(), environment) else {
        return Ok(None);
    };
    let text = password::read_file(&path);
    if let Some(why) = text.warning() {
        output.talk(&format!("WARNING: password file {} {why}", file_name(&path)));
    }
    let PassfileText::Read(text) = text else { return Ok(None) };
    let host = target.host.as_deref().or(target.hostaddr.as_deref());
    let key = PasswordKey { host, port: target.port, database, user };
    let Some(secret) = passfile::find(&text, &key) else { return Ok(None) };
    if secret.expose().contains(char::REPLACEMENT_CHARACTER) {
        let message = format!("the password in file {} is not UTF-8", file_name(&path));
        return Err(Diagnostic::failure(
            Code::Io,
            message,
            "write that line in UTF-8, or use `--password-stdin`",
        ));
    }
    Ok(Some(FoundPassword { secret, file: Some(path) }))
}

impl FoundPassword {
    /// libpq's remark on a password that the server refuses (`pgpassfileWarning`).
    pub(super) fn remark(&self) -> Option<String> {
        self.file.as_ref().map(|file| format!("password retrieved from file {}", file_name(file)))
    }
}
