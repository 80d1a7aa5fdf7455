//! `pgcerts install`: gather, decide, apply, report.

mod apply;
mod decide;
mod failed_downloads;
mod from_folder;
mod obtain;
mod own_root;
mod request;
pub(super) mod to_stdout;
mod unanchored;
mod warnings;

use crate::app::answer::Reply;
use crate::app::cli::{Global, InstallArgs};
use crate::app::report::install::{InstallReport, RootJson};
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::libpq::environment::Environment;
use crate::paste::snippets::{Client, SnippetTarget};
use crate::pins::obtained::Obtained;

use crate::store::keystore::KeystoreKind;
use crate::store::plan::Plan;

use apply::InstallOutcome;
use request::Request;

pub(crate) fn run(
    args: &InstallArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    if args.dest.as_deref().is_some_and(to_stdout::is_stdout) {
        return to_stdout::run(args, global, environment, output);
    }
    let request = request::gather(args, environment, output)?;
    let obtained = obtain::all(args, &request, output)?;
    let outcome = apply::apply(&request, &obtained, output)?;
    Ok(report(request, obtained, outcome).present(global, output))
}

/// What connects with the file. None for a path that no shell or connection string can hold.
fn connecting(request: &Request, plan: &Plan) -> Option<String> {
    let target = SnippetTarget::placeholders(request.path.to_str()?.to_owned());
    let client = if plan.keystore.is_some() { Client::JavaTrustStore } else { Client::Psql };
    client.snippet(&target, request.environment.platform).ok()
}

/// The password with which Java opens the file.
fn password_words(request: &Request, plan: &Plan) -> Option<&'static str> {
    match (plan.keystore?, request.access.password()) {
        (_, Some(_)) => Some("Java needs the password too: `-Djavax.net.ssl.trustStorePassword=PASSWORD`."),
        (KeystoreKind::Jks, None) => Some("The password is Java's default, `changeit`."),
        (KeystoreKind::Pkcs12, None) => None,
    }
}

fn report(request: Request, obtained: Vec<Obtained>, outcome: InstallOutcome) -> InstallReport {
    let warnings = warnings::all(&request, &obtained, &outcome);
    let failed_downloads = failed_downloads::summary(&obtained, request.environment);
    let has_anchor = unanchored::has_anchor(&request, &obtained, &outcome.plan);
    let roots = obtained.into_iter().zip(outcome.plan.states.iter().copied());
    InstallReport {
        private_folder: warnings::expected_private_folder(&request, &outcome),
        connecting: connecting(&request, &outcome.plan),
        has_anchor,
        password: password_words(&request, &outcome.plan),
        path: request.location.path,
        path_source: request.location.source,
        target: outcome.target,
        dry_run: request.dry_run,
        action: outcome.plan.action(),
        backup: outcome.backup,
        set: request.set.map(|set| set.id),
        roots: roots.map(|(root, state)| RootJson::new(root, state)).collect(),
        kept: outcome.plan.kept,
        dropped: outcome.plan.dropped,
        warnings,
        failed_downloads,
        env: request.env_line,
    }
}
