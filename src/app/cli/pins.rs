//! The command line of `pins`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::folder::FolderArgs;
use super::keystore::PasswordArgs;
use super::set_choice::SetChoice;
use super::set_name::SetName;
use super::values::{seconds, set_id, sha256, yes_or_no};
use crate::libpq::secret::Secret;
use crate::pins::Role;
use crate::x509::digest::Sha256;

/// What `pins` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: PinsCommand,
}

/// What there is to do with pins.
#[derive(Debug, Subcommand)]
pub(crate) enum PinsCommand {
    /// List the sets, the roots, the chains and what expires next
    List(PinsListArgs),
    /// Identify a certificate: a pinned root, a look-alike, an intermediate, unknown
    Show(PinsShowArgs),
    /// Compare each pin with its copy, its official addresses and other stores
    Verify(PinsVerifyArgs),
    /// Start a manifest of your own, empty or with built-in sets
    Init(PinsInitArgs),
    /// Write the built-in manifest and its certificates, to keep one of your own
    Export(PinsExportArgs),
    /// Add roots to a manifest of your own
    Add(PinsAddArgs),
    /// Change a set of a manifest of your own
    Set(PinsSetArgs),
    /// Add a chain to a manifest of your own, or change it
    Chain(PinsChainArgs),
    /// Remove a root from a manifest of your own
    Remove(PinsRemoveArgs),
    /// Show the differences between two manifests
    Diff(PinsDiffArgs),
}

impl PinsCommand {
    /// The flag that names the manifest to read, if the command has one.
    pub(super) fn pins_flag(&mut self) -> Option<&mut Option<PathBuf>> {
        match self {
            Self::List(args) => Some(&mut args.pins),
            Self::Show(args) => Some(&mut args.pins),
            Self::Verify(args) => Some(&mut args.pins),
            Self::Export(_)
            | Self::Init(_)
            | Self::Add(_)
            | Self::Set(_)
            | Self::Chain(_)
            | Self::Remove(_)
            | Self::Diff(_) => None,
        }
    }

    /// The command's name in JSON.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::List(_) => "pins list",
            Self::Show(_) => "pins show",
            Self::Verify(_) => "pins verify",
            Self::Export(_) => "pins export",
            Self::Init(_) => "pins init",
            Self::Add(_) => "pins add",
            Self::Set(_) => "pins set",
            Self::Chain(_) => "pins chain",
            Self::Remove(_) => "pins remove",
            Self::Diff(_) => "pins diff",
        }
    }
}

/// What `pins list` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsListArgs {
    #[command(flatten)]
    pub set: SetChoice,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,
}

/// What `pins show` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsShowArgs {
    /// A root's id or subject, a SHA-256 or SHA-1, a file of certificates (PEM, DER, Java's cacerts; - for standard input), or a
    /// server, whose certificates are shown
    #[arg(value_name = "ID|SUBJECT|FINGERPRINT|FILE|HOST:PORT", required = true)]
    pub what: Vec<String>,

    #[command(flatten)]
    pub password: PasswordArgs,

    /// The time for a server to answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, allow_negative_numbers = true)]
    pub timeout: Duration,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,
}

/// What `pins verify` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsVerifyArgs {
    /// Stores to compare with: PEM, DER, Java's cacerts, or `system`
    #[arg(value_name = "FILE|system")]
    pub stores: Vec<String>,

    /// The same, behind a flag
    #[arg(long, value_name = "FILE|system", num_args = 1..)]
    pub against: Vec<String>,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// The roots of this set alone [default: every root of the manifest]
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Option<String>,

    /// A root that is missing makes the exit code 1 too
    #[arg(long)]
    pub strict: bool,

    /// Ask no address
    #[arg(long, conflicts_with = "mirror")]
    pub offline: bool,

    /// Ask URL/NAME in place of each official address; may be http
    #[arg(long, value_name = "URL")]
    pub mirror: Option<Secret>,

    /// How to download.
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// How to download.
#[derive(Debug, Args)]
pub(crate) struct NetworkArgs {
    /// Trust these certificates for downloads instead of the system's
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,

    /// The time for one attempt to download
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds, allow_negative_numbers = true)]
    pub timeout: Duration,

    /// Retries after connection errors, time limits, 429 and 5xx
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub retries: u32,
}

/// What `pins export` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsExportArgs {
    /// The manifest to write; one that is there already is left alone
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    #[command(flatten)]
    pub folder: FolderArgs,
}

