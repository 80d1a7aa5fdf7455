//! `pgcerts` manages the root certificates with which PostgreSQL clients verify their servers.
//!
//! The program is the product; this library is how it is built and tested, and what it exposes may change with
//! any release. `docs/ARCHITECTURE.md` is the map.

#![forbid(unsafe_code)]

pub mod bundle;
pub mod certificate;
pub mod cli;
mod commands;
pub mod digest;
mod distinguished_name;
pub mod effects;
pub mod environment;
pub mod error;
mod escape;
pub mod location;
pub mod pins;
pub mod plan;
mod report;
pub mod root;
mod service_file;
pub mod shell;
pub mod status;
mod url_rules;

use std::ffi::OsString;
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::{CommandFactory as _, Parser as _};

use cli::{Cli, Color, Command};
use effects::output::{Answer, Output};
use error::Error;

/// The exit code of everything that could not be done.
const FAILED: u8 = 2;

/// The same for Nagios.
const NAGIOS_UNKNOWN: u8 = 3;

/// Runs the program with these arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &arguments),
    };
    let color = match cli.global.color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let output = Output::new(color, !cli.global.quiet);
    let done = |answer| (answer, 0);
    let result = match &cli.command {
        Command::Install(args) => commands::install::run(args, cli.global, &output).map(done),
        Command::Env(args) => commands::env::run(args, cli.global, &output).map(done),
        Command::Status(args) => commands::status::run(args, cli.global, &output),
        Command::Rollback(args) => commands::rollback::run(args, cli.global, &output).map(done),
    };
    match result {
        Ok((answer, code)) => conclude(&output, &answer, code),
        Err(error) => fail(&output, Manner::of(&arguments), Some(cli.command.name()), &error),
    }
}

/// How a failure is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Text,
    Json,
    Nagios,
}

impl Manner {
    /// Read off the arguments themselves, since it must be known for those that cannot be parsed too.
    fn of(arguments: &[OsString]) -> Self {
        let mut arguments = arguments.iter().take_while(|argument| *argument != "--").peekable();
        let mut manner = Self::Text;
        while let Some(argument) = arguments.next() {
            let format = if argument == "--format" {
                arguments.peek().and_then(|value| value.to_str())
            } else {
                argument.to_str().and_then(|argument| argument.strip_prefix("--format="))
            };
            if argument == "--json" || format == Some("json") {
                return Self::Json;
            }
            if format == Some("nagios") {
                manner = Self::Nagios;
            }
        }
        manner
    }
}

/// Arguments that clap refuses; its help and version come this way too, as answers.
fn usage(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    let output = Output::new(ColorChoice::Auto, true);
    if !error.use_stderr() {
        return conclude(&output, &Answer::Text(error.render().ansi().to_string()), 0);
    }
    let manner = Manner::of(arguments);
    if manner == Manner::Text {
        output.error(&error.render().ansi().to_string());
        return ExitCode::from(FAILED);
    }
    let known = Cli::command();
    let names = known.get_subcommands().map(clap::Command::get_name);
    let command = names.into_iter().find(|name| arguments.iter().skip(1).any(|argument| argument == name));
    fail(&output, manner, command, &report::text::of_usage(error))
}

fn fail(output: &Output, manner: Manner, command: Option<&str>, error: &Error) -> ExitCode {
    match manner {
        Manner::Text => {
            output.error(&report::text::failure(error));
            ExitCode::from(FAILED)
        }
        Manner::Json => conclude(output, &Answer::Data(report::json::failure(command, error)), FAILED),
        Manner::Nagios => conclude(output, &report::status::nagios::unknown(&error.message), NAGIOS_UNKNOWN),
    }
}

fn conclude(output: &Output, answer: &Answer, code: u8) -> ExitCode {
    match output.answer(answer) {
        Ok(()) => ExitCode::from(code),
        Err(error) => {
            output.error(&format!("error: cannot write the answer to standard output: {error}"));
            ExitCode::from(FAILED)
        }
    }
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Self::Install(_) => "install",
            Self::Env(_) => "env",
            Self::Status(_) => "status",
            Self::Rollback(_) => "rollback",
        }
    }
}
