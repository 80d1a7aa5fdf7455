//! `pgcerts install`: obtain every root, then plan, then replace the file.

mod obtain;
mod warnings;

use std::path::{Path, PathBuf};

use crate::app::cli::{Global, InstallArgs};
use crate::app::location::root_crt;
use crate::app::report::install::{Report, RootReport};
use crate::diagnostic::{Code, Diagnostic};
use crate::io;
use crate::io::output::{Output, Reply};
use crate::io::store::{self, Existing, LockedStore};
use crate::libpq::environment::Environment;
use crate::libpq::home::is_at_home;
use crate::libpq::location::{Location, PathSource};
use crate::openssl::pem::Bundle;
use crate::paste::command_line::NO_STORE;
use crate::paste::shell::Shell;
use crate::pins::Pins;
use crate::pins::gate::PinnedRoot;
use crate::pins::prune;
use crate::store::plan::{self, Action, Mode, Plan, Refusal};

use super::{default_shell, read_named_pins, read_pins, utf8_path};
pub(crate) use obtain::{Obtained, addresses};

pub(crate) fn run(args: &InstallArgs, global: Global, output: &Output) -> Result<Reply, Diagnostic> {
    obtain::check(args)?;
    let environment = io::environment::read(args.dest.is_none());
    let location = root_crt(args.dest.as_deref(), &environment)?;
    let path = environment.absolute(&location.path);
    let line = args.print_env.map(|shell| env_line(shell, &location, &environment)).transpose()?;
    let pins = read_pins(args.pins.as_deref())?;
    let set = pins.set(args.set.as_deref())?;
    let old = args.prune.as_deref().map(read_named_pins).transpose()?;
    let prune = old.as_ref().map(|old| Prune { old, new: &pins, force: args.force });
    let obtained = obtain::all(args, &pins, &pins.roots_of(set), output)?;
    let outcome = apply(args, &location, &obtained, prune, output)?;
    let action = outcome.plan.action();
    let mut warnings = obtain::warnings(&obtained, &environment);
    warnings.extend(warnings::file(&location.path, &outcome, &environment));
    warnings.extend(warnings::look_alikes(&outcome.plan.kept, &obtained, &pins));
    let made = outcome.private_folder.filter(|_| location.source == PathSource::Flag);
    let (at_home, elsewhere) = if is_at_home(&path, &environment) { (made, None) } else { (None, made) };
    warnings
        .extend(elsewhere.map(|topmost| warnings::private_folder(&topmost, &outcome.target, args.dry_run)));
    if location.source == PathSource::Default {
        let named = environment.variable("PGSSLROOTCERT").map(Path::new);
        let read =
            named.is_none_or(|named| environment.absolute(named) == path || io::files::is_same(named, &path));
        let connections = (action == Action::Create).then(|| warnings::other_connections(args.dry_run));
        warnings.extend(connections);
        warnings.extend(warnings::surroundings(&environment, &path, read));
    }
    let roots = obtained.into_iter().zip(outcome.plan.states);
    let report = Report {
        path: location.path,
        path_source: location.source,
        target: outcome.target,
        dry_run: args.dry_run,
        action,
        backup: outcome.backup,
        private_folder: at_home,
        set: set.id.clone(),
        roots: roots.map(|(root, state)| RootReport::new(root, state)).collect(),
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
    environment: &Environment,
) -> Result<String, Diagnostic> {
    shell.map_or_else(|| default_shell(environment), Ok)?.set(&utf8_path(&location.path, environment)?)
}

/// What became of the file.
struct Outcome {
    plan: Plan,
    target: PathBuf,
    backup: Option<PathBuf>,
    /// The outermost folder that this run made for the file, or would have to make.
    private_folder: Option<PathBuf>,
    /// Other names of the file keep the old content.
    hard_link: bool,
}

fn apply(
    args: &InstallArgs,
    location: &Location,
    obtained: &[Obtained],
    prune: Option<Prune>,
    output: &Output,
) -> Result<Outcome, Diagnostic> {
    let roots: Vec<PinnedRoot> = obtained.iter().map(|root| root.root.clone()).collect();
    let target = store::resolve(&location.path)?;
    let outcome = |existing: Option<&Existing>| {
        let bytes = existing.map(|file| file.bytes.as_slice());
        let refused = |refusal: Refusal| refused(&refusal, location, bytes.unwrap_or_default());
        let plan = plan::plan(bytes, &roots, mode(args)).map_err(refused)?;
        let plan = match prune {
            Some(prune) => prune.apply(bytes, plan, location, refused)?,
            None => plan,
        };
        let hard_link = plan.change.is_some() && existing.is_some_and(|file| file.has_other_names);
        Ok::<_, Diagnostic>(Outcome {
            plan,
            target: target.clone(),
            backup: None,
            private_folder: None,
            hard_link,
        })
    };
    if args.dry_run {
        let outcome = outcome(store::read(&target)?.as_ref())?;
        if outcome.plan.change.is_some() {
            store::check_writable(&target)?;
        }
        return Ok(Outcome { private_folder: missing_folder(&target).filter(|_| cfg!(unix)), ..outcome });
    }
    let store = LockedStore::lock(&target, || output.waiting())?;
    let existing = store.read()?;
    let outcome = outcome(existing.as_ref())?;
    let Some(change) = &outcome.plan.change else { return Ok(outcome) };
    let private_folder = store.private_folder();
    let backup = store.replace(existing.as_ref(), &change.bytes, args.backup, io::clock::now())?;
    Ok(Outcome { backup, private_folder, ..outcome })
}

/// The outermost folder that a run would have to make.
fn missing_folder(target: &Path) -> Option<PathBuf> {
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !io::files::is_folder(folder);
    target.ancestors().skip(1).take_while(is_missing).last().map(Path::to_owned)
}

/// Roots that an older manifest has and the one in use has not.
#[derive(Clone, Copy)]
struct Prune<'a> {
    old: &'a Pins,
    new: &'a Pins,
    force: bool,
}

