//! `pgcerts uninstall`.

use std::path::PathBuf;

use clap::Args;

use super::change::ChangeArgs;
use super::keystore::KeystoreArgs;
use super::set_choice::SetChoice;

/// What `uninstall` takes.
#[derive(Debug, Args)]
pub(crate) struct UninstallArgs {
    /// The file to change [default: libpq's root.crt for this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    #[command(flatten)]
    pub set: SetChoice,

    /// Remove these certificates: a file, a SHA-256 fingerprint, or the subject as `pgcerts status` shows it
    #[arg(long, value_name = "CERTIFICATE", conflicts_with_all = ["set", "host", "pins"])]
    pub root: Vec<String>,

    /// Remove every expired certificate
    #[arg(long, conflicts_with_all = ["set", "host", "root", "pins"])]
    pub expired: bool,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    #[command(flatten)]
    pub keystore: KeystoreArgs,

    #[command(flatten)]
    pub change: ChangeArgs,
}
