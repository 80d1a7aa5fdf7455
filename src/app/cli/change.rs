//! The flags of every command that takes root.crt from one content to another.

use clap::{ArgAction, Args};

use super::folder::FolderArgs;

/// How a file is changed.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ChangeArgs {
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Keep no backup
    #[arg(long = "no-backup", action = ArgAction::SetFalse)]
    pub backup: bool,

    /// Write into a mounted file, which a crash can cut
    #[arg(long)]
    pub in_place: bool,

    #[command(flatten)]
    pub folder: FolderArgs,
}
