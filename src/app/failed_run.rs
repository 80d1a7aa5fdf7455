//! Runs that fail, from arguments that cannot be parsed to a command that gives up.
//!
//! A failure has the form of the answer that was asked for. That form must be known even if the arguments cannot be
//! parsed, so it is read off them as they are.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::CommandFactory as _;
use clap::error::ErrorKind;

use super::answer::{Answer, Color};
use super::cli::Cli;
use super::cli::notes::CommandNotes;
use super::cli::notes_of_commands::notes;
use super::report;
use super::report::help::HelpLength;
use super::usage_error;
use crate::app::report::layout::Page;
use crate::diagnostic::Diagnostic;
use crate::io::output::Output;
use crate::libpq::environment::Environment;

/// The exit code of a run that fails.
const FAILED: u8 = 2;

/// The same for Nagios.
const NAGIOS_UNKNOWN: u8 = 3;

/// The form of a failure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FailureForm {
    Text,
    Json,
    Nagios,
}

impl FailureForm {
    /// The form that these arguments ask for.
    pub(super) fn from_arguments(arguments: &[OsString]) -> Self {
        let formats = values(arguments, "--format");
        let is_json = |argument: &OsString| argument == "--json";
        if formats.iter().any(|format| ["json", "json-lines"].contains(format))
            || before_operands(arguments).any(is_json)
        {
            Self::Json
        } else if formats.contains(&"nagios") {
            Self::Nagios
        } else {
            Self::Text
        }
    }

    /// The exit code.
    pub(super) fn code(self) -> u8 {
        if self == Self::Nagios { NAGIOS_UNKNOWN } else { FAILED }
    }

    /// Prints the failure of a command, if the arguments name one.
    pub(super) fn print(self, output: &Output, command: Option<&str>, failure: &Diagnostic) -> ExitCode {
        let answer = match self {
            Self::Text => {
                let page = Page::for_messages();
                output.error(&report::diagnostics::talk(failure, page));
                return ExitCode::from(FAILED);
            }
            Self::Json => Answer::Data(report::json::failure(command, failure)),
            Self::Nagios => report::status::nagios::unknown(&failure.message),
        };
        answer.print(output, self.code(), self.code())
    }
}

/// Arguments that clap refuses. Its help and version come this way too, as answers.
pub(super) fn refuse(error: &clap::Error, arguments: &[OsString], environment: &Environment) -> ExitCode {
    let output = Output::new(color(arguments).into(), true, environment);
    if is_host_flag(error, arguments) {
        let failure =
            Diagnostic::usage("`-h` shows help, and takes no host", "write `pgcerts check HOST:PORT`");
        return FailureForm::from_arguments(arguments).print(&output, Some("check"), &failure);
    }
    let with_help = is_help(error.kind()).then(|| help(arguments, &output)).flatten();
    let error = with_help.as_ref().unwrap_or(error);
    if !error.use_stderr() {
        return Answer::Text(error.render().ansi().to_string()).print(&output, 0, FAILED);
    }
    let form = FailureForm::from_arguments(arguments);
    if form == FailureForm::Text {
        output.error(&usage_error::text(error, arguments));
        return ExitCode::from(FAILED);
    }
    form.print(&output, command(arguments).as_deref(), &usage_error::diagnostic(error, arguments))
}

fn is_help(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand)
}

/// The parser's answer, with the help of our own. It finds the command that is meant.
fn help(arguments: &[OsString], output: &Output) -> Option<clap::Error> {
    let is_short = before_operands(arguments).any(|argument| argument == "-h");
    let length = if is_short { HelpLength::Summary } else { HelpLength::Whole };
    let page = Page::for_answer(output);
    let mut command = Cli::command();
    command.build();
    with_help(command, "pgcerts", &|command, notes| report::help::help(command, notes, length, page))
        .try_get_matches_from(arguments)
        .err()
}

/// The command and all in it, each with the help that `render` makes.
fn with_help(
    command: clap::Command,
    name: &str,
    render: &dyn Fn(&clap::Command, &CommandNotes) -> String,
) -> clap::Command {
    let inner: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let command = inner.iter().fold(command, |command, inner| {
        let name = format!("{name} {inner}");
        command.mut_subcommand(inner, |inner| with_help(inner, &name, render))
    });
    match notes(name) {
        Some(notes) => {
            let text = render(&command, notes);
            command.override_help(text)
        }
        None => command,
    }
}

/// Whether `-h` has a host behind it, as for psql.
fn is_host_flag(error: &clap::Error, arguments: &[OsString]) -> bool {
    let is_flag = |argument: &OsString| argument.as_encoded_bytes().starts_with(b"-");
    let mut words = arguments.iter().skip(1).skip_while(|argument| *argument != "check");
    let before = words.by_ref().any(|argument| argument == "-h");
    error.kind() == ErrorKind::DisplayHelp && before && words.next().is_some_and(|next| !is_flag(next))
}

/// The command that the arguments seem to name, with the command inside it.
fn command(arguments: &[OsString]) -> Option<String> {
    let known = Cli::command();
    let outer = subcommand(&known, arguments.get(1..)?)?;
    let place = arguments.iter().position(|argument| argument == outer.get_name())?;
    let inner = subcommand(outer, &arguments[place + 1..]);
    Some(std::iter::once(outer).chain(inner).map(clap::Command::get_name).collect::<Vec<_>>().join(" "))
}

fn subcommand<'a>(command: &'a clap::Command, words: &[OsString]) -> Option<&'a clap::Command> {
    command.get_subcommands().find(|inner| words.iter().any(|word| word == inner.get_name()))
}

fn color(arguments: &[OsString]) -> Color {
    match values(arguments, "--color").last() {
        Some(&"always") => Color::Always,
        Some(&"never") => Color::Never,
        _ => Color::Auto,
    }
}

/// The values of a flag.
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
