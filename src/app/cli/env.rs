//! `pgcerts env`.

use std::path::PathBuf;

use clap::Args;

use crate::paste::shell::Shell;
use crate::paste::snippets::Client;

/// What `env` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  eval \"$(pgcerts env --shell sh)\"
  pgcerts env --shell github >> \"$GITHUB_ENV\"
  pgcerts env --shell powershell | Invoke-Expression
  pgcerts env --client jdbc            a URL with verify-full; YOUR_HOST and the like are yours to fill in")]
pub(crate) struct EnvArgs {
    /// The shell or format of the line [default: the shell that the environment names]
    #[arg(long, value_name = "SHELL")]
    pub shell: Option<Shell>,

    /// The file to point to [default: libpq's root.crt for this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// Print code or settings that make this client connect with verify-full
    #[arg(long, value_name = "NAME", ignore_case = true, conflicts_with_all = ["shell", "unset"])]
    pub client: Option<Client>,

    /// Print the line that unsets PGSSLROOTCERT
    #[arg(long)]
    pub unset: bool,
}
