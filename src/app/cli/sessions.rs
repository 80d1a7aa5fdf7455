//! `pgcerts sessions`.

use std::time::Duration;

use clap::Args;

use super::values::{duration, seconds, tls_version};
use super::{CheckArgs, ConnectionArgs, Format, forms};
use crate::libpq::secret::Secret;
use crate::libpq::sslmode::{SslMode, TlsVersion};
use crate::paste::command_line::is_stream;

/// What `sessions` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct SessionsArgs {
    /// The server as for `check`, or - for the answer of `psql --csv`
    #[arg(value_name = "TARGET", conflicts_with = "print_sql")]
    pub target: Option<Secret>,

    /// Exit with 1 if a session has an older TLS version
    #[arg(long, value_name = "VERSION", value_parser = tls_version(), ignore_case = true)]
    pub min_version: Option<TlsVersion>,

    /// Look again and again for this long, such as 10m
    #[arg(long = "for", value_name = "TIME", value_parser = duration, conflicts_with = "print_sql")]
    pub lasting: Option<Duration>,

    /// The time between two looks [default: 5]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "lasting", allow_negative_numbers = true)]
    pub every: Option<Duration>,

    /// Print the query and do not connect
    #[arg(long)]
    pub print_sql: bool,

    /// Read the password from standard input
    #[arg(long)]
    pub password_stdin: bool,

    /// Log in to a server that is not verified
    #[arg(long)]
    pub insecure: bool,

    /// The mode that the connection must pass [default: verify-full]
    #[arg(long, value_name = "MODE")]
    pub sslmode: Option<SslMode>,

    #[command(flatten)]
    pub connection: ConnectionArgs,

    /// Ignore PGHOST, PGPASSWORD and the like
    #[arg(long)]
    pub no_env: bool,

    /// The time for the login, and for each answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, allow_negative_numbers = true)]
    pub timeout: Duration,

    /// The form of the answer
    #[arg(long, value_name = "FORMAT", value_parser = forms(["text", "json", "csv", "prometheus", "nagios"]))]
    pub format: Option<Format>,
}

impl SessionsArgs {
    /// Whether the target is the answer of another program.
    pub(crate) fn reads_stdin(&self) -> bool {
        self.target.as_ref().is_some_and(|target| is_stream(target.expose()))
    }

    /// The arguments of the check that comes before the login. `auth` keeps user and database.
    pub(crate) fn check(&self) -> CheckArgs {
        CheckArgs {
            target: self.target.iter().cloned().collect(),
            sslmode: self.sslmode,
            connection: self.connection.clone(),
            no_env: self.no_env,
            auth: true,
            timeout: self.timeout,
            ..CheckArgs::default()
        }
    }
}
