//! `pgcerts rollback`.

use std::path::PathBuf;

use clap::Args;

use super::folder::FolderArgs;

/// What `rollback` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct RollbackArgs {
    /// The file to put back [default: libpq's root.crt of this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// Name the backups, the newest first, and change nothing
    #[arg(long, conflicts_with = "to")]
    pub list: bool,

    /// Put this backup back, not the newest
    #[arg(long, value_name = "BACKUP")]
    pub to: Option<PathBuf>,

    /// With --to, restore a file that is a link, belongs to another user or is dated in the future
    #[arg(long, requires = "to")]
    pub force: bool,

    /// Show which certificates would come and go, and change nothing
    #[arg(long, conflicts_with = "list")]
    pub dry_run: bool,

    /// Write into the file instead of replacing it, where it is mounted; a crash can leave it half written
    #[arg(long, conflicts_with = "list")]
    pub in_place: bool,

    #[command(flatten)]
    pub folder: FolderArgs,
}
