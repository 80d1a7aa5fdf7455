//! Why clients do not read a root.crt where it is. `install`, `env` and `status` use the same words.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::libpq::environment::{Environment, Platform};
use crate::libpq::home;
use crate::libpq::location;
use crate::libpq::secret::file_name;
use crate::libpq::sslmode::SYSTEM;

/// PGSSLROOTCERT names another file than libpq's default.
pub(crate) fn env_override(value: &str) -> Diagnostic {
    let hint = if value == SYSTEM {
        "unset it with the line that `pgcerts env --unset` prints; `system` means OpenSSL's own certificates"
    } else {
        "unset it with the line that `pgcerts env --unset` prints, or name that file with `--dest`"
    };
    let name = file_name(Path::new(value));
    let message = format!("PGSSLROOTCERT is set to {name}, so libpq does not read this file");
    Diagnostic::warning(Code::EnvOverride, message, hint)
}

/// `$HOME` is not the home in the password database.
pub(crate) fn home_mismatch(environment: &Environment, severity: Severity) -> Option<Diagnostic> {
    let mismatch = home::home_mismatch(environment)?;
    let message = format!(
        "$HOME is `{}`, the password database says `{}`: libpq 14 and older, pgjdbc and pgx 4 look only there",
        mismatch.variable.to_string_lossy(),
        mismatch.database.display()
    );
    let hint = "for such clients, install with HOME set to that folder, or name the file with PGSSLROOTCERT or sslrootcert";
    Some(Diagnostic::new(Code::HomeMismatch, severity, message, hint))
}

/// No shell expanded the `~` of a path.
pub(crate) fn literal_tilde(path: &Path, platform: Platform) -> Option<Diagnostic> {
    location::has_literal_tilde(path, platform).then(|| {
        let message =
            format!("`{}` is a path below a folder named `~`: no shell expanded it", path.display());
        let hint = "write `--dest ~/…` with a blank, or `--dest=\"$HOME/…\"`";
        Diagnostic::warning(Code::LiteralTilde, message, hint)
    })
}
