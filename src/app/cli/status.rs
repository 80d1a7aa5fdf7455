//! `pgcerts status`.

use std::path::PathBuf;

use clap::Args;

use super::keystore::KeystoreArgs;
use super::set_choice::SetChoice;
use super::{Format, forms_of_one_answer};

/// What `status` takes.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// The files to look at, or - for standard input [default: the file that PGSSLROOTCERT names, else libpq's root.crt for this user]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Same as FILE
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    #[command(flatten)]
    pub set: SetChoice,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    #[command(flatten)]
    pub keystore: KeystoreArgs,

    /// Exit with 1 for warnings too
    #[arg(long)]
    pub strict: bool,

    /// Warn about certificates that expire within this many days
    #[arg(long, value_name = "DAYS", default_value_t = 90, allow_negative_numbers = true)]
    pub expiring_within: u32,

    /// The form of the answer
    #[arg(long, value_name = "FORMAT", value_parser = forms_of_one_answer())]
    pub format: Option<Format>,
}
