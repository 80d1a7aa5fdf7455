//! `pgcerts check`.

use std::path::PathBuf;

use clap::Args;
use time::OffsetDateTime;

use super::set_name::SetName;
use super::values::{seconds, time_of_day, tls_version};
use super::{ConnectionArgs, Format, forms};
use crate::check::fleet::Shard;
use crate::libpq::secret::Secret;
use crate::libpq::sslmode::{SslMode, TlsVersion};

/// What says which servers to ask, and how to judge them.
const NOT_FOR_MERGE: [&str; 25] = [
    "target",
    "targets",
    "chain",
    "host",
    "shard",
    "sslmode",
    "sslrootcert",
    "sslcrl",
    "sslcrldir",
    "hostaddr",
    "port",
    "negotiation",
    "sslcert",
    "sslkey",
    "no_env",
    "auth",
    "probe",
    "jobs",
    "timeout",
    "at",
    "expiring_within",
    "pins",
    "set",
    "save_chain",
    "report",
];

/// What `check` takes.
#[derive(Debug, Default, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct CheckArgs {
    /// The servers
    #[arg(
        help = "A server: HOST, HOST:PORT, a URI or a connection string",
        value_name = "TARGET",
        conflicts_with = "chain"
    )]
    pub target: Vec<Secret>,

    /// Decides the exit code [default: verify-full]
    #[arg(long, value_name = "MODE", hide_possible_values = true)]
    pub sslmode: Option<SslMode>,

    #[command(flatten)]
    pub connection: ConnectionArgs,

    /// Ignore PGHOST, PGSSLMODE and the like
    #[arg(long)]
    pub no_env: bool,

    /// Show what `pg_hba.conf` asks for; send no password
    #[arg(long, conflicts_with = "chain")]
    pub auth: bool,

    /// Show the TLS versions, suites and groups it takes
    #[arg(long, conflicts_with = "chain")]
    pub probe: bool,

    /// With --probe, show the clients that this locks out
    #[arg(long, value_name = "VERSION", requires = "probe", value_parser = tls_version(), hide_possible_values = true, ignore_case = true, conflicts_with = "chain")]
    pub min_version: Option<TlsVersion>,

    /// Read targets from a file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "chain")]
    pub targets: Option<PathBuf>,

    /// Show only servers that are not ok or have a warning
    #[arg(long)]
    pub failed: bool,

    /// Show what changed since the JSON of an earlier run
    #[arg(long, value_name = "OLD")]
    pub diff: Option<PathBuf>,

    /// Ask every N-th server of the list, from the K-th
    #[arg(long, value_name = "K/N", conflicts_with = "chain")]
    pub shard: Option<Shard>,

    /// Report the JSON of earlier runs again; ask nobody
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = NOT_FOR_MERGE)]
    pub merge: Vec<PathBuf>,

    /// How many servers to ask at once
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: u16,

    /// The time for each server
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, allow_negative_numbers = true)]
    pub timeout: std::time::Duration,

    /// Judge a chain in PEM, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["hostaddr", "port", "negotiation"])]
    pub chain: Option<PathBuf>,

    /// Write the server's chain for --chain, or - to print
    #[arg(long, value_name = "FILE", conflicts_with = "chain")]
    pub save_chain: Option<PathBuf>,

    /// Write everything as Markdown for a support ticket
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    /// The name to compare with that of --chain
    // A requirement is dropped beside what conflicts with it.
    #[arg(long, value_name = "NAME", requires = "chain", conflicts_with_all = ["target", "targets"])]
    pub host: Option<String>,

    /// Judge as of this day or time, such as 2029-07-01
    #[arg(long, value_name = "TIME", value_parser = time_of_day)]
    pub at: Option<OffsetDateTime>,

    /// Warn if the chain ends in fewer days
    #[arg(long, value_name = "DAYS", default_value_t = 30, allow_negative_numbers = true)]
    pub expiring_within: u32,

    /// A pin manifest; its set must anchor the chain
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// Only roots of this set may anchor the chain
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// text, json, json-lines, csv, markdown, prometheus or nagios
    #[arg(long, value_name = "FORMAT", hide_possible_values = true, value_parser = forms(["text", "json", "json-lines", "csv", "markdown", "prometheus", "nagios"]))]
    pub format: Option<Format>,
}
