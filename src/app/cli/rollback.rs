//! `pgcerts rollback`.

use std::path::PathBuf;

use clap::Args;

use super::folder::FolderArgs;
use super::keystore::KeystoreArgs;

/// What `rollback` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct RollbackArgs {
    /// The file to restore [default: libpq's root.crt for this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// List the backups, newest first, and change nothing
    #[arg(long, conflicts_with = "to")]
    pub list: bool,

    /// Restore this backup instead of the newest
    #[arg(long, value_name = "BACKUP")]
    pub to: Option<PathBuf>,

    /// With --to, restore a file that is a link, belongs to another user or is dated in the future
    #[arg(long, requires = "to")]
    pub force: bool,

    /// Show which certificates would be added and removed, and change nothing
    #[arg(long, conflicts_with = "list")]
    pub dry_run: bool,

    /// Write into a mounted file, which a crash can cut
    #[arg(long, conflicts_with = "list")]
    pub in_place: bool,

    #[command(flatten)]
    pub keystore: KeystoreArgs,

    #[command(flatten)]
    pub folder: FolderArgs,
}
