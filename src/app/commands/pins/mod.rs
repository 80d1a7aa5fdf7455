//! `pgcerts pins`: the pins themselves, looked at, compared and edited.

mod add;
mod chain;
mod diff;
mod export;
mod init;
mod list;
mod remove;
mod set;
mod show;
mod verify;
mod write;

use std::path::Path;

use crate::app::answer::Reply;
use crate::app::cli::{Global, NetworkArgs, PinsArgs, PinsCommand};
use crate::app::report::layout::Page;
use crate::diagnostic::Diagnostic;
use crate::io::http::{Downloader, Options, TimeLimit};
use crate::io::output::Output;
use crate::io::proxies::Proxies;
use crate::libpq::environment::Environment;
use crate::pins::{Manifest, some_of};

use super::{certificates, read_pins};

pub(crate) fn run(
    args: &PinsArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let page = Page::for_answer(output);
    match &args.command {
        PinsCommand::List(args) => list::run(args, global, page),
        PinsCommand::Show(args) => show::run(args, global, environment, page),
        PinsCommand::Verify(args) => verify::run(args, global, environment, output),
        PinsCommand::Export(args) => export::run(args, global, output),
        PinsCommand::Add(args) => add::run(args, global, environment, output),
        PinsCommand::Init(args) => init::run(args, global, output),
        PinsCommand::Set(args) => set::run(args, global, output),
        PinsCommand::Chain(args) => chain::run(args, global, output),
        PinsCommand::Remove(args) => remove::run(args, global, output),
        PinsCommand::Diff(args) => diff::run(args, global, page),
    }
}

/// Refuses the name of a root that the manifest does not have.
fn known_root(path: &Path, id: &str, manifest: &Manifest) -> Result<(), Diagnostic> {
    if manifest.by_id(id).is_some() {
        return Ok(());
    }
    let ids = manifest.roots.iter().map(|pin| pin.id.as_str());
    let fix = match some_of(ids, ", which `pgcerts pins list --pins` shows") {
        none if none.is_empty() => "it has none".into(),
        some => format!("it has these: {some}"),
    };
    Err(Diagnostic::usage(format!("`{}` has no root `{id}`", path.display()), fix))
}

fn downloader(
    network: &NetworkArgs,
    mirror: bool,
    environment: &Environment,
) -> Result<Downloader, Diagnostic> {
    let (timeout, retries, cacert) = (network.timeout, network.retries, network.cacert.clone());
    let options = Options { limit: TimeLimit::Attempt(timeout), retries, cacert, mirror };
    Ok(Downloader::new(options, &Proxies::from_environment(environment)?, environment)?)
}
