//! `pgcerts explain`.

use clap::Args;

use crate::libpq::secret::Secret;

/// What `explain` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pgcerts explain missing-root
  pgcerts explain 'SSL error: certificate verify failed'
  psql 2>&1 | pgcerts explain -

Exit codes: 0 explained, 1 unknown, 2 failed to run.")]
pub(crate) struct ExplainArgs {
    /// A code, the error text of a client, or `-` to read it from standard input [default: list all codes]
    #[arg(value_name = "CODE|TEXT")]
    pub text: Vec<Secret>,
}
