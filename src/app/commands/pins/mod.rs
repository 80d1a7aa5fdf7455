//! `pgcerts pins`: the pins themselves, looked at, compared and edited.

mod add;
mod diff;
mod export;
mod list;
mod remove;
mod show;
mod verify;
mod write;

use std::path::Path;

use crate::app::answer::Reply;
use crate::app::cli::{Global, NetworkArgs, PinsArgs, PinsCommand};
use crate::app::failures::{input_name, unread_or_piped};
use crate::diagnostic::{Code, Diagnostic};
use crate::io::http::{Downloader, Options, TimeLimit};
use crate::io::proxies::Proxies;
use crate::io::{files, output::Output};
use crate::libpq::environment::Environment;
use crate::store::certificate_file::{NoCertificate, Placed};

use super::read_pins;

pub(crate) fn run(
    args: &PinsArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    match &args.command {
        PinsCommand::List(args) => list::run(args, global),
        PinsCommand::Show(args) => show::run(args, global, environment),
        PinsCommand::Verify(args) => verify::run(args, global, environment, output),
        PinsCommand::Export(args) => export::run(args, global, output),
        PinsCommand::Add(args) => add::run(args, global, environment, output),
        PinsCommand::Remove(args) => remove::run(args, global, output),
        PinsCommand::Diff(args) => diff::run(args, global),
    }
}

/// The certificates of a file, as `reading` takes them from its bytes.
fn certificates(
    path: &Path,
    reading: fn(&[u8]) -> Result<Vec<Placed>, NoCertificate>,
) -> Result<Vec<Placed>, Diagnostic> {
    let bytes = files::read_or_stdin(path).map_err(unread_or_piped("the certificates"))?;
    reading(&bytes)
        .map_err(|why| Diagnostic::failure(Code::Io, format!("{} {}", input_name(path), why.what), why.fix))
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
