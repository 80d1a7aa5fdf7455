//! `pgcerts snippet`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::values::server_host;
use crate::paste::snippets::SnippetName;

/// What `snippet` takes.
#[derive(Debug, Args)]
pub(crate) struct SnippetArgs {
    /// The client or its language; without it, all of them are listed
    #[arg(value_name = "NAME", ignore_case = true, hide_possible_values = true)]
    pub name: Option<SnippetName>,

    /// The file to verify with [default: libpq's root.crt for this user]
    #[arg(long, value_name = "FILE")]
    pub dest: Option<PathBuf>,

    /// The server's name or address
    #[arg(long, value_name = "HOST", value_parser = server_host)]
    pub host: Option<String>,

    /// The server's port
    #[arg(long, value_name = "N", default_value_t = 5432, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: u16,

    /// The user to connect as
    #[arg(long, value_name = "USER", value_parser = NonEmptyStringValueParser::new())]
    pub user: Option<String>,

    /// The database to connect to
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub dbname: Option<String>,
}
