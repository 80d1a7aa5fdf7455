//! `pgcerts pins`: the pins themselves, looked at, compared and edited.

mod add;
mod diff;
mod export;
mod list;
mod remove;
mod show;
mod verify;
mod write;

use crate::app::answer::Reply;
use crate::app::cli::{Global, NetworkArgs, PinsArgs, PinsCommand};
use crate::app::report::layout::Page;
use crate::diagnostic::Diagnostic;
use crate::io::http::{Downloader, Options, TimeLimit};
use crate::io::output::Output;
use crate::io::proxies::Proxies;
use crate::libpq::environment::Environment;

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
        PinsCommand::Remove(args) => remove::run(args, global, output),
        PinsCommand::Diff(args) => diff::run(args, global, page),
    }
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
