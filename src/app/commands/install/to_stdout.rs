//! `install --dest -`: the roots on standard output, and the report on stderr. No file is read or written.

use std::path::Path;

use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Global, InstallArgs, StoreFormat};
use crate::app::report::diagnostics;
use crate::app::report::layout::Page;
use crate::app::report::printed_roots;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::Output;
use crate::libpq::environment::Environment;
use crate::paste::command_line::is_stream;
use crate::pins::obtained::Obtained;
use crate::store::plan;

use super::request::{self, Request};
use super::{failed_downloads, obtain, unanchored};

/// Whether a path is standard output.
pub(crate) fn is_stdout(path: &Path) -> bool {
    is_stream(path) || path == Path::new("/dev/stdout")
}

pub(super) fn run(
    args: &InstallArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    refuse_meaningless(args, global)?;
    let request = request::gather(args, environment, output)?;
    let obtained = obtain::all(args, &request, output)?;
    output.talk(&printed_roots::text(
        &obtained,
        request.set.as_ref().map(|set| set.id.as_str()),
        request.dry_run,
    ));
    for warning in warnings(&request, &obtained, global) {
        output.talk(&diagnostics::talk(&warning, Page::for_messages()));
    }
    let mut text = Vec::new();
    if !request.dry_run {
        for obtained in &obtained {
            plan::append(&mut text, &obtained.root);
        }
    }
    Ok(Answer::Binary(text).into())
}

fn refuse_meaningless(args: &InstallArgs, global: Global) -> Result<(), Diagnostic> {
    let is_java = args.keystore.store_format.is_some_and(|form| form != StoreFormat::Pem);
    let password = &args.keystore.password;
    if is_java || password.storepass_file.is_some() || password.storepass_env.is_some() {
        let fix =
            "`pgcerts export --format pkcs12` or `--format jks` prints one; or name a file with `--dest`";
        return Err(Diagnostic::usage("standard output takes no Java trust store here", fix));
    }
    let flags = [
        ("--json", global.json),
        ("--print-env", args.print_env.is_some()),
        ("--repair", args.repair),
        ("--prune", args.prune.is_some()),
        ("--in-place", args.change.in_place),
    ];
    let Some((flag, _)) = flags.iter().find(|(_, given)| *given) else { return Ok(()) };
    let message = format!("`{flag}` has no meaning where standard output takes the certificates");
    Err(Diagnostic::usage(message, "leave it out, or name a file with `--dest`"))
}

/// That downloads failed changes nothing in the output, so one warning sums them up.
fn warnings(request: &Request, obtained: &[Obtained], global: Global) -> Vec<Diagnostic> {
    let mut all = failed_downloads::warnings(obtained, request.environment);
    all.extend(unanchored::alone(request, obtained, &[]));
    let summary = failed_downloads::summary(obtained, request.environment).filter(|_| !global.verbose);
    let Some(summary) = summary else { return all };
    let others = all.into_iter().filter(|warning| warning.code != Code::DownloadFailed);
    std::iter::once(summary).chain(others).collect()
}
