//! The flags of every command that reads or writes a trust store of any form: its form, and its password.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The form of a store, and its password.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeystoreArgs {
    /// The form of a new store [default: by its name]
    #[arg(long, value_name = "FORM", hide_possible_values = true)]
    pub store_format: Option<StoreFormat>,

    #[command(flatten)]
    pub password: PasswordArgs,
}

/// The password of a store.
#[derive(Clone, Debug, Args)]
pub(crate) struct PasswordArgs {
    /// The password of a Java trust store, in a file
    #[arg(long, value_name = "FILE", conflicts_with = "storepass_env")]
    pub storepass_file: Option<PathBuf>,

    /// The same, in a variable
    #[arg(long, value_name = "VAR")]
    pub storepass_env: Option<String>,
}

/// The form of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoreFormat {
    /// libpq's root.crt
    Pem,
    /// Java; without a password unless one is given
    Pkcs12,
    /// Java before 9; the password is `changeit` unless one is given
    Jks,
}
