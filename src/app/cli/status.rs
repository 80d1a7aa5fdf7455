//! `pgcerts status`.

use std::path::PathBuf;

use clap::Args;

use super::Format;
use super::set_name::SetName;

/// What `status` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 no errors, 1 errors found (with --strict, warnings too), 2 failed to run.
With --format nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")]
pub(crate) struct StatusArgs {
    /// The files to look at [default: the file that PGSSLROOTCERT names, else libpq's root.crt for this user]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Same as FILE
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// The roots that the file must hold [default: azure]
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// Exit with 1 for warnings too
    #[arg(long)]
    pub strict: bool,

    /// Warn about certificates that expire within this many days
    #[arg(long, value_name = "DAYS", default_value_t = 90, allow_negative_numbers = true)]
    pub expiring_within: u32,

    /// The form of the answer [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
}
