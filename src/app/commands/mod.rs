//! The commands. Each gathers, decides, applies and reports.

mod bundled_root;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod env;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod install;
mod look_alike;
pub(crate) mod man;
mod own_roots;
pub(crate) mod pins;
pub(crate) mod rollback;
pub(crate) mod scan;
pub(crate) mod sessions;
pub(crate) mod snippet;
pub(crate) mod status;
mod store_access;
mod store_password;
pub(crate) mod uninstall;
mod written_file;

use std::ffi::OsStr;
use std::path::Path;

use crate::app::cli::FolderArgs;
use crate::app::failures::{input_name, oversized, unread, unread_or_piped};
use crate::app::report::{diagnostics, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::io::store::{self, FolderRule, WriteMode};
use crate::io::{files, regular};
use crate::libpq::environment::{Environment, Platform};
use crate::libpq::location::Location;
use crate::paste::shell::Shell;
use crate::pins::{Pin, Pins, refuse};
use crate::store::certificate_file::NoCertificate;
use crate::store::location_findings::literal_tilde;
use crate::store::placed::Placed;

/// The name of the built-in manifest, for arguments that may name a file too.
const BUILT_IN: &str = "built-in";

/// The rule of a command that works on a root.crt.
fn folder_rule(command: &'static str, folder: FolderArgs, location: &Location) -> FolderRule {
    let home = location.home().map(Path::to_owned);
    FolderRule { command, lifted: folder.as_root, home, is_public: false }
}

fn write_mode(in_place: bool) -> WriteMode {
    if in_place { WriteMode::InPlace } else { WriteMode::Replace }
}

/// The warning for a file with hard links: the other names keep the old content.
fn hard_link(path: &Path) -> Diagnostic {
    Diagnostic::warning(
        Code::HardLink,
        format!("`{}` has further names (hard links), which keep the old content", path.display()),
        "link them to the new file if they must follow",
    )
}

/// The file system has no locks.
fn no_lock(path: &Path) -> Diagnostic {
    Diagnostic::warning(
        Code::NoLock,
        format!("the folder of `{}` cannot be locked: its file system has no locks", path.display()),
        "run one pgcerts at a time there",
    )
}

/// A killed run had taken a file of another program out of its place.
fn recovered(file: &Path) -> Diagnostic {
    Diagnostic::warning(
        Code::RecoveredFile,
        format!("`{}` has what another program wrote while an earlier run was killed", file.display()),
        "compare it with the file it belongs to, then remove it",
    )
}

/// The shell that the environment names.
fn default_shell(environment: &Environment) -> Result<Shell, Diagnostic> {
    if environment.variable("NU_VERSION").is_some() {
        return Ok(Shell::Nushell);
    }
    if environment.platform == Platform::Windows {
        // Only PowerShell sets it for its children in this form; cmd inherits the machine's, which has one path.
        let modules = environment.variable("PSModulePath").and_then(OsStr::to_str).unwrap_or_default();
        let powershell = modules.contains("Documents") || modules.matches(';').count() > 1;
        return Ok(if powershell { Shell::Powershell } else { Shell::Cmd });
    }
    let shell =
        environment.variable("SHELL").map(Path::new).and_then(Path::file_name).and_then(OsStr::to_str);
    match shell {
        Some("bash") => Ok(Shell::Bash),
        Some("zsh") => Ok(Shell::Zsh),
        Some("fish") => Ok(Shell::Fish),
        Some("nu") => Ok(Shell::Nushell),
        Some("pwsh") => Ok(Shell::Powershell),
        None
        | Some("sh" | "dash" | "ash" | "ksh" | "mksh" | "oksh" | "yash" | "busybox" | "nologin" | "false") => {
            Ok(Shell::Sh)
        }
        Some(other) => Err(Diagnostic::usage(
            format!("cannot write the line for the shell `{other}`"),
            "name another that will read it, such as `--shell sh`",
        )),
    }
}

/// The manifest of `--pins`, or the built-in one.
fn read_pins(path: Option<&Path>) -> Result<Pins, Diagnostic> {
    read_pins_with(path, refuse)
}

/// The same. `spoiled` decides on unreadable or changed files beside it, as for [`Pins::read_with`].
fn read_pins_with(
    path: Option<&Path>,
    spoiled: impl FnMut(&Pin, Diagnostic) -> Result<(), Diagnostic>,
) -> Result<Pins, Diagnostic> {
    let Some(path) = path else { return Ok(Pins::built_in()) };
    let unread = |failure| unread("the manifest")(failure).in_manifest(&path.to_string_lossy());
    read_beside(path, &files::read(path).map_err(unread)?, spoiled)
}

/// The manifest with this text. Its certificate files are in the folder of `path`.
fn read_beside(
    path: &Path,
    json: &[u8],
    spoiled: impl FnMut(&Pin, Diagnostic) -> Result<(), Diagnostic>,
) -> Result<Pins, Diagnostic> {
    let beside = path.parent().unwrap_or(path);
    let name = path.to_string_lossy();
    let unread = |failure| unread("the manifest's certificate")(failure).in_manifest(&name);
    let read_file = |file: &str| files::read_if_there(&beside.join(file)).map_err(unread);
    Pins::read_with(&name, json, read_file, spoiled)
}

/// The manifest that a command compares with: a file, or the built-in one by its name.
fn read_named_pins(name: &Path) -> Result<Pins, Diagnostic> {
    if name == Path::new(BUILT_IN) { Ok(Pins::exported()) } else { read_pins(Some(name)) }
}

/// Says what is wrong with the file that a line or a snippet refers to, and what clients do `without_it`.
fn refer_to_file(location: &Location, environment: &Environment, without_it: &str, output: &Output) {
    let tilde = literal_tilde(&location.path, environment.platform);
    let missing = !store::is_file(&location.path);
    let missing = missing.then(|| text::missing_target(location, without_it));
    let too_large = regular::is_larger(&location.path, store::SIZE_LIMIT);
    let too_large = too_large.then(|| oversized(&location.path));
    for warning in [tilde, missing, too_large].into_iter().flatten() {
        diagnostics::warn(&warning, output);
    }
}

/// The absolute path as text. A line for a shell needs UTF-8.
fn utf8_path(path: &Path, environment: &Environment) -> Result<String, Diagnostic> {
    let absolute = environment.absolute(path);
    if absolute.is_relative() {
        let message = format!("`{}` is relative, and this process has no working directory", path.display());
        return Err(Diagnostic::failure(
            Code::Io,
            message,
            "change to a folder that exists, or give the path from the root",
        ));
    }
    absolute.to_str().map(str::to_owned).ok_or_else(|| {
        Diagnostic::usage(
            format!("the path `{}` is not UTF-8, so no shell line can carry it", absolute.display()),
            "name a file with a UTF-8 path with `--dest`",
        )
    })
}

/// The certificates of a file, as `reading` takes them from its bytes.
fn certificates(
    path: &Path,
    reading: impl FnOnce(&[u8]) -> Result<Vec<Placed>, NoCertificate>,
) -> Result<Vec<Placed>, Diagnostic> {
    let bytes = files::read_or_stdin(path).map_err(unread_or_piped("the certificates"))?;
    reading(&bytes).map_err(|why| no_certificate(path, &why))
}

fn no_certificate(path: &Path, why: &NoCertificate) -> Diagnostic {
    let code = if why.is_locked { Code::Password } else { Code::Io };
    Diagnostic::failure(code, format!("{} {}", input_name(path), why.what), why.fix)
}
