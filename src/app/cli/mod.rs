//! The command line: definitions only.

mod change;
mod check;
mod connection;
mod documents;
mod env;
mod explain;
mod export;
mod folder;
mod install;
mod keystore;
mod manual_facts;
pub(crate) mod notes;
pub(crate) mod notes_of_commands;
mod pins;
mod rollback;
mod scan;
mod sessions;
mod set_choice;
mod set_name;
mod snippet;
mod status;
mod uninstall;
pub(crate) mod values;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::answer::{Answer, Color};
use crate::diagnostic::Diagnostic;

pub(crate) use check::CheckArgs;
pub(crate) use connection::ConnectionArgs;
pub(crate) use documents::{CompletionsArgs, ManArgs};
pub(crate) use env::EnvArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use export::{ExportArgs, ExportForm};
pub(crate) use folder::FolderArgs;
pub(crate) use install::{InstallArgs, RootSource};
pub(crate) use keystore::{KeystoreArgs, PasswordArgs, StoreFormat};
pub(crate) use pins::{
    NetworkArgs, PinsAddArgs, PinsArgs, PinsChainArgs, PinsCommand, PinsDiffArgs, PinsExportArgs,
    PinsInitArgs, PinsListArgs, PinsRemoveArgs, PinsSetArgs, PinsShowArgs, PinsVerifyArgs,
};
pub(crate) use rollback::RollbackArgs;
pub(crate) use scan::ScanArgs;
pub(crate) use sessions::SessionsArgs;
pub(crate) use snippet::SnippetArgs;
pub(crate) use status::StatusArgs;
pub(crate) use uninstall::UninstallArgs;

/// Install and check the root certificates that PostgreSQL clients need to verify a server.
#[derive(Debug, Parser)]
#[command(
    name = "pgcerts",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
}

/// What every command takes.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Print only errors, safety warnings and requested data
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print more: the rule that chose the path, fingerprints, every failed download
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// When to color the output; `auto` respects NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    /// Print one JSON object
    #[arg(long, global = true)]
    pub json: bool,
}

/// The forms of a command with one answer.
fn forms_of_one_answer() -> impl TypedValueParser<Value = Format> {
    forms(["text", "json", "prometheus", "nagios"])
}

/// These forms of an answer.
fn forms<const N: usize>(names: [&'static str; N]) -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(names).try_map(|name| Format::from_str(&name, false))
}

impl Global {
    /// The answer in the form that was asked for; none where only problems were.
    pub(crate) fn answer(self, json: impl FnOnce() -> String, text: impl FnOnce() -> String) -> Answer {
        match (self.json, self.quiet) {
            (true, _) => Answer::Data(json()),
            (false, true) => Answer::Text(String::new()),
            (false, false) => Answer::Text(text()),
        }
    }

    /// The form of the answer, by `--format` and `--json`.
    ///
    /// # Errors
    /// `usage`, where the two contradict each other.
    pub(crate) fn format(self, format: Option<Format>) -> Result<Format, Diagnostic> {
        match (format, self.json) {
            (None | Some(Format::Json), true) => Ok(Format::Json),
            (Some(_), true) => Err(Diagnostic::usage(
                "`--json` and another `--format` contradict each other",
                "leave one out",
            )),
            (format, false) => Ok(format.unwrap_or(Format::Text)),
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Install the root certificates that a set of servers needs
    Install(InstallArgs),
    /// Print roots in another form, for Kubernetes or Java
    Export(ExportArgs),
    /// Print the line that sets PGSSLROOTCERT
    Env(EnvArgs),
    /// Print the code that makes a client verify its server
    Snippet(SnippetArgs),
    /// Show what root.crt holds, what is wrong with it, and which chains it covers
    Status(StatusArgs),
    /// Remove roots from root.crt
    Uninstall(UninstallArgs),
    /// Restore the newest backup of root.crt
    Rollback(RollbackArgs),
    /// Check what each sslmode would do with a server
    Check(Box<CheckArgs>),
    /// Show which sessions of a server are encrypted
    Sessions(Box<SessionsArgs>),
    /// Look for trust stores and settings on a machine, in folders and archives
    Scan(ScanArgs),
    /// Explain a code, or the error text of a client
    Explain(ExplainArgs),
    /// Show and compare the pinned roots, or manage your own manifest
    Pins(PinsArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Write the manual pages
    Man(ManArgs),
}

impl Command {
    /// The flag that names the pin manifest, if the command has one.
    pub(crate) fn pins_flag(&mut self) -> Option<&mut Option<PathBuf>> {
        match self {
            Self::Install(args) => args.needs_pins().then_some(&mut args.pins),
            Self::Status(args) => Some(&mut args.pins),
            Self::Uninstall(args) => Some(&mut args.pins),
            Self::Check(args) => Some(&mut args.pins),
            Self::Export(args) => Some(&mut args.pins),
            Self::Scan(args) => Some(&mut args.pins),
            Self::Pins(args) => args.command.pins_flag(),
            Self::Env(_)
            | Self::Snippet(_)
            | Self::Rollback(_)
            | Self::Sessions(_)
            | Self::Explain(_)
            | Self::Completions(_)
            | Self::Man(_) => None,
        }
    }
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON object; the same as --json
    Json,
    /// A JSON object in a line for each target
    JsonLines,
    /// A file for the textfile collector
    Prometheus,
    /// One line, and the exit code of a Nagios plugin
    Nagios,
    /// A table for other programs
    Csv,
    /// A table for people, in their wiki or ticket
    Markdown,
}
