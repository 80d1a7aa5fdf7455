//! The flag of every command that writes files.

use clap::Args;

/// Whose folders a command may write in.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct FolderArgs {
    /// Let root write in a folder that another user owns or can write; new files get the folder's owner
    #[arg(long)]
    pub as_root: bool,
}
