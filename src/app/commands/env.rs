//! `pgcerts env`: the one line that sets PGSSLROOTCERT.

use super::{default_shell, refer_to_file, utf8_path};
use crate::app::answer::{Answer, Reply};
use crate::app::cli::{EnvArgs, Global};
use crate::app::location::{refuse_mistake, root_crt};
use crate::app::report::json;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::libpq::environment::Environment;

pub(crate) fn run(
    args: &EnvArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    if args.client.is_some() {
        return Err(Diagnostic::usage(
            "`env` prints a line for a shell; `snippet` prints the code for a client",
            "write `pgcerts snippet NAME`",
        ));
    }
    let shell = args.shell.map_or_else(|| default_shell(environment), Ok)?;
    let location = root_crt(args.dest.as_deref(), environment)?;
    refuse_mistake(&location)?;
    let path = utf8_path(&location.path, environment)?;
    let line = if args.unset { shell.unset()? } else { shell.set(&path)? };
    if !args.unset {
        let until = "libpq refuses to connect with verify-ca and verify-full";
        refer_to_file(&location, environment, until, output);
    }
    Ok(Answer::Data(if global.json { json::env(shell, &path, &line) } else { line }).into())
}
