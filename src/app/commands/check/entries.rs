//! The targets that the command line, a file or the environment names.

use std::collections::HashMap;
use std::path::Path;

use crate::app::cli::{CheckArgs, ConnectionArgs};
use crate::app::failures::{input_name, unread_or_piped};
use crate::diagnostic::Diagnostic;
use crate::io::{files, surroundings};
use crate::libpq::conninfo::{self, ConninfoContext, Login, Overrides, Target};
use crate::libpq::environment::Environment;
use crate::libpq::secret::Secret;

/// One target, or why it cannot be read.
pub(in crate::app::commands) struct TargetEntry {
    pub(super) label: String,
    pub(in crate::app::commands) target: Result<Target, Diagnostic>,
}

impl From<Target> for TargetEntry {
    fn from(target: Target) -> Self {
        Self { label: target.label.clone(), target: Ok(target) }
    }
}

/// What to look at, in order. A bad line of the file is that line's error; a bad argument ends the run.
pub(in crate::app::commands) fn read(
    args: &CheckArgs,
    environment: &Environment,
) -> Result<Vec<TargetEntry>, Diagnostic> {
    let overrides = overrides(&args.connection);
    let service_files = surroundings::service_files(environment);
    let context = ConninfoContext {
        environment,
        use_env: !args.no_env,
        service_files: &service_files,
        overrides: &overrides,
    };
    // With nothing named, libpq takes all from the environment.
    let from_environment = args.target.is_empty() && args.targets.is_none();
    let mut entries: Vec<TargetEntry> = Vec::new();
    if from_environment {
        if args.no_env || !names_server(environment) {
            return Err(no_server());
        }
        entries.extend(conninfo::read_environment(&context)?.into_iter().map(TargetEntry::from));
    }
    for (number, argument) in (1..).zip(&args.target) {
        entries.extend(read_argument(number, argument, &context)?.into_iter().map(TargetEntry::from));
    }
    if let Some(path) = &args.targets {
        entries.extend(read_list(path, &context)?);
        if entries.is_empty() {
            return Err(empty_list(path));
        }
    }
    if !args.auth {
        entries.iter_mut().for_each(forget_login);
    }
    tell_apart(&mut entries);
    Ok(entries)
}

/// The variables that count at a login.
const OF_LOGIN: [&str; 4] = ["PGUSER", "PGDATABASE", "PGCHANNELBINDING", "PGREQUIREAUTH"];

/// Only a startup message names user and database. Who runs the server is looked at before.
fn forget_login(entry: &mut TargetEntry) {
    if let Ok(target) = &mut entry.target {
        target.login = Login { required_peer: target.login.required_peer.take(), ..Login::default() };
        target.environment.retain(|value| !OF_LOGIN.contains(&value.variable));
    }
}

/// Whether a variable names a server, so that psql needs no argument.
pub(in crate::app::commands) fn names_server(environment: &Environment) -> bool {
    ["PGHOST", "PGHOSTADDR", "PGSERVICE"].iter().any(|name| environment.variable(name).is_some())
}

fn no_server() -> Diagnostic {
    let fix = "name one, such as `pgcerts check db.example.com`, or set PGHOST, PGHOSTADDR or PGSERVICE";
    Diagnostic::usage("no server is named: give a TARGET, --targets, --chain or PGHOST", fix)
}

/// Gives a number to targets with the host and port of an earlier one and other settings, such as another `hostaddr`.
fn tell_apart(entries: &mut [TargetEntry]) {
    let numbers = numbers(entries);
    for (entry, number) in entries.iter_mut().zip(numbers) {
        let Ok(target) = &mut entry.target else { continue };
        if number > 0 {
            entry.label = format!("{} #{}", entry.label, number + 1);
            target.label.clone_from(&entry.label);
        }
    }
}

/// How many targets with other settings are before each.
fn numbers(entries: &[TargetEntry]) -> Vec<usize> {
    type Alike<'a> = Vec<(usize, &'a Target)>;
    // A list may have thousands of servers behind one name, so the address is compared first.
    let mut known: HashMap<(&str, Option<&str>), Alike> = HashMap::new();
    let mut next: HashMap<&str, usize> = HashMap::new();
    let mut numbers = Vec::with_capacity(entries.len());
    for TargetEntry { label, target } in entries {
        let Ok(target) = target else {
            numbers.push(0);
            continue;
        };
        let alike = known.entry((label, target.hostaddr.as_deref())).or_default();
        let number = if let Some((number, _)) = alike.iter().find(|(_, other)| *other == target) {
            *number
        } else {
            let next = next.entry(label).or_default();
            alike.push((*next, target));
            std::mem::replace(next, *next + 1)
        };
        numbers.push(number);
    }
    numbers
}

fn read_argument(
    number: usize,
    argument: &Secret,
    context: &ConninfoContext,
) -> Result<Vec<Target>, Diagnostic> {
    let named = |error: Diagnostic| {
        let message = format!("target {number}: {}", error.message);
        Diagnostic { message, ..error }
    };
    conninfo::read(argument.expose(), context).map_err(named)
}

pub(super) fn overrides(connection: &ConnectionArgs) -> Overrides {
    Overrides {
        hostaddr: connection.hostaddr.clone(),
        port: connection.port,
        negotiation: connection.negotiation,
        sslrootcert: connection.sslrootcert.clone(),
        sslcrl: connection.sslcrl.clone(),
        sslcrldir: connection.sslcrldir.clone(),
        sslcert: connection.sslcert.clone(),
        sslkey: connection.sslkey.clone(),
    }
}

fn read_list(path: &Path, context: &ConninfoContext) -> Result<Vec<TargetEntry>, Diagnostic> {
    let bytes = files::read_or_stdin(path).map_err(unread_or_piped("the targets"))?;
    let text = String::from_utf8_lossy(&bytes);
    if let Some((number, what)) = conninfo::foreign_line(&text) {
        return Err(no_list(path, number, what));
    }
    let mut entries = Vec::new();
    for (number, line) in conninfo::lines(&text) {
        match conninfo::read(line, context) {
            Ok(targets) => entries.extend(targets.into_iter().map(TargetEntry::from)),
            Err(error) => entries.push(unreadable(number, error)),
        }
    }
    Ok(entries)
}

/// Nothing of the line is shown, for any part of it may be a password.
fn unreadable(number: usize, error: Diagnostic) -> TargetEntry {
    let label = format!("line {number}");
    let message = format!("{label} of the targets: {}", error.message);
    TargetEntry { label, target: Err(Diagnostic { message, ..error }) }
}

fn empty_list(path: &Path) -> Diagnostic {
    let message = format!("there is no target in {}", input_name(path));
    Diagnostic::usage(message, "name one in each line; blank lines and `#` comments are skipped")
}

/// Nothing of it is shown, for it may be a key.
fn no_list(path: &Path, line: usize, what: &str) -> Diagnostic {
    let message = format!("{} is not a list of targets: line {line} has {what}", input_name(path));
    let hint = "name a text file in UTF-8 with a server in each line; a chain of certificates is judged with `--chain`, a store is named with `--sslrootcert`";
    Diagnostic::usage(message, hint)
}
