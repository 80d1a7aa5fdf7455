//! `pgcerts completions`: the script that completes this command line in a shell.

use clap::CommandFactory as _;

use crate::app::answer::{Answer, Reply};
use crate::app::cli::{Cli, CompletionsArgs, Global};
use crate::app::report::json;

pub(crate) fn run(args: &CompletionsArgs, global: Global) -> Reply {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "pgcerts", &mut script);
    let script = String::from_utf8_lossy(&script);
    let answer =
        if global.json { json::completions(&args.shell.to_string(), &script) } else { script.into_owned() };
    Answer::Data(answer).into()
}
