//! `pgcerts check`.

use std::path::PathBuf;

use clap::Args;
use time::OffsetDateTime;

use super::Format;
use super::set_name::SetName;
use super::values::{seconds, time_of_day};
use crate::libpq::secret::Secret;
use crate::libpq::sslmode::{Negotiation, SslMode};

/// What `check` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "\
Examples:
  pgcerts check db.example.com
  pgcerts check 'host=db.example.com sslmode=verify-ca sslrootcert=/etc/pg/root.crt'
  pgcerts check --targets servers.txt --json-lines
  pgcerts check --chain chain.pem --host db.example.com --at 2029-07-01

Exit codes: 0 the deciding mode would connect, 1 it would not, 2 a server could not be reached.
With --format nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")]
pub(crate) struct CheckArgs {
    /// The servers
    #[arg(
        help = "A server: HOST, HOST:PORT, [V6]:PORT, a postgresql:// URI, or a connection string",
        value_name = "TARGET",
        conflicts_with = "chain"
    )]
    pub target: Vec<Secret>,

    /// The sslmode that decides the exit code [default: the target's own, else verify-full]
    ///
    /// All of them are told. libpq's own default is prefer, which may end without encryption.
    #[arg(long, value_name = "MODE")]
    pub sslmode: Option<SslMode>,

    /// The roots to judge with, or `system` [default: the target's own, else libpq's root.crt]
    #[arg(long, value_name = "FILE|system")]
    pub sslrootcert: Option<String>,

    /// The revocation lists to judge with [default: the target's own, else libpq's root.crl]
    #[arg(long, value_name = "FILE")]
    pub sslcrl: Option<String>,

    /// A folder of revocation lists, named by hash
    #[arg(long, value_name = "DIR")]
    pub sslcrldir: Option<String>,

    /// Connect to this address; the host is the name to compare
    #[arg(long, value_name = "IP", conflicts_with = "chain")]
    pub hostaddr: Option<String>,

    /// Connect to this port
    #[arg(long, value_name = "N", conflicts_with = "chain")]
    pub port: Option<u16>,

    /// How TLS begins: postgres or direct [default: the target's own, else postgres]
    ///
    /// By PostgreSQL's own question, or with the first byte, as PostgreSQL 17 can.
    #[arg(long, value_name = "HOW", conflicts_with = "chain", hide_possible_values = true)]
    pub negotiation: Option<Negotiation>,

    /// Ignore PGSSLROOTCERT, PGSSLMODE, PGHOST and the other PG* variables
    ///
    /// Without it they count, as they do for psql. PGSERVICEFILE and PGSYSCONFDIR always count.
    #[arg(long)]
    pub no_env: bool,

    /// The client certificate to present [default: the target's own, else libpq's postgresql.crt]
    #[arg(long, value_name = "FILE")]
    pub sslcert: Option<String>,

    /// The key of the client certificate [default: the target's own, else libpq's postgresql.key]
    #[arg(long, value_name = "FILE")]
    pub sslkey: Option<String>,

    /// Send the startup message too, and show what `pg_hba.conf` asks for
    ///
    /// As `user` and `dbname` of the target, under TLS and in plaintext. No password is ever sent.
    #[arg(long, conflicts_with = "chain")]
    pub auth: bool,

    /// Many servers: a file with a target in each line, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "chain")]
    pub targets: Option<PathBuf>,

    /// How many servers to ask at once
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: u16,

    /// The time for each server, from look-up to the end of TLS's handshake
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, allow_negative_numbers = true)]
    pub timeout: std::time::Duration,

    /// No server: judge the certificates in a file, or - for standard input
    ///
    /// PEM, the server's own first, or what `openssl s_client -starttls postgres -showcerts` printed.
    #[arg(long, value_name = "FILE")]
    pub chain: Option<PathBuf>,

    /// The name to compare with that of --chain
    // A requirement is dropped beside what conflicts with it.
    #[arg(long, value_name = "NAME", requires = "chain", conflicts_with_all = ["target", "targets"])]
    pub host: Option<String>,

    /// Judge as of this time or day, such as 2029-07-01 [default: now]
    #[arg(long, value_name = "TIME", value_parser = time_of_day)]
    pub at: Option<OffsetDateTime>,

    /// Warn of a chain that ends within so many days
    #[arg(long, value_name = "DAYS", default_value_t = 30, allow_negative_numbers = true)]
    pub expiring_within: u32,

    /// Use this pin manifest instead of the built-in one; its default set alone must anchor the chains
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// This set of roots alone must anchor the chains too, else the exit code is 1
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// The form of the answer [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,

    /// Print a JSON object in a line for each target as soon as it has answered
    #[arg(long, conflicts_with = "format")]
    pub json_lines: bool,
}
