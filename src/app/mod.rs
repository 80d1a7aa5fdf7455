//! The program as its user meets it: the command line, the commands, and their answers as text, JSON, Prometheus and Nagios.
//! Imports every other room; none imports this one.
//! It decides nothing about certificates, stores or servers: it gathers, asks the rooms below, applies and reports.

pub(crate) mod cli;
mod commands;
mod failures;
mod location;
mod report;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::diagnostic::Diagnostic;
use crate::io::output::{Answer, Color, Output};
use cli::{Cli, Command};

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
    let output = Output::new(cli.global.color, !cli.global.quiet);
    let result = match &cli.command {
        Command::Install(args) => commands::install::run(args, cli.global, &output),
        Command::Env(args) => commands::env::run(args, cli.global, &output),
        Command::Status(args) => commands::status::run(args, cli.global, &output),
        Command::Rollback(args) => commands::rollback::run(args, cli.global, &output),
        Command::Check(args) => commands::check::run(args, cli.global, &output),
        Command::Pins(args) => commands::pins::run(args, cli.global, &output),
        Command::Completions(args) => Ok(commands::completions::run(args, cli.global)),
        Command::Man(args) => commands::man::run(args, cli.global),
    };
    match result {
        Ok(reply) => {
            let code = conclude(&output, &reply.answer, reply.code, Manner::of(&arguments).failed());
            reply.afterwards.iter().for_each(|talk| output.talk(talk));
            code
        }
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
    fn of(arguments: &[OsString]) -> Self {
        let formats = values(arguments, "--format");
        let json = |argument: &OsString| argument == "--json" || argument == "--json-lines";
        if formats.contains(&"json") || before_operands(arguments).any(json) {
            Self::Json
        } else if formats.contains(&"nagios") {
            Self::Nagios
        } else {
            Self::Text
        }
    }

    fn failed(self) -> u8 {
        if self == Self::Nagios { NAGIOS_UNKNOWN } else { FAILED }
    }
}

fn color_of(arguments: &[OsString]) -> Color {
    match values(arguments, "--color").last() {
        Some(&"always") => Color::Always,
        Some(&"never") => Color::Never,
        _ => Color::Auto,
    }
}

/// The values that a flag has. How an answer looks must be known for arguments too that cannot be parsed, so it
/// is read off them as they are.
fn values<'a>(arguments: &'a [OsString], flag: &str) -> Vec<&'a str> {
    let mut values = Vec::new();
    let mut rest = before_operands(arguments).filter_map(|argument| argument.to_str()).peekable();
    while let Some(argument) = rest.next() {
        if argument == flag {
            values.extend(rest.peek());
        }
        values.extend(argument.strip_prefix(flag).and_then(|rest| rest.strip_prefix('=')));
    }
    values
}

fn before_operands(arguments: &[OsString]) -> impl Iterator<Item = &OsString> {
    arguments.iter().take_while(|argument| *argument != "--")
}

/// Arguments that clap refuses; its help and version come this way too, as answers.
fn usage(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    let output = Output::new(color_of(arguments), true);
    if !error.use_stderr() {
        return conclude(&output, &Answer::Text(error.render().ansi().to_string()), 0, FAILED);
    }
    let manner = Manner::of(arguments);
    if manner == Manner::Text {
        output.error(&error.render().ansi().to_string());
        return ExitCode::from(FAILED);
    }
    let known = Cli::command();
    let names = known.get_subcommands().map(clap::Command::get_name);
    let command = names.into_iter().find(|name| arguments.iter().skip(1).any(|argument| argument == name));
    let nested = command.and_then(|name| nested(&known, name, arguments));
    fail(&output, manner, nested.as_deref().or(command), &report::text::of_usage(error))
}

/// The whole name of a command that has commands of its own.
fn nested(known: &clap::Command, name: &str, arguments: &[OsString]) -> Option<String> {
    let words = arguments.iter().skip_while(|argument| *argument != name).skip(1);
    let mut inner = known.find_subcommand(name)?.get_subcommands().map(clap::Command::get_name);
    let found = inner.find(|inner| words.clone().any(|word| word == inner))?;
    Some(format!("{name} {found}"))
}

fn fail(output: &Output, manner: Manner, command: Option<&str>, error: &Diagnostic) -> ExitCode {
    match manner {
        Manner::Text => {
            output.error(&report::diagnostics::talk(error));
            ExitCode::from(FAILED)
        }
        Manner::Json => {
            conclude(output, &Answer::Data(report::json::failure(command, error)), FAILED, FAILED)
        }
        Manner::Nagios => {
            conclude(output, &report::status::nagios::unknown(&error.message), NAGIOS_UNKNOWN, NAGIOS_UNKNOWN)
        }
    }
}

fn conclude(output: &Output, answer: &Answer, code: u8, failed: u8) -> ExitCode {
    match output.answer(answer) {
        Ok(()) => ExitCode::from(code),
        Err(error) => {
            output.error(&format!(
                "error: what was asked for is done, but standard output cannot take the answer: {error}"
            ));
            ExitCode::from(failed)
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
            Self::Check(_) => "check",
            Self::Pins(args) => args.command.name(),
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }
}
