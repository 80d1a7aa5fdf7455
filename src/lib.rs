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
pub mod effects;
pub mod environment;
pub mod error;
mod escape;
pub mod location;
pub mod pins;
pub mod plan;
mod report;
pub mod root;
pub mod shell;
mod url_rules;

use std::ffi::OsString;
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::Parser as _;

use cli::{Cli, Color, Command};
use effects::output::{Answer, Output};

/// The exit code of everything that could not be done.
const FAILED: u8 = 2;

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
    let result = match &cli.command {
        Command::Install(args) => commands::install::run(args, cli.global, &output),
        Command::Env(args) => commands::env::run(args, cli.global, &output),
    };
    match result {
        Ok(answer) => conclude(&output, &answer),
        Err(error) if cli.global.json => {
            answer_failure(&output, report::json::failure(Some(cli.command.name()), &error))
        }
        Err(error) => {
            output.error(&report::text::failure(&error));
            ExitCode::from(FAILED)
        }
    }
}

/// Arguments that clap refuses; its help and version come this way too, as answers.
fn usage(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    let output = Output::new(ColorChoice::Auto, true);
    if !error.use_stderr() {
        return conclude(&output, &Answer::Text(error.render().ansi().to_string()));
    }
    let json = arguments.iter().take_while(|argument| *argument != "--").any(|argument| argument == "--json");
    if !json {
        output.error(&error.render().ansi().to_string());
        return ExitCode::from(FAILED);
    }
    let command =
        Command::NAMES.into_iter().find(|name| arguments.iter().skip(1).any(|argument| argument == name));
    answer_failure(&output, report::json::failure(command, &report::text::of_usage(error)))
}

fn answer_failure(output: &Output, json: String) -> ExitCode {
    let _ = output.answer(&Answer::Data(json));
    ExitCode::from(FAILED)
}

fn conclude(output: &Output, answer: &Answer) -> ExitCode {
    match output.answer(answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&format!("error: cannot write the answer to standard output: {error}"));
            ExitCode::from(FAILED)
        }
    }
}

impl Command {
    const NAMES: [&'static str; 2] = ["install", "env"];

    fn name(&self) -> &'static str {
        match self {
            Self::Install(_) => "install",
            Self::Env(_) => "env",
        }
    }
}
