//! The command line: definitions only.

mod pins;
mod set_name;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use time::OffsetDateTime;

use crate::diagnostic::Diagnostic;
use crate::io::output::Color;
use crate::libpq::sslmode::{Negotiation, SslMode};
use crate::paste::shell::Shell;
use crate::paste::snippets::Client;
use set_name::SetName;

pub(crate) use pins::{
    NetworkArgs, PinsAddArgs, PinsArgs, PinsCommand, PinsDiffArgs, PinsExportArgs, PinsListArgs,
    PinsRemoveArgs, PinsShowArgs, PinsVerifyArgs,
};

/// Installs and checks the root certificates with which PostgreSQL clients verify their servers.
#[derive(Debug, Parser)]
#[command(
    name = "pgcerts",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(after_help = "Exit codes: 0 done, 1 the answer is no, 2 could not do it.")]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
}

/// What every command takes.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Print nothing but errors, what makes a file unsafe or useless, and the data that was asked for
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Tell more: which rule chose the path, fingerprints, every failed download
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// When to colour the output; never with NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    /// Print one JSON object
    #[arg(long, global = true)]
    pub json: bool,
}

impl Global {
    /// The form of the answer, by `--format` and `--json`.
    ///
    /// # Errors
    /// `usage`, where the two contradict each other.
    pub(crate) fn format(self, format: Option<Format>) -> Result<Format, Diagnostic> {
        match (format, self.json) {
            (None | Some(Format::Json), true) => Ok(Format::Json),
            (Some(_), true) => Err(Diagnostic::usage(
                "`--json` and another `--format` contradict each other",
                "leave one out",
            )),
            (format, false) => Ok(format.unwrap_or(Format::Text)),
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make root.crt hold the roots that the service needs
    Install(InstallArgs),
    /// Print the line that sets PGSSLROOTCERT
    Env(EnvArgs),
    /// Say what root.crt holds, what is wrong with it, and which chains it covers
    Status(StatusArgs),
    /// Put the newest backup of root.crt back
    Rollback(RollbackArgs),
    /// Say what each sslmode would do with a server, without logging in
    Check(Box<CheckArgs>),
    /// Look at the pinned roots, compare them, keep a manifest of your own
    Pins(PinsArgs),
    /// Print the script that completes this command line in a shell
    Completions(CompletionsArgs),
    /// Write the manual pages
    Man(ManArgs),
}

/// What `completions` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pgcerts completions bash > ~/.local/share/bash-completion/completions/pgcerts
  pgcerts completions zsh > ~/.zfunc/_pgcerts          (a folder of $fpath)
  pgcerts completions fish > ~/.config/fish/completions/pgcerts.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// What `man` takes.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder to write them into, made if it is missing
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// What `status` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 no error was found, 1 one was (with --strict, a warning too), 2 could not look.
With --format nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")]
pub(crate) struct StatusArgs {
    /// The file to look at [default: libpq's root.crt of this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// The roots that it shall hold [default: azure]
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// Another pin manifest than the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// A warning makes the exit code 1 too
    #[arg(long)]
    pub strict: bool,

    /// Warn of certificates that end within so many days
    #[arg(long, value_name = "DAYS", default_value_t = 90, allow_negative_numbers = true)]
    pub expiring_within: u32,

    /// The form of the answer [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON object; the same as --json
    Json,
    /// A file for the textfile collector
    Prometheus,
    /// One line, and the exit code of a Nagios plugin
    Nagios,
}

/// What `check` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(group = clap::ArgGroup::new("what").args(["target", "targets", "chain", "use_env"]).required(true).multiple(true))]
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
    pub target: Vec<String>,

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

    /// Heed PGHOST, PGPORT, PGSSLMODE and their like, as libpq does
    #[arg(long, conflicts_with = "chain")]
    pub use_env: bool,

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
    #[arg(long, value_name = "NAME", requires = "chain", conflicts_with_all = ["target", "targets", "use_env"])]
    pub host: Option<String>,

    /// Judge as of this time or day, such as 2029-07-01 [default: now]
    #[arg(long, value_name = "TIME", value_parser = time_of_day)]
    pub at: Option<OffsetDateTime>,

    /// Warn of a chain that ends within so many days
    #[arg(long, value_name = "DAYS", default_value_t = 30, allow_negative_numbers = true)]
    pub expiring_within: u32,

    /// Another pin manifest than the built-in one; its default set alone must anchor the chains
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

/// What `rollback` takes.
#[derive(Debug, Args)]
pub(crate) struct RollbackArgs {
    /// The file to put back [default: libpq's root.crt of this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// Name the backups, the newest first, and change nothing
    #[arg(long, conflicts_with = "to")]
    pub list: bool,

    /// Put this backup back, not the newest
    #[arg(long, value_name = "BACKUP")]
    pub to: Option<PathBuf>,
}

/// What `install` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_help = "\
Examples:
  pgcerts install                      the three roots for Azure, into libpq's default file
  pgcerts install --offline            the same from the copies in this program, no network
  mkdir -p /etc/pg && pgcerts install --dest /etc/pg/root.crt --print-env=sh
                                       for every user: a folder that this has to make is private
  pgcerts install --dry-run --json     what would change
  pgcerts install --pins new.json --prune old.json

What is already in the file stays. A backup of the file as it was lies beside it.")]
pub(crate) struct InstallArgs {
    /// The file to write [default: libpq's root.crt of this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// The roots to install: azure, azure-minimum, azure-all, or a set of --pins [default: azure]
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// Where the roots come from
    #[arg(long, value_name = "SOURCE", default_value = "auto")]
    pub source: Source,

    /// Use the copies in this program, or beside --pins, no network; the same as --source bundled
    #[arg(long, conflicts_with_all = ["source", "from", "mirror"])]
    pub offline: bool,

    /// Take the roots from the files in DIR, DER or PEM, whatever their names are
    #[arg(long, value_name = "DIR", conflicts_with_all = ["source", "mirror"])]
    pub from: Option<PathBuf>,

    /// Fetch each root from URL/NAME, its official address's last part; may be http
    #[arg(long, value_name = "URL")]
    pub mirror: Option<String>,

    /// Trust these certificates for downloads, in place of the system's
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,

    /// The time for one attempt to download
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds, allow_negative_numbers = true)]
    pub timeout: std::time::Duration,

