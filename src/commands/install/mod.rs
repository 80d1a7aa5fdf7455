//! `pgcerts install`: obtain every root, then plan, then replace the file.

mod obtain;
mod warnings;

use crate::cli::{Global, InstallArgs};
use crate::effects::output::{Answer, Output};
use crate::effects::{self, store, store::Store};
use crate::error::{Code, Error, Result};
use crate::escape::escape;
use crate::location::{self, Location};
use crate::plan::{self, Action, Mode, Plan, Refusal};
use crate::report::install::{Report, RootReport};
use crate::root::PinnedRoot;
use crate::shell::Shell;

use super::{default_shell, read_pins, utf8_path};
pub(crate) use obtain::Obtained;

pub(crate) fn run(args: &InstallArgs, global: Global, output: &Output) -> Result<Answer> {
    obtain::check(args)?;
    let environment = effects::environment::read(args.dest.is_none());
    let location = location::root_crt(args.dest.as_deref(), &environment)?;
    let path = environment.absolute(&location.path);
    let line = args.print_env.map(|shell| env_line(shell, &location, &environment)).transpose()?;
    let pins = read_pins(args.pins.as_deref())?;
    let set = pins.set(args.set.as_deref())?;
    let obtained = obtain::all(args, &pins, &pins.roots_of(set), output)?;
    let outcome = apply(args, &location, &obtained, output)?;
    let mut warnings = obtain::warnings(&obtained);
    warnings.extend(outcome.hard_link.then(|| warnings::hard_link(&location.path)));
    if location.source == location::Source::Default {
        warnings.extend(warnings::surroundings(&environment, &path, outcome.plan.action));
    }
    let report = Report {
        path: location.path,
        path_source: location.source,
        target: outcome.target,
        dry_run: args.dry_run,
        action: outcome.plan.action,
        backup: outcome.backup,
        set: set.id.clone(),
        roots: obtained
            .into_iter()
            .zip(outcome.plan.states)
            .map(|(root, state)| RootReport::new(root, state))
            .collect(),
        kept: outcome.plan.kept,
        dropped: outcome.plan.dropped,
        warnings,
        env: line,
    };
    Ok(report.present(global, output))
}

fn env_line(
    shell: Option<Shell>,
    location: &Location,
    environment: &crate::environment::Environment,
) -> Result<String> {
    shell.unwrap_or_else(|| default_shell(environment)).set(&utf8_path(&location.path, environment)?)
}

/// What became of the file.
struct Outcome {
    plan: Plan,
    target: std::path::PathBuf,
    backup: Option<std::path::PathBuf>,
    hard_link: bool,
}

fn apply(args: &InstallArgs, location: &Location, obtained: &[Obtained], output: &Output) -> Result<Outcome> {
    let roots: Vec<PinnedRoot> = obtained.iter().map(|root| root.root.clone()).collect();
    let target = store::resolve(&location.path)?;
    let plan = |existing: Option<&store::Existing>| {
        plan::plan(existing.map(|file| file.bytes.as_slice()), &roots, mode(args))
            .map_err(|refusal| refused(&refusal, location))
    };
    if args.dry_run {
        let existing = store::read(&target)?;
        let plan = plan(existing.as_ref())?;
        let hard_link = is_split(&plan, existing.as_ref());
        return Ok(Outcome { plan, target, backup: None, hard_link });
    }
    let store = Store::lock(&target, || output.waiting())?;
    let existing = store.read()?;
    let plan = plan(existing.as_ref())?;
    let hard_link = is_split(&plan, existing.as_ref());
    let Some(bytes) = &plan.bytes else { return Ok(Outcome { plan, target, backup: None, hard_link }) };
    let backup = store.replace(existing.as_ref(), bytes, args.backup, effects::clock::now())?;
    Ok(Outcome { plan, target, backup, hard_link })
}

fn mode(args: &InstallArgs) -> Mode {
    match (args.replace, args.repair) {
        (true, _) => Mode::Replace,
        (_, true) => Mode::Repair,
        _ => Mode::Merge,
    }
}

/// Whether other names of the file keep the old content.
fn is_split(plan: &Plan, existing: Option<&store::Existing>) -> bool {
    plan.action != Action::None && existing.is_some_and(|file| file.has_other_names)
}

fn refused(refusal: &Refusal, location: &Location) -> Error {
    let path = location.path.display();
    match refusal {
        Refusal::PrivateKey { line } => Error::new(
            Code::PrivateKey,
            format!("`{path}` holds a private key in line {line}; it was left alone"),
            "move the key to a file of its own; `--repair` keeps the certificates and drops the key",
        )
        .at_line(*line),
        Refusal::Unreadable { line, reason } => Error::new(
            Code::UnreadableStore,
            format!("clients cannot read `{path}`: line {line}: {}; it was left alone", escape(reason)),
            "`--repair` keeps every certificate that decodes, `--replace` keeps none; either makes a backup first",
        )
        .at_line(*line),
    }
}
