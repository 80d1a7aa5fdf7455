//! The command line of `pins`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::folder::FolderArgs;
use super::set_name::SetName;
use super::values::seconds;
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
    /// Write the built-in manifest and its certificates, to keep one of your own
    Export(PinsExportArgs),
    /// Add a root to a manifest of your own
    Add(PinsAddArgs),
    /// Remove a root from a manifest of your own
    Remove(PinsRemoveArgs),
    /// Show the differences between two manifests
    Diff(PinsDiffArgs),
}

impl PinsCommand {
    /// The command's name in JSON.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::List(_) => "pins list",
            Self::Show(_) => "pins show",
            Self::Verify(_) => "pins verify",
            Self::Export(_) => "pins export",
            Self::Add(_) => "pins add",
            Self::Remove(_) => "pins remove",
            Self::Diff(_) => "pins diff",
        }
    }
}

/// What `pins list` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsListArgs {
    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,
}

/// What `pins show` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsShowArgs {
    /// A root's id, a SHA-256 or SHA-1, a file of certificates (PEM, DER, Java's cacerts; - for standard input), or a
    /// server, whose certificates are shown
    #[arg(value_name = "ID|FINGERPRINT|FILE|HOST:PORT", required = true)]
    pub what: Vec<String>,

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

/// What `pins add` takes.
#[derive(Debug, Args)]
pub(crate) struct PinsAddArgs {
    /// The manifest to edit
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The certificate: a file, DER or PEM, or an https address, which becomes its official one
    #[arg(long, value_name = "CERT|URL")]
    pub from: String,

    /// The name of the root in the manifest
    #[arg(long, value_name = "ID")]
    pub id: String,

    /// The set that it joins; may be repeated
    #[arg(long, value_name = "SET", value_parser = SetName, hide_possible_values = true, required = true)]
    pub set: Vec<String>,

    /// Its part there: current, or legacy where only servers need it that did not follow the last rotation
    #[arg(long, value_name = "ROLE", default_value = "current")]
    pub role: Role,

    /// The SHA-256 that the certificate must have
    #[arg(long, value_name = "HEX", required = true)]
    pub sha256: Sha256,

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
    #[arg(value_name = "FILE")]
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