    /// Further attempts after connection errors, time limits, 429 and 5xx
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub retries: u32,

    /// Another pin manifest than the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// The file shall hold the set and nothing else
    #[arg(long, conflicts_with = "repair")]
    pub replace: bool,

    /// Rewrite a file that clients cannot read, keeping every certificate in it that decodes
    #[arg(long)]
    pub repair: bool,

    /// Remove the roots that this older manifest has (a file, or `built-in`) and the one in use has not
    #[arg(long, value_name = "OLD", conflicts_with_all = ["replace", "repair", "backup"])]
    pub prune: Option<PathBuf>,

    /// Prune even the root of a chain that servers send
    #[arg(long, requires = "prune", conflicts_with_all = ["replace", "repair", "backup"])]
    pub force: bool,

    /// Say what would change, change nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Keep no copy of the file that is replaced
    #[arg(long = "no-backup", action = ArgAction::SetFalse)]
    pub backup: bool,

    /// Print the line that sets PGSSLROOTCERT on stdout, the report on stderr
    #[arg(long, value_name = "SHELL", num_args = 0..=1, require_equals = true)]
    #[allow(clippy::option_option, reason = "clap's form of a flag whose value may be left out")]
    pub print_env: Option<Option<Shell>>,
}

/// Where roots come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Source {
    /// Download; where that fails, the copy in this program
    Auto,
    /// Download; a failure is an error
    Download,
    /// The copies in this program, no network
    Bundled,
}

/// What `env` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  eval \"$(pgcerts env --shell sh)\"
  pgcerts env --shell github >> \"$GITHUB_ENV\"
  pgcerts env --shell powershell | Invoke-Expression
  pgcerts env --client jdbc            a URL with verify-full; YOUR_HOST and the like are yours to fill in")]
pub(crate) struct EnvArgs {
    /// Who reads the line [default: the shell that the environment names]
    #[arg(long, value_name = "SHELL")]
    pub shell: Option<Shell>,

    /// The file to point to [default: libpq's root.crt of this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// Print what makes this client connect with verify-full, in place of the line
    #[arg(long, value_name = "NAME", ignore_case = true, conflicts_with_all = ["shell", "unset"])]
    pub client: Option<Client>,

    /// Print the line that takes PGSSLROOTCERT away
    #[arg(long)]
    pub unset: bool,
}

fn time_of_day(text: &str) -> Result<OffsetDateTime, String> {
    let whole = if text.contains(['T', 't', ' ']) { text.to_owned() } else { format!("{text}T00:00:00Z") };
    OffsetDateTime::parse(&whole, &time::format_description::well_known::Rfc3339)
        .map(|time| time.to_offset(time::UtcOffset::UTC))
        .map_err(|_| "expected a time such as 2029-06-30T12:00:00Z, or a day such as 2029-06-30".into())
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    if !(seconds > 0.0 && seconds <= 86400.0) {
        return Err("expected more than 0 and at most 86400 seconds".into());
    }
    Ok(std::time::Duration::from_secs_f64(seconds))
}
