//! `pgcerts status`.

use std::path::PathBuf;

use clap::Args;

use super::Format;
use super::set_name::SetName;

/// What `status` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 no error was found, 1 one was (with --strict, a warning too), 2 could not look.
With --format nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")]
pub(crate) struct StatusArgs {
    /// The files to look at [default: the file of PGSSLROOTCERT, else libpq's root.crt of this user]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The same, as the other commands name it
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// The roots that it shall hold [default: azure]
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// Another pin manifest than the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// A warning makes the exit code 1 too
    #[arg(long)]
    pub strict: bool,

    /// Warn of certificates that end within so many days
    #[arg(long, value_name = "DAYS", default_value_t = 90, allow_negative_numbers = true)]
    pub expiring_within: u32,

    /// The form of the answer [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
}
