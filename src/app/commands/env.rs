//! `pgcerts env`: the one line that sets PGSSLROOTCERT, or what makes a client use the file.

use super::{default_shell, utf8_path};
use crate::app::answer::{Answer, Reply};
use crate::app::cli::{EnvArgs, Global};
use crate::app::failures::oversized;
use crate::app::location::{refuse_mistake, root_crt};
use crate::app::report::diagnostics;
use crate::app::report::{json, text};
use crate::diagnostic::Diagnostic;
use crate::io::{self, output::Output};
use crate::libpq::environment::Environment;
use crate::paste::shell::Shell;
use crate::paste::snippets::Client;
use crate::store::location_findings::literal_tilde;

/// Who reads the answer.
#[derive(Clone, Copy)]
enum EnvReader {
    Shell(Shell),
    Client(Client),
}

pub(crate) fn run(
    args: &EnvArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let reader = reader(args, environment)?;
    let location = root_crt(args.dest.as_deref(), environment)?;
    refuse_mistake(&location)?;
    let path = utf8_path(&location.path, environment)?;
    let (plain, object) = match reader {
        EnvReader::Shell(shell) => {
            let line = if args.unset { shell.unset()? } else { shell.set(&path)? };
            let object = json::env(shell, &path, &line);
            (line, object)
        }
        EnvReader::Client(client) => {
            let snippet = client.snippet(&path, environment.platform)?;
            let object = json::snippet(client, &path, &snippet);
            (snippet, object)
        }
    };
    if let Some(tilde) = literal_tilde(&location.path, environment.platform) {
        diagnostics::warn(&tilde, output);
    }
    if !args.unset && !io::store::is_file(&location.path) {
        let until = reader.without_the_file();
        diagnostics::warn(&text::missing_target(&location.path, location.source, until), output);
    }
    if !args.unset && io::regular::is_larger(&location.path, io::store::SIZE_LIMIT) {
        diagnostics::warn(&oversized(&location.path), output);
    }
    Ok(Answer::Data(if global.json { object } else { plain }).into())
}

impl EnvReader {
    /// Every snippet names its file, and every client refuses to connect without it: as `docs/reference/clients.md` shows, and
    /// as Npgsql's source says, which is not run there.
    fn without_the_file(self) -> &'static str {
        match self {
            Self::Shell(_) => "libpq refuses to connect with verify-ca and verify-full",
            Self::Client(_) => "this client does not connect",
        }
    }
}

fn reader(args: &EnvArgs, environment: &Environment) -> Result<EnvReader, Diagnostic> {
    if let Some(client) = args.client {
        return Ok(EnvReader::Client(client));
    }
    args.shell.map_or_else(|| default_shell(environment), Ok).map(EnvReader::Shell)
}
