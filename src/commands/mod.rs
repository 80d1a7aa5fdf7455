//! The commands: gather, decide, apply, report. Each gives its answer.

pub(crate) mod env;
pub(crate) mod install;
pub(crate) mod rollback;
pub(crate) mod status;

use std::ffi::OsStr;
use std::path::Path;

use crate::effects::files;
use crate::environment::{Environment, Platform};
use crate::error::{Error, Result};
use crate::pins::Pins;
use crate::shell::Shell;

/// The shell that the environment names.
fn default_shell(environment: &Environment) -> Shell {
    if environment.variable("NU_VERSION").is_some() {
        return Shell::Nushell;
    }
    if environment.platform == Platform::Windows {
        // Only PowerShell sets it for its children in this form; cmd inherits the machine's, which has one path.
        let modules = environment.variable("PSModulePath").and_then(OsStr::to_str).unwrap_or_default();
        return if modules.contains("Documents") || modules.matches(';').count() > 1 {
            Shell::Powershell
        } else {
            Shell::Cmd
        };
    }
    let shell =
        environment.variable("SHELL").map(Path::new).and_then(Path::file_name).and_then(OsStr::to_str);
    match shell {
        Some("bash") => Shell::Bash,
        Some("zsh") => Shell::Zsh,
        Some("fish") => Shell::Fish,
        Some("nu") => Shell::Nushell,
        Some("pwsh") => Shell::Powershell,
        _ => Shell::Sh,
    }
}

/// The manifest of `--pins`, else the built-in one.
fn read_pins(path: Option<&Path>) -> Result<Pins> {
    let Some(path) = path else { return Ok(Pins::built_in()) };
    let json = files::read(path, "the manifest")?;
    let beside = path.parent().unwrap_or(path);
    Pins::read(&path.to_string_lossy(), &json, |file| {
        files::read_if_there(&beside.join(file), "the manifest's certificate")
    })
}

/// The absolute path as text, which every form of the line is.
fn utf8_path(path: &Path, environment: &Environment) -> Result<String> {
    let absolute = environment.absolute(path);
    absolute.to_str().map(str::to_owned).ok_or_else(|| {
        Error::usage(
            format!("the path `{}` is not UTF-8, so no shell line can carry it", absolute.display()),
            "name a file with a UTF-8 path with `--dest`",
        )
    })
}
