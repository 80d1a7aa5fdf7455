//! `pgcerts env`.

use std::path::PathBuf;

use clap::Args;

use crate::paste::shell::Shell;

/// What `env` takes.
#[derive(Debug, Args)]
pub(crate) struct EnvArgs {
    /// The shell or format of the line [default: the shell that the environment names]
    #[arg(long, value_name = "SHELL")]
    pub shell: Option<Shell>,

    /// The file to point to [default: libpq's root.crt for this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// An old flag; its error names the command in its place
    #[arg(long, hide = true, num_args = 0..)]
    pub client: Option<Vec<String>>,

    /// Print the line that unsets PGSSLROOTCERT
    #[arg(long)]
    pub unset: bool,
}