impl Prune<'_> {
    /// Takes them out of what is planned, unless a chain that servers send would lose its root.
    fn apply(
        self,
        existing: Option<&[u8]>,
        plan: Plan,
        location: &Location,
        refused: impl FnOnce(Refusal) -> Diagnostic,
    ) -> Result<Plan, Diagnostic> {
        let gone = prune::gone(self.old, self.new);
        let plan = plan::prune(existing, plan, &gone).map_err(refused)?;
        let after = plan.change.as_ref().map(|change| change.bytes.as_slice());
        let lost =
            after.and_then(|after| prune::lost(self.old, self.new, existing.unwrap_or_default(), after));
        match lost.filter(|_| !self.force) {
            Some(chain) => Err(Diagnostic::failure(
                Code::ServedChain,
                format!(
                    "without `{}`, `{}` would no longer anchor the chain `{}`, which servers send; it was left alone",
                    chain.anchor,
                    location.path.display(),
                    chain.id
                ),
                "once no server sends it, set its `served` to false in the manifest that names it; `--force` prunes \
                 all the same",
            )),
            None => Ok(plan),
        }
    }
}

fn mode(args: &InstallArgs) -> Mode {
    match (args.replace, args.repair) {
        (true, _) => Mode::Replace,
        (_, true) => Mode::Repair,
        _ => Mode::Merge,
    }
}

fn refused(refusal: &Refusal, location: &Location, content: &[u8]) -> Diagnostic {
    let path = location.path.display();
    let error = match refusal {
        Refusal::PrivateKey { line } => Diagnostic::failure(
            Code::PrivateKey,
            format!("`{path}` holds a private key in line {line}; it was left alone"),
            "move the key to a file of its own; `--repair` drops it from this one and keeps the certificates",
        )
        .at_line(*line),
        Refusal::Unreadable { line, reason } => Diagnostic::failure(
            Code::UnreadableStore,
            format!("clients cannot read `{path}`: line {line}: {reason}; it was left alone"),
            "`--repair` keeps every certificate that decodes, `--replace` keeps none; either makes a backup first",
        )
        .at_line(*line),
    };
    if Bundle::read(content).has_certificates() { error } else { error.with_fix(NO_STORE) }
}
