//! `pgcerts snippet`: the code or setting with which a client connects with verify-full.

use clap::ValueEnum as _;

use super::{refer_to_file, utf8_path};
use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Global, SnippetArgs};
use crate::app::location::{refuse_mistake, root_crt};
use crate::app::report::snippet as report;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::libpq::environment::Environment;
use crate::libpq::location::Location;
use crate::paste::snippets::{Client, Language, SnippetName, SnippetTarget};
use crate::store::form::StoreForm;

pub(crate) fn run(
    args: &SnippetArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let Some(name) = args.name else { return Ok(list(global)) };
    let location = root_crt(args.dest.as_deref(), environment)?;
    refuse_mistake(&location)?;
    let target = target(args, utf8_path(&location.path, environment)?);
    let clients = clients(name, &location);
    let Some((client, others)) = clients.split_first() else { return Ok(list(global)) };
    let snippet = client.snippet(&target, environment.platform)?;
    if let (SnippetName::Language(_), [_, ..]) = (name, others) {
        output.talk(&report::others(*client, others));
    }
    // Every snippet names its file, and every client refuses to connect without it: as `docs/reference/clients.md` shows.
    refer_to_file(&location, environment, "this client does not connect", output);
    let answer = if global.json { report::json(*client, others, &target, &snippet) } else { snippet };
    Ok(Answer::Data(answer).into())
}

/// Of a language, those that can use the file: libpq's clients read no keystore.
fn clients(name: SnippetName, location: &Location) -> Vec<Client> {
    let is_keystore = matches!(StoreForm::find(&location.path, None, None), Ok(StoreForm::Keystore(_)));
    if is_keystore && name == SnippetName::Language(Language::Java) {
        return vec![Client::JavaTrustStore, Client::Keycloak, Client::KafkaConnect];
    }
    name.clients()
}

/// What is not given stays the reader's to fill in.
fn target(args: &SnippetArgs, path: String) -> SnippetTarget {
    let blank = SnippetTarget::placeholders(path);
    SnippetTarget {
        host: args.host.clone().unwrap_or(blank.host),
        port: args.port,
        user: args.user.clone().unwrap_or(blank.user),
        database: args.dbname.clone().unwrap_or(blank.database),
        path: blank.path,
    }
}

fn list(global: Global) -> Reply {
    let clients = Client::value_variants();
    Answer::Data(if global.json { report::list_json(clients) } else { report::list(clients) }).into()
}