/// What `pins init` takes.
#[derive(Debug, Args)]
#[command(override_usage = "pgcerts pins init <FILE> [OPTIONS]")]
pub(crate) struct PinsInitArgs {
    /// The manifest to write; one that is there already is left alone
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Built-in sets to start with, with their roots and chains
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true, num_args = 1..)]
    pub with: Vec<String>,

    #[command(flatten)]
    pub folder: FolderArgs,
}

/// What `pins set` takes.
#[derive(Debug, Args)]
#[command(override_usage = "pgcerts pins set <MANIFEST> <ID> [OPTIONS]")]
pub(crate) struct PinsSetArgs {
    /// The manifest to edit
    #[arg(value_name = "MANIFEST")]
    pub file: PathBuf,

    /// The set
    #[arg(value_name = "ID")]
    pub id: String,

    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,

    /// The hosts that it is for, such as '*.db.example.com', instead of those before
    #[arg(long, value_name = "PATTERN", num_args = 1..)]
    pub hosts: Option<Vec<String>>,

    /// Let it be for no host
    #[arg(long, conflicts_with = "hosts")]
    pub no_hosts: bool,

    /// Use this set if none is named
    #[arg(long)]
    pub default: bool,

    /// Roots of the set that servers need
    #[arg(long, value_name = "ROOT", num_args = 1..)]
    pub current: Vec<String>,

    /// Roots of the set that only servers that have not been rotated yet need
    #[arg(long, value_name = "ROOT", num_args = 1..)]
    pub legacy: Vec<String>,

    #[command(flatten)]
    pub folder: FolderArgs,
}

/// What `pins chain` takes.
#[derive(Debug, Args)]
#[command(override_usage = "pgcerts pins chain <MANIFEST> <ID> [OPTIONS]")]
pub(crate) struct PinsChainArgs {
    /// The manifest to edit
    #[arg(value_name = "MANIFEST")]
    pub file: PathBuf,

    /// The name of the chain
    #[arg(value_name = "ID")]
    pub id: String,

    /// The root that it ends in; a new chain needs one
    #[arg(long, value_name = "ROOT")]
    pub anchor: Option<String>,

    /// Whether servers send it today [default of a new chain: yes]
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    pub served: Option<bool>,

    /// What it is
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,

    #[command(flatten)]
    pub folder: FolderArgs,
}

/// What `pins add` takes.
#[derive(Debug, Args)]
#[command(override_usage = "pgcerts pins add <MANIFEST> --from <FILE|URL> --sha256 <HEX>... [OPTIONS]")]
pub(crate) struct PinsAddArgs {
    /// The manifest to edit
    #[arg(value_name = "MANIFEST")]
    pub file: PathBuf,

    /// The certificates: a file (PEM, DER or PKCS#7), or an https address, which becomes their official one
    #[arg(long, value_name = "FILE|URL")]
    pub from: String,

    /// The SHA-256 of each root to add, or of the file as it is, to add everything in it
    #[arg(long, value_name = "HEX", value_parser = sha256, num_args = 1.., required = true)]
    pub sha256: Vec<Sha256>,

    /// The name of the root in the manifest [default: made from its subject]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,

    /// Add them to this set; may be repeated [default: the default set]
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true)]
    pub set: Vec<String>,

    /// Make this set and add them to it
    #[arg(long, value_name = "ID", value_parser = set_id)]
    pub new_set: Option<String>,

    /// What the new set is for
    #[arg(long, value_name = "TEXT", requires = "new_set")]
    pub title: Option<String>,

    /// Their role there: current, or legacy if only servers that have not been rotated yet need them
    #[arg(long, value_name = "ROLE", default_value = "current")]
    pub role: Role,

    /// They are public roots, which `pins verify` expects in public stores
    #[arg(long)]
    pub public: bool,

    /// Where it is published; may be repeated
    #[arg(long, value_name = "URL")]
    pub url: Vec<String>,

    /// Where its fingerprint comes from, with a date
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,

    /// How to download.
    #[command(flatten)]
    pub network: NetworkArgs,

    #[command(flatten)]
    pub folder: FolderArgs,
}

/// What `pins remove` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsRemoveArgs {
    /// The manifest to edit
    #[arg(value_name = "MANIFEST")]
    pub file: PathBuf,

    /// The root to remove, from its sets too
    #[arg(value_name = "ID")]
    pub id: String,

    /// Remove the chains that end in it too; one that is served is still refused
    #[arg(long)]
    pub with_chains: bool,

    #[command(flatten)]
    pub folder: FolderArgs,
}

/// What `pins diff` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsDiffArgs {
    /// The manifest as it was: a file, or `built-in`
    #[arg(value_name = "OLD")]
    pub old: PathBuf,

    /// The manifest as it is: a file, or `built-in`
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
}
