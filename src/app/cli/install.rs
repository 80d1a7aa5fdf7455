//! `pgcerts install`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::change::ChangeArgs;
use super::keystore::KeystoreArgs;
use super::set_choice::SetChoice;
use super::values::seconds;
use crate::libpq::secret::Secret;
use crate::paste::shell::Shell;
use crate::x509::digest::Sha256;

/// What `install` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct InstallArgs {
    /// The file, or - for stdout [default: libpq's root.crt]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    #[command(flatten)]
    pub set: SetChoice,

    /// Add a certificate of this file; - is stdin
    #[arg(long, value_name = "FILE")]
    pub root: Vec<PathBuf>,

    /// The SHA-256 of that certificate, or of the whole file
    #[arg(long, value_name = "HEX", requires = "root")]
    pub sha256: Vec<Sha256>,

    /// Take an intermediate from --root too
    #[arg(long, requires = "root")]
    pub allow_intermediate: bool,

    /// Where the roots come from
    #[arg(long, value_name = "SOURCE", default_value = "auto")]
    pub source: RootSource,

    /// Use the built-in copies or those next to --pins
    #[arg(long, conflicts_with_all = ["source", "from", "mirror"])]
    pub offline: bool,

    /// Take the roots from the files in this folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["source", "mirror"])]
    pub from: Option<PathBuf>,

    /// Download each root from URL/NAME; may be http
    #[arg(long, value_name = "URL")]
    pub mirror: Option<Secret>,

    /// Trust only these certificates for downloads
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,

    /// The time for all downloads, or for one attempt with --source download [default: 10, 30]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    pub timeout: Option<std::time::Duration>,

    /// Retries of a failed download
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub retries: u32,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// Replace the file's content with exactly this set
    #[arg(long, conflicts_with = "repair")]
    pub replace: bool,

    /// Rewrite an unreadable file; keep what decodes
    #[arg(long)]
    pub repair: bool,

    /// Remove roots that only this older manifest has
    #[arg(long, value_name = "OLD", conflicts_with_all = ["replace", "repair", "backup"])]
    pub prune: Option<PathBuf>,

    /// Remove roots even if servers still need them
    #[arg(long, requires = "prune", conflicts_with_all = ["replace", "repair", "backup"])]
    pub force: bool,

    #[command(flatten)]
    pub keystore: KeystoreArgs,

    #[command(flatten)]
    pub change: ChangeArgs,

    /// Print the line of `pgcerts env` on stdout
    #[arg(long, value_name = "SHELL", num_args = 0..=1, require_equals = true, hide_possible_values = true)]
    #[allow(clippy::option_option, reason = "clap's form of a flag whose value may be left out")]
    pub print_env: Option<Option<Shell>>,
}

impl InstallArgs {
    /// Whether a manifest decides what is installed. Own roots alone need none.
    pub(crate) fn needs_pins(&self) -> bool {
        self.root.is_empty() || self.set.is_named() || self.prune.is_some()
    }
}

/// Where roots come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RootSource {
    /// Download; where that fails, the copy in this program
    Auto,
    /// Download; a failure is an error
    Download,
    /// The copies in this program, no network
    Bundled,
}
