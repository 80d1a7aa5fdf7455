//! The program as its user meets it: the command line, the commands, and their answers as text, JSON, Prometheus and Nagios.
//! Imports every other room; none imports this one.
//! It decides nothing about certificates, stores or servers: it gathers, asks the rooms below, applies and reports.

mod answer;
pub(crate) mod cli;
mod commands;
mod failed_run;
mod failures;
mod location;
mod named_manifest;
mod report;
mod usage_error;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::diagnostic::Diagnostic;
use crate::io;
use crate::io::output::Output;
use crate::libpq::environment::Environment;
use answer::Reply;
use cli::{Cli, Command};
use failed_run::FailureForm;

/// Runs the program with these arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let environment = io::environment::read();
    let mut cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return failed_run::refuse(&error, &arguments, &environment),
    };
    let output = Output::new(cli.global.color.into(), !cli.global.quiet, &environment);
    let form = FailureForm::from_arguments(&arguments);
    let manifest = named_manifest::apply(&mut cli.command, &environment, &output);
    let ended = run_command(&cli, &environment, &output);
    match ended.map_err(|failure| match &manifest {
        Some(path) => named_manifest::explain(failure, path),
        None => failure,
    }) {
        Ok(reply) => reply.print(&output, form.code()),
        Err(failure) => form.print(&output, Some(cli.command.name()), &failure),
    }
}

fn run_command(cli: &Cli, environment: &Environment, output: &Output) -> Result<Reply, Diagnostic> {
    let global = cli.global;
    match &cli.command {
        Command::Install(args) => commands::install::run(args, global, environment, output),
        Command::Export(args) => commands::export::run(args, global, environment, output),
        Command::Env(args) => commands::env::run(args, global, environment, output),
        Command::Snippet(args) => commands::snippet::run(args, global, environment, output),
        Command::Status(args) => commands::status::run(args, global, environment, output),
        Command::Uninstall(args) => commands::uninstall::run(args, global, environment, output),
        Command::Rollback(args) => commands::rollback::run(args, global, environment, output),
        Command::Check(args) => commands::check::run(args, global, environment, output),
        Command::Sessions(args) => commands::sessions::run(args, global, environment, output),
        Command::Scan(args) => commands::scan::run(args, global, environment, output),
        Command::Explain(args) => commands::explain::run(args, global, output),
        Command::Pins(args) => commands::pins::run(args, global, environment, output),
        Command::Completions(args) => Ok(commands::completions::run(args, global)),
        Command::Man(args) => commands::man::run(args, global, output),
    }
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Self::Install(_) => "install",
            Self::Export(_) => "export",
            Self::Env(_) => "env",
            Self::Snippet(_) => "snippet",
            Self::Status(_) => "status",
            Self::Uninstall(_) => "uninstall",
            Self::Rollback(_) => "rollback",
            Self::Check(_) => "check",
            Self::Sessions(_) => "sessions",
            Self::Scan(_) => "scan",
            Self::Explain(_) => "explain",
            Self::Pins(args) => args.command.name(),
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }
}
