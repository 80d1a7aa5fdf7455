//! `pgcerts env`: the one line that sets PGSSLROOTCERT.

use super::{default_shell, utf8_path};
use crate::cli::{EnvArgs, Global};
use crate::effects::{
    self,
    output::{Answer, Output, Reply},
};
use crate::error::Result;
use crate::location;
use crate::report::{json, text};

pub(crate) fn run(args: &EnvArgs, global: Global, output: &Output) -> Result<Reply> {
    let environment = effects::environment::read(args.dest.is_none());
    let shell = args.shell.map_or_else(|| default_shell(&environment), Ok)?;
    let location = location::root_crt(args.dest.as_deref(), &environment)?;
    let path = utf8_path(&location.path, &environment)?;
    let line = if args.unset { shell.unset()? } else { shell.set(&path)? };
    if !args.unset && !effects::store::is_file(&location.path) {
        output.talk(&text::missing_target(&location.path, location.source));
    }
    Ok(Answer::Data(if global.json { json::env(shell, &path, &line) } else { line }).into())
}
