//! `pgcerts install`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::change::ChangeArgs;
use super::set_name::SetName;
use super::values::seconds;
use crate::libpq::secret::Secret;
use crate::paste::shell::Shell;

/// What `install` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "\
Examples:
  pgcerts install                      the three roots for Azure, into libpq's default file
  pgcerts install --offline            the same from the copies in this program, no network
  mkdir -p /etc/pg && pgcerts install --dest /etc/pg/root.crt --print-env=sh
                                       for every user: a folder that this has to make is private
  pgcerts install --dry-run --json     what would change
  pgcerts install --pins new.json --prune old.json

Other certificates in the file stay. A backup of the old file is made next to it.")]
pub(crate) struct InstallArgs {
    /// The file to write [default: libpq's root.crt for this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// The roots to install: azure, azure-minimum, azure-all, or a set of --pins [default: azure]
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// Where the roots come from
    #[arg(long, value_name = "SOURCE", default_value = "auto")]
    pub source: RootSource,

    /// Use the built-in copies, or those next to --pins, without network; same as --source bundled
    #[arg(long, conflicts_with_all = ["source", "from", "mirror"])]
    pub offline: bool,

    /// Take the roots from the files in DIR, DER or PEM, under any name
    #[arg(long, value_name = "DIR", conflicts_with_all = ["source", "mirror"])]
    pub from: Option<PathBuf>,

    /// Download each root from URL/NAME, where NAME ends its official address; may be http
    #[arg(long, value_name = "URL")]
    pub mirror: Option<Secret>,

    /// Trust these certificates for downloads instead of the system's
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,

    /// Time limit for all downloads together, or for one attempt with `--source download` [default: 10, 30]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub timeout: Option<std::time::Duration>,

    /// Retries after connection errors, time limits, 429 and 5xx
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub retries: u32,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// Replace the file's content with exactly this set
    #[arg(long, conflicts_with = "repair")]
    pub replace: bool,

    /// Rewrite a file that clients cannot read; keep every certificate that decodes
    #[arg(long)]
    pub repair: bool,

    /// Remove the roots that only this older manifest has (a file, or `built-in`)
    #[arg(long, value_name = "OLD", conflicts_with_all = ["replace", "repair", "backup"])]
    pub prune: Option<PathBuf>,

    /// Remove a root even if servers still send a chain under it
    #[arg(long, requires = "prune", conflicts_with_all = ["replace", "repair", "backup"])]
    pub force: bool,

    #[command(flatten)]
    pub change: ChangeArgs,

    /// Print the line that sets PGSSLROOTCERT on stdout, and the report on stderr
    #[arg(long, value_name = "SHELL", num_args = 0..=1, require_equals = true)]
    #[allow(clippy::option_option, reason = "clap's form of a flag whose value may be left out")]
    pub print_env: Option<Option<Shell>>,
}

/// Where roots come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RootSource {
    /// Download; where that fails, the copy in this program
    Auto,
    /// Download; a failure is an error
    Download,
    /// The copies in this program, no network
    Bundled,
}
