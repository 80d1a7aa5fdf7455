//! What a run was asked for: the file, the set, and what was gathered before anything is obtained.

use std::path::PathBuf;

use super::own_root;
use crate::app::cli::{InstallArgs, RootSource};
use crate::app::commands::store_access::StoreAccess;
use crate::app::commands::{default_shell, folder_rule, read_named_pins, read_pins, utf8_path, write_mode};
use crate::app::location::{refuse_mistake, root_crt};
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::io::store::{FolderRule, WriteMode};
use crate::libpq::environment::Environment;
use crate::libpq::location::Location;
use crate::paste::shell::Shell;
use crate::pins::url_rules;
use crate::pins::{PinnedRoot, Pins, Set};
use crate::store::plan::Mode;
use crate::x509::digest::Sha256;

/// The request.
pub(super) struct Request<'a> {
    pub(super) environment: &'a Environment,
    pub(super) location: Location,
    /// The file's path from the root.
    pub(super) path: PathBuf,
    /// The line of `--print-env`.
    pub(super) env_line: Option<String>,
    pub(super) access: StoreAccess,
    pub(super) pins: Pins,
    /// The set, unless own roots are asked for alone.
    pub(super) set: Option<Set>,
    /// The roots of `--root` that are not in the set.
    pub(super) own: Vec<PinnedRoot>,
    /// The older manifest of `--prune`.
    pub(super) old_pins: Option<Pins>,
    /// What becomes of the rest of the file.
    pub(super) mode: Mode,
    /// Remove a root even if servers still send a chain under it.
    pub(super) force: bool,
    pub(super) dry_run: bool,
    pub(super) backup: bool,
    pub(super) write: WriteMode,
    pub(super) rule: FolderRule,
}

/// Gathers it.
///
/// # Errors
/// Arguments that contradict each other, no home folder, a manifest that cannot be read, a set that it does not have.
pub(super) fn gather<'a>(
    args: &InstallArgs,
    environment: &'a Environment,
    output: &Output,
) -> Result<Request<'a>, Diagnostic> {
    check(args)?;
    let location = root_crt(args.dest.as_deref(), environment)?;
    refuse_mistake(&location)?;
    let env_line = args.print_env.map(|shell| env_line(shell, &location, environment)).transpose()?;
    let access = StoreAccess::read(&args.keystore, environment, own_root::is_piped(args))?;
    let pins = read_pins(args.pins.as_deref())?;
    let set = set(args, &pins)?.cloned();
    let own = own_root::all(args, output)?;
    Ok(Request {
        path: environment.absolute(&location.path),
        own: without_set(own, &pins, set.as_ref()),
        set,
        old_pins: args.prune.as_deref().map(read_named_pins).transpose()?,
        access,
        mode: mode(args),
        force: args.force,
        dry_run: args.change.dry_run,
        backup: args.change.backup,
        write: write_mode(args.change.in_place),
        rule: folder_rule("install", args.change.folder, &location),
        environment,
        location,
        env_line,
        pins,
    })
}

/// Own roots need no set.
fn set<'a>(args: &InstallArgs, pins: &'a Pins) -> Result<Option<&'a Set>, Diagnostic> {
    let otherwise = "get the root and its fingerprint from the owner of the server's authority: `pgcerts install --root \
                     FILE --sha256 HEX`; `pgcerts pins list` shows the sets";
    if args.root.is_empty() {
        return args.set.or_default(pins, otherwise).map(Some);
    }
    args.set.named(pins, otherwise)
}

/// The own roots that the set does not bring.
fn without_set(own: Vec<PinnedRoot>, pins: &Pins, set: Option<&Set>) -> Vec<PinnedRoot> {
    let of_set: Vec<Sha256> =
        set.into_iter().flat_map(|set| pins.roots_of(set)).map(|pin| pin.sha256).collect();
    own.into_iter().filter(|root| !of_set.contains(&root.pin().sha256)).collect()
}

fn mode(args: &InstallArgs) -> Mode {
    match (args.replace, args.repair) {
        (true, _) => Mode::Replace,
        (_, true) => Mode::Repair,
        _ => Mode::Merge,
    }
}

/// Refuses combinations that the argument parser cannot tell apart.
fn check(args: &InstallArgs) -> Result<(), Diagnostic> {
    let Some(mirror) = &args.mirror else { return Ok(()) };
    if args.source == RootSource::Bundled {
        return Err(Diagnostic::usage(
            "`--source bundled` uses no network, so `--mirror` has no part in it",
            "leave one out",
        ));
    }
    let fix = "give the address of the folder that holds the files";
    url_rules::mirror(mirror.expose()).map_err(|why| Diagnostic::usage(format!("`--mirror`: {why}"), fix))
}

fn env_line(
    shell: Option<Shell>,
    location: &Location,
    environment: &Environment,
) -> Result<String, Diagnostic> {
    shell.map_or_else(|| default_shell(environment), Ok)?.set(&utf8_path(&location.path, environment)?)
}
