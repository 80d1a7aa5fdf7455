//! `pgcerts completions` and `pgcerts man`.

use std::path::PathBuf;

use clap::Args;

use super::folder::FolderArgs;

/// What `completions` takes.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// What `man` takes.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder to write them into, made if it is missing
    #[arg(value_name = "DIR")]
    pub path: PathBuf,

    #[command(flatten)]
    pub folder: FolderArgs,
}
