//! The command line: definitions only.

mod check;
mod documents;
mod env;
mod folder;
mod install;
mod pins;
mod rollback;
mod set_name;
mod status;
mod uninstall;
mod values;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::answer::{Answer, Color};
use crate::diagnostic::Diagnostic;

pub(crate) use check::CheckArgs;
pub(crate) use documents::{CompletionsArgs, ManArgs};
pub(crate) use env::EnvArgs;
pub(crate) use folder::FolderArgs;
pub(crate) use install::{InstallArgs, RootSource};
pub(crate) use pins::{
    NetworkArgs, PinsAddArgs, PinsArgs, PinsCommand, PinsDiffArgs, PinsExportArgs, PinsListArgs,
    PinsRemoveArgs, PinsShowArgs, PinsVerifyArgs,
};
pub(crate) use rollback::RollbackArgs;
pub(crate) use status::StatusArgs;
pub(crate) use uninstall::UninstallArgs;

/// Installs and checks the root certificates with which PostgreSQL clients verify their servers.
#[derive(Debug, Parser)]
#[command(
    name = "pgcerts",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(after_help = "Exit codes: 0 done, 1 the answer is no, 2 could not do it.")]
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
    /// Print nothing but errors, what makes a file unsafe or useless, and the data that was asked for
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Tell more: which rule chose the path, fingerprints, every failed download
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// When to color the output; never with NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    /// Print one JSON object
    #[arg(long, global = true)]
    pub json: bool,
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
    /// Make root.crt hold the roots that the service needs
    Install(InstallArgs),
    /// Print the line that sets PGSSLROOTCERT
    Env(EnvArgs),
    /// Say what root.crt holds, what is wrong with it, and which chains it covers
    Status(StatusArgs),
    /// Remove roots from root.crt
    Uninstall(UninstallArgs),
    /// Put the newest backup of root.crt back
    Rollback(RollbackArgs),
    /// Say what each sslmode would do with a server, without logging in
    Check(Box<CheckArgs>),
    /// Look at the pinned roots, compare them, keep a manifest of your own
    Pins(PinsArgs),
    /// Print the script that completes this command line in a shell
    Completions(CompletionsArgs),
    /// Write the manual pages
    Man(ManArgs),
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON object; the same as --json
    Json,
    /// A file for the textfile collector
    Prometheus,
    /// One line, and the exit code of a Nagios plugin
    Nagios,
}
