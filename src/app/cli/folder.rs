//! The flag of every command that writes files.

use clap::Args;

/// Whose folders a command may write in.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct FolderArgs {
    /// Let root write into a folder of another user
    #[arg(long)]
    pub as_root: bool,
}
