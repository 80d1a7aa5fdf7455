//! `pgcerts scan`.

use std::path::PathBuf;

use clap::Args;

use super::{Format, forms};

/// What `scan` takes.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Files, folders and tar archives [default: the usual places of this machine]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// Warn about certificates that expire within this many days
    #[arg(long, value_name = "DAYS", default_value_t = 90, allow_negative_numbers = true)]
    pub expiring_within: u32,

    /// The form of the answer
    #[arg(long, value_name = "FORMAT", value_parser = forms(["text", "json", "csv", "markdown"]))]
    pub format: Option<Format>,
}
