//! `pgcerts rollback`.

use std::path::PathBuf;

use clap::Args;

/// What `rollback` takes.
#[derive(Debug, Args)]
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
}
